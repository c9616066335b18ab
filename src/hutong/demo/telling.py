"""How a person follows the loading: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from hutong.kernel.i18n import both

WIDTH = 24
FULL, EMPTY = "█", "░"
START_OF_LINE = "\r\033[K"


class Progress(Protocol):
    def step(self, words: str, total: int) -> None:
        """What comes now, and how many of it there are."""
        ...

    def done(self, count: int = 1) -> None: ...


class Silent:
    def step(self, words: str, total: int) -> None:
        pass

    def done(self, count: int = 1) -> None:
        pass


class Told:
    """On a terminal the bar of a step is drawn anew with every hundredth; else each step is a
    line."""

    def __init__(self, out: IO[str] = sys.stdout) -> None:
        self._out = out
        self._words = ""
        self._total = self._count = self._drawn = 0

    def step(self, words: str, total: int) -> None:
        self.end()
        self._words, self._total, self._count, self._drawn = both(words), total, 0, -1
        if self._out.isatty():
            self._draw()
        else:
            self._say(f"  {self._words} ({total})\n")

    def done(self, count: int = 1) -> None:
        self._count += count
        if self._out.isatty() and self._hundredths > self._drawn:
            self._draw()

    def end(self) -> None:
        """The step is through."""
        self._count = self._total
        self.leave()

    def leave(self) -> None:
        """The step ends as far as it has come."""
        if self._words and self._out.isatty():
            self._draw()
            self._say("\n")
        self._words = ""

    @property
    def _hundredths(self) -> int:
        return 100 * min(self._count, self._total) // self._total if self._total else 100

    def _draw(self) -> None:
        self._drawn = self._hundredths
        filled = WIDTH * self._drawn // 100
        bar = FULL * filled + EMPTY * (WIDTH - filled)
        self._say(f"{START_OF_LINE}  {bar} {self._drawn:3d}%  {self._words}")

    def _say(self, words: str) -> None:
        self._out.write(words)
        self._out.flush()


@contextmanager
def told() -> Iterator[Told]:
    progress = Told()
    try:
        yield progress
        progress.end()
    finally:
        progress.leave()
