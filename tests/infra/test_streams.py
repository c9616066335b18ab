"""A stop finishes the answers in hand and does not wait for those that never end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx
import pytest

SERVER = """
import asyncio, sys
from granian.constants import Interfaces
from granian.server import Server
from litestar import Litestar, get
from litestar.response import ServerSentEvent
from hutong.up.streams import EndingStreams

async def news():
    while True:
        yield "an order"
        await asyncio.sleep(0.1)

@get("/feed")
async def feed() -> ServerSentEvent:
    return ServerSentEvent(news())

@get("/slow")
async def slow() -> str:
    await asyncio.sleep(1.5)
    return "all of it"

@get("/")
async def ready() -> str:
    return "ready"

def create():
    return EndingStreams(Litestar([feed, slow, ready]))

if __name__ == "__main__":
    Server(
        "served:create", factory=True, interface=Interfaces.ASGI, port=int(sys.argv[1]),
        workers_kill_timeout=20,
    ).serve()
"""


@dataclass
class Served:
    url: str
    process: "subprocess.Popen[bytes]"

    def stop(self) -> float:
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return time.monotonic() - begun


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "served.py").write_text(SERVER)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, tmp_path / "served.py", str(port)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        with suppress(httpx.HTTPError):
            httpx.get(url)
            break
        time.sleep(0.1)
    yield Served(url, process)
    process.kill()
    process.wait()


def test_an_open_feed_does_not_hold_up_a_stop(served: Served) -> None:
    with httpx.stream("GET", f"{served.url}/feed") as feed:
        assert next(feed.iter_lines())

        assert served.stop() < 10


def test_an_answer_in_hand_is_finished(served: Served) -> None:
    answers: list[str] = []
    asking = Thread(target=lambda: answers.append(httpx.get(f"{served.url}/slow").text))
    asking.start()
    time.sleep(0.5)

    served.stop()
    asking.join()

    assert answers == ["all of it"]
