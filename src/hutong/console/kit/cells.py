"""Cells as plain text and numbers, for exports."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hutong.console.kit.columns import Column, Show
from hutong.kernel import clock, texts
from hutong.kernel.i18n import gettext
from hutong.kernel.money import Money
from hutong.web.templating import who

Plain = str | int | Decimal
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def plain(column: Column, row: object) -> Plain:
    """What stands in the cell, in the reader's language and the shop's time."""
    value = column.of(row)
    if value is None:
        return ""
    if column.show is Show.LABEL and column.labels:
        return gettext(column.labels[value].title)
    return WRITTEN.get(column.show, str)(value)


def safe(value: Plain) -> Plain:
    """Text that a spreadsheet would take for a formula gets a quote before it."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value


def _time(value: datetime) -> str:
    return value.astimezone(clock.SHOP_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _day(value: date) -> str:
    day = value.astimezone(clock.SHOP_ZONE).date() if isinstance(value, datetime) else value
    return day.isoformat()


def _yes(value: object) -> str:
    return gettext("Yes") if value else gettext("No")


def _number(value: Decimal | int) -> Plain:
    return value if isinstance(value, Decimal) else int(value)


def _amount(value: Money) -> Decimal:
    return value.major


WRITTEN: Mapping[Show, Callable[[Any], Plain]] = {
    Show.TEXTS: texts.pick,
    Show.WHO: who,
    Show.TIME: _time,
    Show.DAY: _day,
    Show.MONEY: _amount,
    Show.YES: _yes,
    Show.NUMBER: _number,
    Show.CHANGE: int,
    Show.PERCENT: _number,
}
