"""A whole shop for the journeys: database, web and worker processes, a little demo trade."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.postgres import fresh_database

STARTING_SECONDS = 90
STOPPING_SECONDS = 20


@dataclass(frozen=True)
class Shop:
    url: str
    database_url: str
    home: Path


@contextmanager
def open_shop(home: Path) -> Iterator[Shop]:
    """Started as in production, by the same commands; stopped and gone afterwards."""
    with fresh_database() as database_url:
        port = _free_port()
        environment = os.environ | {
            "HUTONG_HOME": str(home),
            "HUTONG_DATABASE_URL": database_url,
            "HUTONG_PORT": str(port),
            "HUTONG_WORKERS": "1",
            "HUTONG_SANDBOX": "true",
            "HUTONG_LOG_LEVEL": "warning",
            "HUTONG_PARENT": str(os.getpid()),  # a killed test run leaves nothing behind
        }
        _hutong(environment, "demo", "--small")
        shop = Shop(f"http://localhost:{port}", database_url, home)
        with _process(environment, "serve"), _process(environment, "work"):
            _wait_until_ready(shop.url)
            yield shop


def _hutong(environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "hutong.cli", *arguments], env=environment, check=True)


@contextmanager
def _process(environment: Mapping[str, str], role: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "hutong.cli", role], env=environment, start_new_session=True
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def _wait_until_ready(url: str) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(f"{url}/readyz", timeout=2):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the shop did not answer at {url} within {STARTING_SECONDS} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
