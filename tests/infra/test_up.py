"""One command runs the shop, one Ctrl-C stops it, and killing any part of it loses nothing."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from hutong.embedded import discard, running_url
from hutong.up.supervisor import undisturbed

PATIENCE = 60


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hutong-up-"))
    folder.chmod(0o755)
    yield folder
    discard(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Running:
    """`hutong up` in a process of its own."""

    process: subprocess.Popen[bytes]

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self._said = Path(tempfile.mkstemp(prefix="hutong-up-", suffix=".log")[1])
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("HUTONG_")
        } | {
            "HUTONG_HOME": str(home),
            "HUTONG_PORT": str(port),
            "HUTONG_DEMO": "false",
            "HUTONG_WORKERS": "2",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }

    def start(self) -> None:
        """What it says goes into a file: a pipe that nobody reads would be full one day."""
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hutong.cli", "up"],
                env=self._environment,
                cwd=self.home,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def open(self) -> None:
        """Unless it is open already."""
        if not hasattr(self, "process") or self.process.poll() is not None:
            self.start()
        wait_until(self.ready)

    def ready(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200
        return False

    def part(self, word: str) -> psutil.Process | None:
        assert self.process.poll() is None, self._said.read_text()
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                words = child.cmdline() or [""]
                if word in (words[-1], Path(words[0]).name):
                    return child
        return None

    def stop(self, sign: signal.Signals = signal.SIGINT) -> str:
        self.process.send_signal(sign)
        return self.ended()

    def ended(self) -> str:
        """What it had said when it came to its end."""
        self.process.wait(PATIENCE)
        return self._said.read_text()

    def forget(self) -> None:
        self._said.unlink()


@pytest.fixture(scope="module")
def building(home: Path, port: int) -> Iterator[Running]:
    running = Running(home, port)
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGTERM)
    running.forget()


@pytest.fixture
def shop(building: Running) -> Running:
    """The shop, open. A test that closes it may leave it so."""
    building.open()
    return building


def wait_until(come_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not come_true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def left_of(home: Path) -> list[str]:
    """What still runs of this shop."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            ours = process.environ().get("HUTONG_HOME") == str(home)
            if ours or str(home / "postgres" / "data") in process.cmdline():
                found.append(" ".join(process.cmdline()))
    return found


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_everything_in_order(shop: Running, sign: signal.Signals) -> None:
    assert len(left_of(shop.home)) >= 5

    said = shop.stop(sign)

    assert shop.process.returncode == 0
    assert "Everything has stopped." in said
    assert "Traceback" not in said
    assert left_of(shop.home) == []


@pytest.mark.parametrize("word", ["serve", "work", "postgres"])
def test_a_part_that_is_killed_comes_back(shop: Running, word: str) -> None:
    wait_until(lambda: shop.part(word) is not None)
    killed = shop.part(word)
    assert killed is not None

    killed.kill()

    wait_until(lambda: (part := shop.part(word)) is not None and part.pid != killed.pid)
    wait_until(shop.ready)


def test_what_a_killed_part_leaves_behind_does_not_outlive_the_shop(shop: Running) -> None:
    wait_until(lambda: (web := shop.part("serve")) is not None and bool(web.children()))
    web = shop.part("serve")
    assert web is not None
    deaf = web.children()[0]
    deaf.suspend()  # hears no SIGTERM, and its own watch of its parent stands still, too

    web.kill()
    wait_until(lambda: (part := shop.part("serve")) is not None and part.pid != web.pid)
    said = shop.stop()

    assert "Everything has stopped." in said
    assert left_of(shop.home) == []


@pytest.fixture
def interrupted() -> Iterator[None]:
    """Whatever else ran in this process: SIGINT does what it does to begin with."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupted")
def test_a_signal_while_a_part_starts_waits_until_the_part_is_known() -> None:
    known: list[str] = []

    with pytest.raises(KeyboardInterrupt), undisturbed():
        signal.raise_signal(signal.SIGINT)
        known.append("web")

    assert known == ["web"]


def test_a_killed_shop_opens_again_with_everything_that_it_knew(shop: Running) -> None:
    url = running_url(shop.home)
    assert url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table memory (what text)")
        connection.execute("insert into memory values ('a sale')")

    shop.stop(signal.SIGKILL)
    wait_until(lambda: not any("hutong.cli" in line for line in left_of(shop.home)))
    shop.open()

    with psycopg.connect(url) as connection:
        assert connection.execute("select what from memory").fetchone() == ("a sale",)
    assert "killed shop left running" in shop.stop()
    wait_until(lambda: left_of(shop.home) == [])


@pytest.mark.parametrize("word", ["serve", "work"])
def test_a_part_that_starts_when_its_shop_is_already_dead_stops(home: Path, word: str) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    orphan = subprocess.Popen(
        [sys.executable, "-m", "hutong.cli", word],
        env={
            **os.environ,
            "HUTONG_PARENT": str(dead.pid),
            "HUTONG_HOME": str(home),
            "HUTONG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        stderr=subprocess.DEVNULL,
    )

    assert orphan.wait(PATIENCE) != 0


def test_one_home_has_one_shop(shop: Running, port: int) -> None:
    second = Running(shop.home, port + 1)
    second.start()

    assert f"already running (process {shop.process.pid})" in second.ended()
    assert second.process.returncode == 1
    assert shop.ready()
    second.forget()


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        shop = Running(tmp_path, taken.getsockname()[1])
        shop.start()

        assert "The port is taken" in shop.ended()

    assert shop.process.returncode == 1
    assert not (tmp_path / "postgres").exists()
    shop.forget()


def test_the_figures_are_those_of_all_web_processes(shop: Running) -> None:
    before = total(httpx.get(f"{shop.url}/metrics").text)

    for _ in range(20):
        httpx.get(f"{shop.url}/healthz")

    counted = {total(httpx.get(f"{shop.url}/metrics").text) for _ in range(5)}
    assert counted == {before + 20}


def test_the_worker_counts_beside_them(shop: Running, home: Path) -> None:
    def written() -> set[str]:
        return {path.parent.name for path in (home / "metrics").glob("*/*.db")}

    wait_until(lambda: {"web", "worker"} <= written())
    assert {"web", "worker"} <= written()


def total(figures: str) -> float:
    found = re.search(r'hutong_requests_total\{.*route="/healthz".*\} (\S+)', figures)
    return float(found[1]) if found else 0.0


def test_the_doctor_finds_it_well_but_for_what_is_not_built(shop: Running, home: Path) -> None:
    wait_until(lambda: ill(examined(home)) == [])  # a worker just started has not been heard of

    assert "✓ Tables: current" in examined(home)
    assert "✓ Speech recogniser: played by `hutong simulate`" in examined(home)


def test_the_doctor_says_who_recognises_speech_and_with_a_key_or_without(home: Path) -> None:
    real = examined(home, HUTONG_SPEECH_URL="http://whisper.internal/v1", HUTONG_SPEECH_KEY="s-1")
    keyless = examined(home, HUTONG_SPEECH_URL="http://whisper.internal/v1")
    nobody = examined(home, HUTONG_SIMULATORS="false")

    assert "Speech recogniser: whisper-1 at http://whisper.internal/v1, with a key" in real
    assert "without a key" in keyless
    assert "Speech recogniser: not set up" in nobody


def examined(home: Path, **told: str) -> str:
    doctor = [sys.executable, "-m", "hutong.cli", "doctor"]
    paths = os.pathsep.join(sys.path)
    environment = {**os.environ, "HUTONG_HOME": str(home), "PYTHONPATH": paths, **told}
    return subprocess.run(
        doctor, env=environment, capture_output=True, text=True, check=False
    ).stdout


def ill(said: str) -> list[str]:
    found = [line for line in said.splitlines() if line.startswith("✗")]
    return [line for line in found if "Styles and scripts" not in line]
