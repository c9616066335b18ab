"""How each order went: what was bought, when it was paid, sent, delivered and confirmed.

Only what has happened by now is told, so that every state an order can be in is there today.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random

from hutong.demo.year.calendar import moments
from hutong.demo.year.neighbours import Neighbour
from hutong.kernel import clock

LINES = {1: 52, 2: 28, 3: 13, 4: 5, 5: 2}
QUANTITIES = {1: 82, 2: 13, 3: 3, 4: 2}
NOTED = 0.09
SPLIT = 0.06
NEVER_CONFIRMED = 0.35
SCANS = 5
CARRIERS = {"sf": 30, "zto": 26, "yto": 18, "yunda": 14, "jd": 12}
NUMBERS = {
    "sf": ("SF1", 12),
    "zto": ("7", 13),
    "yto": ("YT8", 12),
    "yunda": ("3", 14),
    "jd": ("JDX", 12),
}
DESK_OPENS, DESK_CLOSES = 9, 19
ALL_KEYS = 10**9


class Fate(StrEnum):
    KEPT = "kept"
    FORGOTTEN = "forgotten"  # never paid: closes by itself
    REGRETTED = "regretted"  # called off before paying
    RETURNED_UNSENT = "returned_unsent"  # called off after paying, before it was sent


FATES = {Fate.KEPT: 885, Fate.FORGOTTEN: 60, Fate.REGRETTED: 28, Fate.RETURNED_UNSENT: 27}
REASONS = ("changed_mind", "wrong_address", "wrong_article", "found_cheaper", "other")


@dataclass(frozen=True)
class Goods:
    """One SKU as the year sees it: since when it stands there and how well it sells."""

    sku: str
    since: datetime
    weight: float


@dataclass(frozen=True)
class Bought:
    sku: str
    quantity: int


@dataclass(frozen=True)
class Parcel:
    """`scans` are the moments at which the carrier saw it, the last one at the door."""

    carrier: str
    tracking_number: str
    lines: tuple[Bought, ...]
    sent_at: datetime
    scans: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    key: str
    buyer: Neighbour
    placed_at: datetime
    lines: tuple[Bought, ...]
    note: str
    paid_at: datetime | None
    cancelled_at: datetime | None
    reason: str
    parcels: tuple[Parcel, ...]
    confirmed_at: datetime | None
    """By the buyer. Who never confirms is confirmed by the shop after some days."""


def stories(
    chance: Random,
    buyers: Sequence[Neighbour],
    goods: Sequence[Goods],
    notes: Sequence[str],
    *,
    count: int,
    until: datetime,
) -> Iterator[Story]:
    """So many, in the order in which they were placed."""
    shelf = _Shelf(goods)
    weights = list(accumulate(buyer.zeal for buyer in buyers))
    for placed_at in moments(chance, count, until):
        buyer = chance.choices(buyers, cum_weights=weights)[0]
        lines = shelf.basket(chance, placed_at)
        yield _story(chance, buyer, lines, notes, placed_at=placed_at, until=until)


class _Shelf:
    def __init__(self, goods: Sequence[Goods]) -> None:
        self._goods = sorted(goods, key=lambda each: each.since)

    def basket(self, chance: Random, at: datetime) -> tuple[Bought, ...]:
        there = [each for each in self._goods if each.since < at]
        wanted = chance.choices(list(LINES), list(LINES.values()))[0]
        skus = {
            each.sku: None
            for each in chance.choices(there, [each.weight for each in there], k=wanted)
        }
        return tuple(
            Bought(sku, chance.choices(list(QUANTITIES), list(QUANTITIES.values()))[0])
            for sku in skus
        )


def _story(
    chance: Random,
    buyer: Neighbour,
    lines: tuple[Bought, ...],
    notes: Sequence[str],
    *,
    placed_at: datetime,
    until: datetime,
) -> Story:
    fate = chance.choices(list(FATES), list(FATES.values()))[0]
    pays = fate in {Fate.KEPT, Fate.RETURNED_UNSENT}
    paid_at = _past(placed_at + _minutes(chance, 0.4, 14), until) if pays else None
    parcels: tuple[Parcel, ...] = ()
    if paid_at is not None and fate is Fate.KEPT:
        parcels = _parcels(chance, lines, paid_at, until)
    return Story(
        key=f"demo-{chance.randrange(ALL_KEYS):09d}-{int(placed_at.timestamp())}",
        buyer=buyer,
        placed_at=placed_at,
        lines=lines,
        note=chance.choice(notes) if chance.random() < NOTED else "",
        paid_at=paid_at,
        cancelled_at=_cancelled(chance, fate, placed_at, until),
        reason=chance.choice(REASONS),
        parcels=parcels,
        confirmed_at=_confirmed(chance, parcels, len(lines), until),
    )


def _cancelled(chance: Random, fate: Fate, placed_at: datetime, until: datetime) -> datetime | None:
    match fate:
        case Fate.REGRETTED:
            return _past(placed_at + _minutes(chance, 1, 25), until)
        case Fate.RETURNED_UNSENT:
            return _past(placed_at + _minutes(chance, 18, 180), until)
        case Fate.KEPT | Fate.FORGOTTEN:
            return None


def _parcels(
    chance: Random, lines: tuple[Bought, ...], paid_at: datetime, until: datetime
) -> tuple[Parcel, ...]:
    """Mostly one; now and then a second one follows with what was not at hand."""
    split = len(lines) > 1 and chance.random() < SPLIT
    parts = (lines[:1], lines[1:]) if split else (lines,)
    sent_at = _at_the_desk(paid_at + _minutes(chance, 60, 30 * 60))
    parcels = []
    for part in parts:
        if sent_at > until:
            break
        parcels.append(_parcel(chance, part, sent_at, until))
        sent_at = _at_the_desk(sent_at + _minutes(chance, 18 * 60, 50 * 60))
    return tuple(parcels)


def _parcel(
    chance: Random, lines: tuple[Bought, ...], sent_at: datetime, until: datetime
) -> Parcel:
    carrier = chance.choices(list(CARRIERS), list(CARRIERS.values()))[0]
    head, digits = NUMBERS[carrier]
    return Parcel(
        carrier=carrier,
        tracking_number=f"{head}{chance.randrange(10**digits):0{digits}d}",
        lines=lines,
        sent_at=sent_at,
        scans=tuple(at for at in _scans(chance, sent_at) if at <= until),
    )


def _scans(chance: Random, sent_at: datetime) -> Iterator[datetime]:
    """Fetched, three times under way, at the door."""
    at = sent_at
    for least, most in ((60, 300), (420, 1300), (420, 1300), (420, 1300), (60, 420)):
        at += _minutes(chance, least, most)
        yield at


def _confirmed(
    chance: Random, parcels: tuple[Parcel, ...], lines: int, until: datetime
) -> datetime | None:
    arrived = [parcel.scans[-1] for parcel in parcels if len(parcel.scans) == SCANS]
    everything = sum(len(parcel.lines) for parcel in parcels) == lines
    if not everything or len(arrived) < len(parcels) or chance.random() < NEVER_CONFIRMED:
        return None
    return _past(max(arrived) + _minutes(chance, 30, 6 * 24 * 60), until)


def _at_the_desk(at: datetime) -> datetime:
    """Parcels are handed over while somebody is there."""
    local = at.astimezone(clock.SHOP_ZONE)
    if local.hour < DESK_OPENS:
        morning = local.replace(hour=DESK_OPENS)
    elif local.hour >= DESK_CLOSES:
        tomorrow = local.date() + timedelta(days=1)
        opening = time(DESK_OPENS, local.minute, local.second, tzinfo=clock.SHOP_ZONE)
        morning = datetime.combine(tomorrow, opening)
    else:
        return at
    return morning


def _minutes(chance: Random, least: float, most: float) -> timedelta:
    return timedelta(minutes=chance.uniform(least, most))


def _past(at: datetime, until: datetime) -> datetime | None:
    return at if at <= until else None
