"""What receipts, transfers and stocktakes have in common: how their lists name and date them, and
the columns of their lines."""

from collections.abc import Callable
from typing import Any

from hutong.console.kit import Column, Days, Labels, Phone, Show, Thing
from hutong.console.stock.things import article
from hutong.kernel.i18n import N_

WRITTEN = Column(name="made_at", title=N_("Written down"), show=Show.TIME, sort=True)
WRITTEN_BETWEEN = Days(name="made", title=N_("Written down"))


def named(states: Labels) -> tuple[Column, Column]:
    """Its number and its state, the first columns of its list."""
    return (
        Column(name="number", title=N_("Number"), show=Show.CODE, sort=True, phone=Phone.TITLE),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=states, phone=Phone.BADGE),
    )


def articles(thing: Callable[[Any], Thing] = article) -> tuple[Column, Column, Column]:
    """What each of its lines is about, and where it lies."""
    return (
        Column(name="code", title=N_("SKU code"), show=Show.CODE, phone=Phone.TITLE),
        Column(name="article", title=N_("Article"), show=Show.THING, value=thing, wide=True),
        Column(name="bin", title=N_("Bin"), show=Show.CODE),
    )
