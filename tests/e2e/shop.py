"""A whole shop for the journeys: database, web and worker processes, a little demo trade."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from tests.postgres import fresh_database

STARTING_SECONDS = 90
STOPPING_SECONDS = 20
PARCEL_SPEED = "10000"  # a day of the parcel's way takes nine seconds
HUTONG = (sys.executable, "-m", "hutong.cli")


class Shop:
    """A running shop. What it keeps is in its database and its home, not in its processes."""

    def __init__(self, home: Path, database_url: str) -> None:
        port = _free_port()
        self.url = f"http://localhost:{port}"
        self.database_url = database_url
        self._environment = os.environ | {
            "HUTONG_HOME": str(home),
            "HUTONG_DATABASE_URL": database_url,
            "HUTONG_PORT": str(port),
            "HUTONG_WORKERS": "1",
            "HUTONG_SANDBOX": "true",
            "HUTONG_PARCEL_SPEED": PARCEL_SPEED,
            "HUTONG_LOG_LEVEL": "warning",
            "HUTONG_PARENT": str(os.getpid()),  # a killed test run leaves nothing behind
        }
        self._processes: list[subprocess.Popen[bytes]] = []

    def furnish(self) -> None:
        """With a little trade. The smaller files of its pictures are not made: every shop of the
        tests would draw the same ones for a minute."""
        demo = [*HUTONG, "demo", "--small"]
        subprocess.run(demo, env=self._environment, check=True)
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute("update content_picture set varied_at = now()")

    def start(self) -> None:
        self._processes = [
            subprocess.Popen([*HUTONG, role], env=self._environment, start_new_session=True)
            for role in ("serve", "work")
        ]
        _wait_until_ready(self.url)

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(STOPPING_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()


@contextmanager
def open_shop(home: Path) -> Iterator[Shop]:
    """Started as in production, by the same commands; stopped and gone afterwards."""
    with fresh_database() as database_url:
        shop = Shop(home, database_url)
        shop.furnish()
        try:
            shop.start()
            yield shop
        finally:
            shop.stop()


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
