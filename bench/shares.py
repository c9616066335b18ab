"""How long many answers took, told by the share of them that was faster."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """How long an answer took, and how long a processor worked for it: the same on a machine that
    has nothing else to do. Seconds."""

    took: float
    worked: float


def share(took: Sequence[float], per_cent: int) -> float:
    """In milliseconds."""
    return round(sorted(took)[len(took) * per_cent // 100] * 1000, 2)
