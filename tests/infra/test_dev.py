"""./dev tells a newcomer in one line what is missing, in both languages."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone in a folder whose name has a space."""
    clone = tmp_path / "my shop"
    for part in ("dev", "pyproject.toml", "requirements", "README.md", "LICENSE"):
        source = TOP / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place(clone, part))
    return clone


def place(clone: Path, part: str) -> Path:
    clone.mkdir(exist_ok=True)
    return clone / part


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of pretended programs that come before the system's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def pretend(programs: Path, name: str, script: str) -> None:
    program = programs / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def dev(
    clone: Path, *words: str, programs: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{programs}:/usr/bin:/bin",
        "HOME": str(clone.parent),
        "LANG": "C.UTF-8",
        **variables,
    }
    return subprocess.run(
        [clone / "dev", *words],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_a_word_it_says_what_it_can_do(clone: Path, programs: Path) -> None:
    shown = dev(clone, programs=programs)

    assert shown.returncode == 0
    assert "./dev run" in shown.stdout
    assert "开店" in shown.stdout
    assert dev(clone, "sing", programs=programs).returncode == 2


def test_an_old_python_is_refused(clone: Path, programs: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        pretend(programs, name, "exit 1")

    refused = dev(clone, "run", programs=programs, HUTONG_PORT="8149")

    assert refused.returncode == 1
    assert "Python 3.11 or newer is needed" in refused.stderr
    assert not (clone / ".venv").exists()


def test_a_missing_venv_module_names_its_package(clone: Path, programs: Path) -> None:
    pretend(
        programs,
        "python3",
        f'case "$*" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"',
    )

    refused = dev(clone, "run", programs=programs, HUTONG_PORT="8149")

    assert refused.returncode == 1
    assert f"apt-get install python3.{sys.version_info[1]}-venv" in refused.stderr
    assert "venv module is missing" in refused.stderr


def test_a_full_disk_is_noticed_before_anything_is_written(clone: Path, programs: Path) -> None:
    pretend(programs, "python3", f'exec {sys.executable} "$@"')
    pretend(programs, "df", "echo head; echo '/dev/sda 100 90 10240 90% /'")

    refused = dev(clone, "run", programs=programs, HUTONG_PORT="8149")

    assert "10 MB are free, 1500 MB are needed" in refused.stderr
    assert not (clone / ".venv").exists()


def test_a_registry_that_does_not_answer_is_named_as_the_cause(clone: Path, programs: Path) -> None:
    pretend(programs, "python3", f'exec {sys.executable} "$@"')

    refused = dev(
        clone,
        "run",
        programs=programs,
        HUTONG_PORT="8149",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="0",
        PIP_CONFIG_FILE=os.devnull,
    )

    assert refused.returncode == 1
    assert "registry cannot be reached" in refused.stderr


def test_a_taken_port_is_noticed_first(clone: Path, programs: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = dev(clone, "run", programs=programs, HUTONG_PORT=port)

    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert not (clone / ".venv").exists()


def test_no_lock_file_names_a_registry() -> None:
    locks = list((TOP / "requirements").glob("*.txt"))

    assert {lock.name for lock in locks} >= {"run.txt", "dev.txt", "build.txt"}
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text
