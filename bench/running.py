"""A shop to measure: durable database, a little demo trade, real processes, as in production."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from hutong import migrate
from hutong.embedded import Postgres, programs

STARTING_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """`environment`: what its processes are told."""

    port: int
    database_url: str
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def a_shop(
    *,
    workers: int,
    told: Mapping[str, str] | None = None,
    before: Callable[[str], None] = lambda _url: None,
) -> Iterator[Running]:
    """Everything fresh and on the disk; gone afterwards. `told`: settings besides the usual.
    `before`: done to its database, by address, when the demo trade is there and nothing runs."""
    home = Path(tempfile.mkdtemp(prefix="hutong-bench-"))
    home.chmod(0o711)
    try:
        with Postgres(home) as server:
            migrate.upgrade(server.url)
            port = free_port()
            environment = os.environ | {
                "HUTONG_HOME": str(home),
                "HUTONG_DATABASE_URL": server.url,
                "HUTONG_PORT": str(port),
                "HUTONG_WORKERS": str(workers),
                "HUTONG_LOG_LEVEL": "warning",
                "HUTONG_PARENT": str(os.getpid()),  # a killed benchmark leaves nothing behind
                **(told or {}),
            }
            shop = Running(port, server.url, environment)
            _run(environment, "demo", "--small")
            _without_picture_work(server.url)
            before(server.url)
            with a_process(environment, "serve"), a_process(environment, "work"):
                _wait(shop)
                yield shop
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _without_picture_work(url: str) -> None:
    """The worker would make smaller files of the demo's pictures for the first ten minutes, which
    no shop does while it sells."""
    with psycopg.connect(url) as connection:
        connection.execute("update content_picture set varied_at = now() where varied_at is null")


def pgbench(url: str, script: str, *, clients: int, seconds: int) -> float:
    """Transactions a second that the database does by itself, as the limit beside our figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        said = subprocess.run(  # noqa: S603
            [
                *(_program("pgbench"), "--no-vacuum", "-M", "prepared", "-f", file.name),
                *("-c", str(clients), "-j", "2", "-T", str(seconds), url),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    line = next(line for line in said.stdout.splitlines() if line.startswith("tps ="))
    return _number(line.split()[2])


def report(figures: Mapping[str, Any]) -> None:
    """The figures as one JSON object on the last line."""
    print(json.dumps(figures))


def _number(text: str) -> float:
    whole, _, rest = text.partition(".")
    return int(whole) + int(rest or 0) / 10 ** len(rest)


def _program(name: str) -> str:
    return programs.find(Path(tempfile.gettempdir()), None) / name


def _run(environment: Mapping[str, str], *command: str) -> None:
    subprocess.run([sys.executable, "-m", "hutong.cli", *command], env=environment, check=True)  # noqa: S603


@contextmanager
def a_process(environment: Mapping[str, str], role: str) -> Iterator[subprocess.Popen[bytes]]:
    """Until the block ends."""
    command = [sys.executable, "-m", "hutong.cli", role]
    process = subprocess.Popen(command, env=environment)  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait(shop: Running) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(f"{shop.url}/readyz", timeout=2):  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("the shop did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
