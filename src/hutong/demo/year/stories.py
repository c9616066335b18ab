"""How each order went: what was bought, when it was paid, sent, delivered and confirmed.

Only what has happened by now is told, so that every state an order can be in is there today.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random
from zlib import crc32

from hutong.demo.year.calendar import moments
from hutong.demo.year.neighbours import Neighbour
from hutong.fulfilment import Scan, ShipmentState
from hutong.kernel import clock

LINES = {1: 52, 2: 28, 3: 13, 4: 5, 5: 2}
QUANTITIES = {1: 82, 2: 13, 3: 3, 4: 2}
NOTED = 0.09
SPLIT = 0.06
NEVER_CONFIRMED = 0.35
REMARKED = 0.04
CARRIERS = {"sf": 30, "zto": 26, "yto": 18, "yunda": 14, "jd": 12}
NUMBERS = {
    "sf": ("SF1", 12),
    "zto": ("7", 13),
    "yto": ("YT8", 12),
    "yunda": ("3", 14),
    "jd": ("JDX", 12),
}
PROVIDERS = {"wechat": 55, "alipay": 35, "unionpay": 8, "sandbox": 2}
_ENDS = list(zip(PROVIDERS, accumulate(PROVIDERS.values()), strict=True))
DESK_OPENS, DESK_CLOSES = 9, 19
ALL_KEYS = 10**9


class Fate(StrEnum):
    KEPT = "kept"
    FORGOTTEN = "forgotten"  # never paid: closes by itself
    REGRETTED = "regretted"  # called off before paying
    RETURNED_UNSENT = "returned_unsent"  # called off after paying, before it was sent


FATES = {Fate.KEPT: 885, Fate.FORGOTTEN: 60, Fate.REGRETTED: 28, Fate.RETURNED_UNSENT: 27}
REASONS = ("changed_mind", "wrong_items", "wrong_address", "too_slow", "other")


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
class Label:
    """What the carrier knows of a parcel when it is handed over."""

    carrier: str
    tracking_number: str
    to: Neighbour
    sent_at: datetime


Journey = Callable[[Label], Sequence[Scan]]
"""Where such a parcel is seen on its whole way, the last time at the door."""


@dataclass(frozen=True)
class Parcel:
    """`scans` are those of until now; `expected_at` is when it is at the door."""

    carrier: str
    tracking_number: str
    lines: tuple[Bought, ...]
    sent_at: datetime
    expected_at: datetime
    scans: tuple[Scan, ...]

    @property
    def delivered_at(self) -> datetime | None:
        arrived = [scan.at for scan in self.scans if scan.state is ShipmentState.DELIVERED]
        return arrived[0] if arrived else None


@dataclass(frozen=True)
class Remark:
    """What somebody of the staff noted about the order, for the others."""

    text: str
    at: datetime


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
    remark: Remark | None = None

    @property
    def provider(self) -> str:
        """By whom it is paid: as the year's buyers are used to, and the same however often the
        story is told."""
        place = crc32(self.key.encode()) % sum(PROVIDERS.values())
        return next(name for name, end in _ENDS if place < end)

    @property
    def delivered_at(self) -> datetime | None:
        """When the last parcel arrived; None while something is still to be sent or under way."""
        arrived = [parcel.delivered_at for parcel in self.parcels]
        there = [at for at in arrived if at is not None]
        sent = sum(len(parcel.lines) for parcel in self.parcels)
        return (
            max(there) if there and len(there) == len(arrived) and sent == len(self.lines) else None
        )


@dataclass(frozen=True)
class World:
    """Who buys, what there is, what people write, how parcels travel, and what time it is."""

    buyers: Sequence[Neighbour]
    goods: Sequence[Goods]
    notes: Sequence[str]
    remarks: Sequence[str]
    journey: Journey
    until: datetime


def stories(chance: Random, world: World, count: int) -> Iterator[Story]:
    """So many, in the order in which they were placed."""
    shelf = _Shelf(world.goods)
    weights = list(accumulate(buyer.zeal for buyer in world.buyers))
    for placed_at in moments(chance, count, world.until):
        buyer = chance.choices(world.buyers, cum_weights=weights)[0]
        lines = shelf.basket(chance, placed_at)
        fate = chance.choices(list(FATES), list(FATES.values()))[0]
        yield story(chance, world, buyer, lines, fate=fate, placed_at=placed_at)


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


def story(
    chance: Random,
    world: World,
    buyer: Neighbour,
    lines: tuple[Bought, ...],
    *,
    fate: Fate,
    placed_at: datetime,
) -> Story:
    """One order with that fate, as far as it has come by now."""
    pays = fate in {Fate.KEPT, Fate.RETURNED_UNSENT}
    paid_at = _past(placed_at + _minutes(chance, 0.4, 14), world.until) if pays else None
    parcels: tuple[Parcel, ...] = ()
    if paid_at is not None and fate is Fate.KEPT:
        parcels = _parcels(chance, world, buyer, lines, paid_at=paid_at)
    told = Story(
        key=f"demo-{chance.randrange(ALL_KEYS):09d}-{int(placed_at.timestamp())}",
        buyer=buyer,
        placed_at=placed_at,
        lines=lines,
        note=chance.choice(world.notes) if chance.random() < NOTED else "",
        paid_at=paid_at,
        cancelled_at=_cancelled(chance, fate, placed_at, world.until),
        reason=chance.choice(REASONS),
        parcels=parcels,
        confirmed_at=None,
        remark=_remark(chance, world, paid_at),
    )
    return replace(told, confirmed_at=_confirmed(chance, told, world.until))


def _cancelled(chance: Random, fate: Fate, placed_at: datetime, until: datetime) -> datetime | None:
    match fate:
        case Fate.REGRETTED:
            return _past(placed_at + _minutes(chance, 1, 25), until)
        case Fate.RETURNED_UNSENT:
            return _past(placed_at + _minutes(chance, 18, 180), until)
        case Fate.KEPT | Fate.FORGOTTEN:
            return None


def _parcels(
    chance: Random,
    world: World,
    buyer: Neighbour,
    lines: tuple[Bought, ...],
    *,
    paid_at: datetime,
) -> tuple[Parcel, ...]:
    """Mostly one; now and then a second one follows with what was not at hand."""
    split = len(lines) > 1 and chance.random() < SPLIT
    parts = (lines[:1], lines[1:]) if split else (lines,)
    sent_at = _at_the_desk(paid_at + _minutes(chance, 60, 30 * 60))
    parcels = []
    for part in parts:
        if sent_at > world.until:
            break
        parcels.append(parcel(chance, world, buyer, part, sent_at=sent_at))
        sent_at = _at_the_desk(sent_at + _minutes(chance, 18 * 60, 50 * 60))
    return tuple(parcels)


def parcel(
    chance: Random,
    world: World,
    buyer: Neighbour,
    lines: tuple[Bought, ...],
    *,
    sent_at: datetime,
) -> Parcel:
    carrier = chance.choices(list(CARRIERS), list(CARRIERS.values()))[0]
    head, digits = NUMBERS[carrier]
    label = Label(carrier, f"{head}{chance.randrange(10**digits):0{digits}d}", buyer, sent_at)
    journey = world.journey(label)
    return Parcel(
        carrier=carrier,
        tracking_number=label.tracking_number,
        lines=lines,
        sent_at=sent_at,
        expected_at=journey[-1].at,
        scans=tuple(scan for scan in journey if scan.at <= world.until),
    )


def _confirmed(chance: Random, told: Story, until: datetime) -> datetime | None:
    forgets = chance.random() < NEVER_CONFIRMED
    if told.delivered_at is None or forgets:
        return None
    return _past(told.delivered_at + _minutes(chance, 30, 6 * 24 * 60), until)


def _remark(chance: Random, world: World, paid_at: datetime | None) -> Remark | None:
    if paid_at is None or chance.random() >= REMARKED:
        return None
    at = _at_the_desk(paid_at + _minutes(chance, 5, 300))
    return Remark(chance.choice(world.remarks), at) if at <= world.until else None


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
    return morning.astimezone(UTC)


def _minutes(chance: Random, least: float, most: float) -> timedelta:
    return timedelta(minutes=chance.uniform(least, most))


def _past(at: datetime, until: datetime) -> datetime | None:
    return at if at <= until else None
