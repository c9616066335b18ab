"""From where orders leave, what is carried there beforehand, and what is broken or miscounted."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from hutong.demo.year.stories import Story
from hutong.kernel import clock

REGIONS = {  # where the buyer lives, by the beginning of the region's code
    "3301": "hangzhou-binjiang",
    "31": "shanghai-jingan",
    "11": "beijing-sanlitun",
    "50": "chengdu",
    "51": "chengdu",
    "53": "chengdu",
}
EVERY = timedelta(days=28)
ON_THE_ROAD = timedelta(days=2)
SOME_OF_TEN = 9
SOME = (4, 9)
LEAVES = time(8, 30)
COUNTED_AT = time(20, 0)
COUNTED_EACH_MONTH = 60
WRONG = 0.009
BROKEN = 10
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Carriage:
    """What goes from the main warehouse to a place."""

    at: datetime
    place: str
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Count:
    """Some articles of the main warehouse are counted; these differ from the books by so many."""

    at: datetime
    skus: tuple[str, ...]
    differing: Mapping[str, int]


@dataclass(frozen=True)
class Broken:
    at: datetime
    sku: str


@dataclass(frozen=True)
class Network:
    """`routed`: the place from which an order leaves, by its key; all others leave from the main
    warehouse."""

    routed: Mapping[str, str] = field(default_factory=dict)
    carriages: Sequence[Carriage] = ()
    counts: Sequence[Count] = ()
    broken: Sequence[Broken] = ()

    def taken(self) -> Iterator[tuple[str, datetime, int]]:
        """What leaves the main warehouse besides orders: SKU, when, how many."""
        for carriage in self.carriages:
            for sku, quantity in carriage.lines:
                yield sku, carriage.at, quantity
        for count in self.counts:
            for sku, difference in count.differing.items():
                yield sku, count.at, -difference
        for each in self.broken:
            yield each.sku, each.at, 1


def network(
    chance: Random,
    told: Sequence[Story],
    since: Mapping[str, datetime],
    *,
    plenty: Sequence[str],
    until: datetime,
) -> Network:
    """`since`: when each SKU first stood in the main warehouse; `plenty`: those never scarce."""
    times = _times(min(since.values(), default=until), until)
    routed: dict[str, str] = {}
    carried: defaultdict[tuple[datetime, str], Counter[str]] = defaultdict(Counter)
    for story in told:
        if (place := _near(story)) and (at := _before(story, times, since)):
            routed[story.key] = place
            for line in story.lines:
                carried[at, place][line.sku] += line.quantity
    if times:
        _leave_some(chance, carried, [sku for sku in plenty if since[sku] < times[-1]], times[-1])
    return Network(
        routed=routed,
        carriages=[
            Carriage(at, place, tuple(sorted(lines.items())))
            for (at, place), lines in sorted(carried.items(), key=lambda each: each[0])
        ],
        counts=list(_counts(chance, since, plenty, until)),
        broken=list(_broken(chance, since, plenty, until)),
    )


def _near(story: Story) -> str | None:
    """The place beside the buyer; only for orders that were paid and kept."""
    if story.paid_at is None or story.cancelled_at is not None:
        return None
    code = story.buyer.address.region_code
    return next((place for begin, place in REGIONS.items() if code.startswith(begin)), None)


def _times(begin: datetime, until: datetime) -> list[datetime]:
    day, times = clock.local_day(begin) + EVERY, []
    while (at := _at(day, LEAVES)) < until - ON_THE_ROAD:
        times.append(at)
        day += EVERY
    return times


def _before(
    story: Story, times: Sequence[datetime], since: Mapping[str, datetime]
) -> datetime | None:
    """The last carriage that arrives before the order, if all of it was there to be carried."""
    place = bisect_right(times, story.placed_at - ON_THE_ROAD)
    if not place or any(since[line.sku] >= times[place - 1] for line in story.lines):
        return None
    return times[place - 1]


def _leave_some(
    chance: Random,
    carried: Mapping[tuple[datetime, str], Counter[str]],
    plenty: Sequence[str],
    at: datetime,
) -> None:
    """Some of nearly all that sells everywhere, for whoever comes next; the rest is low there."""
    for place in dict.fromkeys(REGIONS.values()):
        for sku in chance.sample(plenty, len(plenty) * SOME_OF_TEN // 10):
            carried[at, place][sku] += chance.randint(*SOME)


def _counts(
    chance: Random, since: Mapping[str, datetime], plenty: Sequence[str], until: datetime
) -> Iterator[Count]:
    """Each month some articles; among those of which there are plenty, a few are miscounted."""
    often = set(plenty)
    for months in range(12, 0, -1):
        at = _at(clock.local_day(until - months * MONTH), COUNTED_AT)
        there = sorted(sku for sku, begun in since.items() if begun < at - EVERY)
        skus = chance.sample(there, min(COUNTED_EACH_MONTH, len(there)))
        differing = {
            sku: chance.choice((-1, -1, 1))
            for sku in skus
            if sku in often and chance.random() < WRONG
        }
        if skus:
            yield Count(at, tuple(skus), differing)


def _broken(
    chance: Random, since: Mapping[str, datetime], plenty: Sequence[str], until: datetime
) -> Iterator[Broken]:
    for _each in range(BROKEN if plenty else 0):
        at = until - timedelta(days=chance.randint(5, 330), hours=chance.randint(0, 6))
        sku = chance.choice(plenty)
        if since[sku] < at - EVERY:
            yield Broken(at, sku)


def _at(day: date, when: time) -> datetime:
    return datetime.combine(day, when, clock.SHOP_ZONE).astimezone(UTC)
