"""Days of every year, each one number (1101 is the first of November), and seasons between two."""

from datetime import datetime

from hutong.kernel import clock

MONTH = 100
LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


def is_day(day: int) -> bool:
    month, of_month = divmod(day, MONTH)
    return 1 <= month <= 12 and 1 <= of_month <= LONGEST.get(month, 31)  # noqa: PLR2004


def within(begins: int, ends: int, at: datetime) -> bool:
    """A season may go over the turn of the year. Both days belong to it."""
    day = clock.local_day(at)
    today = day.month * MONTH + day.day
    if begins <= ends:
        return begins <= today <= ends
    return today >= begins or today <= ends


def written(day: int | None) -> str:
    """As staff read and type it: 11-01."""
    return f"{day // MONTH:02d}-{day % MONTH:02d}" if day else ""


def typed(text: str) -> int | None:
    """None for what is not written so; whether there is such a day says `is_day`."""
    month, dash, day = text.partition("-")
    if not dash or not (month.isdecimal() and day.isdecimal() and text.isascii()):
        return None
    return int(month) * MONTH + int(day)
