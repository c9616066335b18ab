"""The network between the shop and its database, which can be slow, silent or cut."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from pathlib import Path

GREETING_BYTES = 200


class Mode(StrEnum):
    PASS = "pass"
    SLOW = "slow"
    BLACK_HOLE = "black_hole"
    HALF = "half"
    """What is asked arrives; the answer is swallowed."""


class FaultProxy:
    """Listens on a port of this machine and speaks to a server's socket file."""

    def __init__(self, upstream: Path) -> None:
        self.mode = Mode.PASS
        self.latency = 0.2
        self.only = b""
        """Whose answers are swallowed: a word of the greeting, such as a name."""
        self.held = 0
        """How many answers were."""
        self.port = 0
        self._upstream = upstream
        self._writers: set[asyncio.StreamWriter] = set()
        self._lost: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            up_reader, up_writer = await asyncio.open_unix_connection(str(self._upstream))
        except OSError:
            writer.close()
            return
        self._writers |= {writer, up_writer}
        greeting = bytearray()
        for pump in (
            self._pump(reader, up_writer, greeting),
            self._pump(up_reader, writer, greeting, answers=True),
        ):
            task = asyncio.create_task(pump)
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        greeting: bytearray,
        *,
        answers: bool = False,
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if not answers and len(greeting) < GREETING_BYTES:
                    greeting += data
                if self.mode is Mode.SLOW:
                    await asyncio.sleep(self.latency)
                self.held += answers and self._swallows(greeting, answers=answers)
                while self._swallows(greeting, answers=answers):  # noqa: ASYNC110 - from outside
                    await asyncio.sleep(0.05)
                if writer in self._lost:
                    continue
                writer.write(data)
                await writer.drain()
        writer.close()

    def _swallows(self, greeting: bytearray, *, answers: bool) -> bool:
        if self.mode is Mode.HALF:
            return answers and self.only in greeting
        return self.mode is Mode.BLACK_HOLE

    def cut(self) -> None:
        """Reset, not closed: nobody hears a farewell."""
        for writer in self._writers:
            line: socket.socket | None = writer.get_extra_info("socket")
            with suppress(OSError):
                if line is not None and line.family != socket.AF_UNIX:
                    now = struct.pack("ii", 1, 0)
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            writer.transport.abort()
        self._writers.clear()

    def lose(self) -> None:
        """The lines of now never carry a word again, and nobody is told; new ones do."""
        self._lost |= self._writers

    async def stop(self) -> None:
        self.mode = Mode.PASS
        self.cut()
        await asyncio.gather(*self._pumps, return_exceptions=True)


@asynccontextmanager
async def proxied(upstream: Path) -> AsyncIterator[FaultProxy]:
    proxy = FaultProxy(upstream)
    server = await asyncio.start_server(proxy.handle, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.stop()
        await server.wait_closed()
