"""A closed-loop load generator over raw HTTP/1.1: each client asks, waits, asks again."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

HEAD_MAX = 65536


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
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


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self._port, limit=HEAD_MAX
            )
        lines = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{self._port}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        lines += [f"content-length: {len(body)}"] if body or method != "GET" else []
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return await self._read(self._reader)

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        headers = dict(_header(line) for line in head[1:] if line)
        if headers.get("transfer-encoding") == "chunked":
            return Answer(status, headers, await _chunks(reader))
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(status, headers, body)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


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


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).strip() or b"0", 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()
