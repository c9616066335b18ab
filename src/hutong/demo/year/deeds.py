"""What is done and when, so that an order's story comes true: one deed after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hutong.demo.year.paying import LEAVES_AFTER, paying
from hutong.demo.year.stories import Parcel, Story
from hutong.fulfilment import Scan

PAY_WITHIN = timedelta(minutes=30)
CONFIRMS_ITSELF_AFTER = timedelta(days=10)
CONFIRMING_MINUTE = 17  # of each hour, as the schedule of orders has it
AT_THE_CASHIER = timedelta(seconds=25)


class What(StrEnum):
    """In the order in which they are done when they fall into one moment."""

    PLACED = "placed"
    AT_CASHIER = "at_cashier"
    PAID = "paid"
    REMARKED = "remarked"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    SENT = "sent"
    SEEN = "seen"
    CONFIRMED = "confirmed"
    CONFIRMED_ITSELF = "confirmed_itself"


@dataclass(frozen=True)
class Deed:
    at: datetime
    what: What
    story: Story
    parcel: Parcel | None = None
    scan: Scan | None = None


def deeds(story: Story, until: datetime) -> list[Deed]:
    """In order; none is later than `until`."""
    told = [deed for deed in _deeds(story) if deed.at <= until]
    return sorted(told, key=lambda deed: deed.at)


def _deeds(story: Story) -> Iterator[Deed]:
    yield Deed(story.placed_at, What.PLACED, story)
    yield from _money(story)
    if story.remark:
        yield Deed(story.remark.at, What.REMARKED, story)
    if story.cancelled_at:
        yield Deed(story.cancelled_at, What.CANCELLED, story)
    elif not story.paid_at:
        yield Deed(_next_minute(story.placed_at + PAY_WITHIN), What.LAPSED, story)
    for parcel in story.parcels:
        yield Deed(parcel.sent_at, What.SENT, story, parcel)
        for scan in parcel.scans:
            yield Deed(scan.at, What.SEEN, story, parcel, scan)
    yield from _end(story)


def _money(story: Story) -> Iterator[Deed]:
    """What is paid at the cashier is ours when the shop hears of it, at `paid_at`."""
    how = paying(story)
    if story.paid_at:
        pays_at = story.paid_at - how.lag
        yield Deed(max(story.placed_at, pays_at - AT_THE_CASHIER), What.AT_CASHIER, story)
        yield Deed(pays_at, What.PAID, story)
    elif how.abandoned:
        yield Deed(story.placed_at + LEAVES_AFTER, What.AT_CASHIER, story)


def _end(story: Story) -> Iterator[Deed]:
    if story.confirmed_at:
        yield Deed(story.confirmed_at, What.CONFIRMED, story)
    elif story.delivered_at:
        overdue = story.delivered_at + CONFIRMS_ITSELF_AFTER
        yield Deed(_next_confirming(overdue), What.CONFIRMED_ITSELF, story)


def _next_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)


def _next_confirming(at: datetime) -> datetime:
    tick = at.replace(minute=CONFIRMING_MINUTE, second=0, microsecond=0)
    return tick if tick >= at else tick + timedelta(hours=1)
