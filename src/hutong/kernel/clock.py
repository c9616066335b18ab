"""The only place that asks the computer for the time. UTC inside, the shop's zone at the edge."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHOP_ZONE = ZoneInfo("Asia/Shanghai")

_simulated: ContextVar["Simulated | None"] = ContextVar("simulated_clock", default=None)


class Simulated:
    """A clock that stands still until it is moved: tests and the demo trade live by it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def advance(self, by: timedelta) -> None:
        self.at += by

    def move_to(self, at: datetime) -> None:
        self.at = at


def now() -> datetime:
    simulated = _simulated.get()
    return simulated.at if simulated is not None else datetime.now(UTC)


@contextmanager
def simulated(at: datetime) -> Iterator[Simulated]:
    """Everything awaited or called inside sees this time instead of the computer's."""
    clock = Simulated(at)
    token = _simulated.set(clock)
    try:
        yield clock
    finally:
        _simulated.reset(token)


def local_day(at: datetime) -> date:
    """The calendar day of the shop at that moment."""
    return at.astimezone(SHOP_ZONE).date()


def day_start(day: date) -> datetime:
    """Midnight with which that day begins in the shop, as UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SHOP_ZONE).astimezone(UTC)
