"""The audit trail's words, which the kit takes from whoever knows all screens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hutong.views.trail import Change, TrailRow


def _plainly(_change: Change, kept: Any) -> str:
    return "" if kept is None else str(kept)


def _nowhere(_row: TrailRow) -> None:
    return None


@dataclass(frozen=True)
class Telling:
    """What was done, which field changed, and one of its two values, as a person reads them."""

    deed: Callable[[str], str] = str
    field: Callable[[str], str] = str
    value: Callable[[Change, Any], str] = _plainly
    place: Callable[[TrailRow], str | None] = _nowhere
    """Where the thing itself is looked at."""


PLAINLY = Telling()
