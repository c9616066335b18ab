"""Orders that have to be there: stories are told until one fits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from hutong.demo.year.deeds import CONFIRMS_ITSELF_AFTER, PAY_WITHIN
from hutong.demo.year.neighbours import Neighbour
from hutong.demo.year.stories import Bought, Fate, Goods, Story, World, story

TRIES_MAX = 5000
SCANS_UNDER_WAY = 3


@dataclass(frozen=True)
class Scene:
    """An order placed between `oldest` and `youngest` ago that has come as far as it should."""

    fate: Fate
    oldest: timedelta
    youngest: timedelta
    lines: int
    fits: Callable[[Story, datetime], bool]


class NoSuchStory(Exception):
    """The scene asks for what cannot happen."""


def play(chance: Random, world: World, scene: Scene, buyer: Neighbour) -> Story:
    for _ in range(TRIES_MAX):
        ago = scene.youngest + chance.random() * (scene.oldest - scene.youngest)
        told = story(
            chance,
            world,
            buyer,
            _basket(chance, world.goods, scene.lines),
            fate=scene.fate,
            placed_at=world.until - ago,
        )
        if scene.fits(told, world.until):
            return told
    raise NoSuchStory(scene)


def everyday(chance: Random, world: World, buyers: Sequence[Neighbour]) -> Iterator[Story]:
    """One order in each state, so that no list in the shop is empty."""
    for scene in (UNPAID, TO_SHIP, TO_SHIP, PARTLY_SENT, UNDER_WAY, ARRIVED, REFUNDED):
        yield play(chance, world, scene, chance.choice(buyers))


def of_the_shopper(chance: Random, world: World, shopper: Neighbour) -> Iterator[Story]:
    """What somebody finds who signs in to look around."""
    for scene in (*BOUGHT_BEFORE, REGRETTED, REFUNDED, ARRIVED, UNDER_WAY, TO_SHIP, UNPAID):
        yield play(chance, world, scene, shopper)


def _basket(chance: Random, goods: Sequence[Goods], count: int) -> tuple[Bought, ...]:
    """Of what has long been there and sells well."""
    best = sorted(goods, key=lambda each: (-each.weight, each.sku))[: len(goods) // 3]
    old = sorted(best, key=lambda each: each.since)[: len(best) // 2] or list(goods)
    return tuple(Bought(each.sku, 1) for each in chance.sample(old, min(count, len(old))))


def _unpaid(told: Story, until: datetime) -> bool:
    return told.paid_at is None and told.placed_at + PAY_WITHIN > until


def _to_ship(told: Story, _until: datetime) -> bool:
    return told.paid_at is not None and not told.parcels


def _partly_sent(told: Story, _until: datetime) -> bool:
    sent = sum(len(parcel.lines) for parcel in told.parcels)
    return 0 < sent < len(told.lines)


def _under_way(told: Story, _until: datetime) -> bool:
    return bool(told.parcels) and all(
        parcel.delivered_at is None and len(parcel.scans) >= SCANS_UNDER_WAY
        for parcel in told.parcels
    )


def _arrived(told: Story, until: datetime) -> bool:
    at = told.delivered_at
    return told.confirmed_at is None and at is not None and at + CONFIRMS_ITSELF_AFTER > until


def _confirmed(told: Story, _until: datetime) -> bool:
    return told.confirmed_at is not None


def _called_off(told: Story, _until: datetime) -> bool:
    return told.cancelled_at is not None


def _days(count: float) -> timedelta:
    return timedelta(days=count)


MINUTE = timedelta(minutes=1)
UNPAID = Scene(Fate.FORGOTTEN, 7 * MINUTE, 2 * MINUTE, 2, _unpaid)
TO_SHIP = Scene(Fate.KEPT, _days(0.8), 20 * MINUTE, 2, _to_ship)
PARTLY_SENT = Scene(Fate.KEPT, _days(3), _days(0.2), 3, _partly_sent)
UNDER_WAY = Scene(Fate.KEPT, _days(5), _days(1), 2, _under_way)
ARRIVED = Scene(Fate.KEPT, _days(8), _days(2), 1, _arrived)
REGRETTED = Scene(Fate.REGRETTED, _days(60), _days(30), 1, _called_off)
REFUNDED = Scene(Fate.RETURNED_UNSENT, _days(50), _days(20), 1, _called_off)
BOUGHT_BEFORE = tuple(
    Scene(Fate.KEPT, _days(ago + 15), _days(ago), lines, _confirmed)
    for ago, lines in ((250, 2), (170, 1), (110, 3), (65, 2), (25, 1))
)
