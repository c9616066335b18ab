"""A closed-loop load generator over raw HTTP/1.1: each client asks, waits, asks again."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "


@dataclass
class Answer:
    status: int
    head: bytes
    body: bytes


@dataclass
class Tally:
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return round(len(self.times) / self.seconds, 1)

    def percentile(self, part: float) -> float:
        """Milliseconds within which that part of the answers came."""
        ordered = sorted(self.times)
        return round(1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)


class Client(asyncio.Protocol):
    """One connection that is kept. It looks at no more than it must: what the load generator
    costs is missing to those whom it measures."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._host = f"host: 127.0.0.1:{port}"
        self._transport: asyncio.WriteTransport | None = None
        self._got = b""

    async def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        if self._transport is None:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        lines = [f"{method} {path} HTTP/1.1", self._host]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        lines += [f"content-length: {len(body)}"] if body or method != "GET" else []
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        cast("asyncio.WriteTransport", self._transport).write(
            "\r\n".join(lines).encode() + END + body
        )
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._got = self._got + data if self._got else data
        end = self._got.find(END)
        if end < 0:
            return
        head, rest = self._got[:end], self._got[end + len(END) :]
        at = head.find(LENGTH)
        if at >= 0:
            size = int(head[at + len(LENGTH) :].partition(b"\r\n")[0])
            body = rest if len(rest) >= size else None
        else:
            body = _chunks(rest)
        if body is not None:
            self._got = b""
            self._answer.set_result(Answer(int(head[9:12]), head, body))

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        answer = getattr(self, "_answer", None)
        if answer is not None and not answer.done():
            answer.set_exception(error or ConnectionResetError())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def send(port: int, request: bytes) -> tuple[int, bytes]:
    """A whole request over a connection of its own; the status and the body of its answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
        body = await reader.readexactly(int(length or 0))
    finally:
        writer.close()
    return int(head[9:12]), body


async def hammer(
    port: int, clients: int, seconds: float, visit: Callable[[Client], Awaitable[int]]
) -> Tally:
    """`visit` does one thing and says with what status it ended."""
    tally = Tally()
    until = time.perf_counter() + seconds

    async def one() -> None:
        client = Client(port)
        try:
            while (begun := time.perf_counter()) < until:
                tally.statuses[await visit(client)] += 1
                tally.times.append(time.perf_counter() - begun)
        finally:
            client.close()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    tally.seconds = time.perf_counter() - begun
    return tally


def _chunks(rest: bytes) -> bytes | None:
    """What is sent in pieces; None until the last one is there."""
    parts = []
    while True:
        told, found, rest = rest.partition(b"\r\n")
        size = int(told, 16) if found else 0
        if not found or len(rest) < size + 2:
            return None
        if size == 0:
            return b"".join(parts)
        parts.append(rest[:size])
        rest = rest[size + 2 :]
