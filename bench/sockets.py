"""A load generator that costs little: requests made beforehand, answers hardly looked at."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

END = b"\r\n\r\n"
LENGTH = b"content-length: "


@dataclass
class Answers:
    """Statuses and milliseconds, in the order in which the answers came."""

    seconds: float = 0.0
    statuses: Counter[bytes] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    odd: list[bytes] = field(default_factory=list)

    def per_second(self, status: bytes = b"201") -> float:
        return round(self.statuses[status] / self.seconds, 1)

    def percentile(self, part: float) -> float:
        ordered = sorted(self.times)
        return round(1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)


class Buyer(asyncio.Protocol):
    """One connection: asks, waits, asks again, until there is nothing more to ask."""

    def __init__(self, requests: Iterator[bytes], answers: Answers, until: float) -> None:
        self._requests = requests
        self._answers = answers
        self._until = until
        self._got = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(END)
        if head < 0:
            return
        at = self._got.lower().find(LENGTH, 0, head)
        size = int(self._got[at + len(LENGTH) : self._got.find(b"\r", at)]) if at > 0 else 0
        if len(self._got) < head + len(END) + size:
            return
        now = perf_counter()
        status = self._got[9:12]
        self._answers.statuses[status] += 1
        self._answers.times.append(now - self._begun)
        if status != b"201" and len(self._answers.odd) < 1:
            self._answers.odd.append(self._got)
        self._got = b""
        if now < self._until:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _ask(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._begun = perf_counter()
        self._transport.write(request)


async def storm(port: int, requests: Iterator[bytes], *, clients: int, seconds: float) -> Answers:
    answers = Answers()
    loop = asyncio.get_running_loop()
    begun = perf_counter()
    buyers = []
    for _ in range(clients):
        _transport, buyer = await loop.create_connection(
            lambda: Buyer(requests, answers, begun + seconds), "127.0.0.1", port
        )
        buyers.append(buyer)
    await asyncio.gather(*(buyer.done for buyer in buyers))
    answers.seconds = perf_counter() - begun
    return answers
