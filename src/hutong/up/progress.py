"""What a person sees while the shop starts: one line a step, Chinese and English."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hutong.kernel.i18n import both

CYAN, GREEN, RED, PLAIN = "\033[36m", "\033[32m", "\033[31m", "\033[0m"


def say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def step(message: str) -> Iterator[None]:
    begun = time.monotonic()
    say(f"{_coloured(CYAN, '▸')} {both(message)} …")
    yield
    say(f"{_coloured(GREEN, '✓')} {both(message)}  {time.monotonic() - begun:.1f} s")


def warn(message: str) -> None:
    say(f"{_coloured(RED, '!')} {both(message)}")


def _coloured(colour: str, text: str) -> str:
    return f"{colour}{text}{PLAIN}" if sys.stdout.isatty() else text
