"""When goods come in: often enough that nothing is promised that is not there, and in the end
so many are left as the catalogue says."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from random import Random

from hutong.demo.catalogue import Stock
from hutong.demo.year.deeds import Deed, What
from hutong.demo.year.network import Network
from hutong.kernel import clock

LEFT = {"plenty": (34, 120), "low": (4, 9), "last": (1, 3), "out": (0, 0)}
DELIVERY_DAYS = {1: time(9, 40), 4: time(14, 20)}  # Tuesday and Friday
COVERS = (25, 70)  # days that one delivery lasts
LAST_ONES = 6  # among so many of the last deliveries is the one that completes the year
RETURNS = {What.CANCELLED, What.LAPSED}
ALL_FROM_ONE_PLACE = Network()


@dataclass(frozen=True)
class Want:
    """So many are promised at that moment; fewer than none are given back."""

    at: datetime
    quantity: int


@dataclass(frozen=True)
class Delivery:
    at: datetime
    lines: tuple[tuple[str, int], ...]


@dataclass
class Supply:
    """Every delivery of the year, and what a count must correct at its end."""

    deliveries: list[Delivery] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    """What really is on the shelf of those SKUs of which too many came in."""


@dataclass(frozen=True)
class Shelf:
    """What a SKU's shelf needs to know: since when it is there, and how full it is in the end."""

    sku: str
    since: datetime
    stock: Stock


def supply(
    chance: Random,
    shelves: Sequence[Shelf],
    done: Iterable[Deed],
    until: datetime,
    *,
    network: Network = ALL_FROM_ONE_PLACE,
) -> Supply:
    """`done`: all deeds of the year, in order. All goods come to the main warehouse first."""
    wants = _wants(done, network)
    begin = min((shelf.since for shelf in shelves), default=until)
    calendar = list(_delivery_times(begin, until))
    arriving: defaultdict[datetime, list[tuple[str, int]]] = defaultdict(list)
    planned = Supply()
    for shelf in shelves:
        wanted = wants.get(shelf.sku, [])
        promised = sum(want.quantity for want in wanted)
        left = chance.randint(*LEFT[shelf.stock])
        peak = max(accumulate(want.quantity for want in wanted), default=0)
        coming = max(promised + left, peak)
        for at, quantity in _deliveries(chance, shelf, wanted, coming=coming, calendar=calendar):
            arriving[at].append((shelf.sku, quantity))
        if coming > promised + left:
            planned.counted[shelf.sku] = left
    planned.deliveries = [Delivery(at, tuple(arriving[at])) for at in sorted(arriving)]
    return planned


def _wants(done: Iterable[Deed], network: Network) -> Mapping[str, list[Want]]:
    wants: defaultdict[str, list[Want]] = defaultdict(list)
    for sku, at, quantity in network.taken():
        wants[sku].append(Want(at, quantity))
    for deed in done:
        if deed.story.key in network.routed:
            continue
        sign = 1 if deed.what is What.PLACED else -1 if deed.what in RETURNS else 0
        if sign:
            for line in deed.story.lines:
                wants[line.sku].append(Want(deed.at, sign * line.quantity))
    for each in wants.values():
        each.sort(key=lambda want: want.at)
    return wants


def _delivery_times(begin: datetime, until: datetime) -> Iterator[datetime]:
    day = clock.local_day(begin)
    while day <= clock.local_day(until):
        if opens := DELIVERY_DAYS.get(day.weekday()):
            at = datetime.combine(day, opens, clock.SHOP_ZONE).astimezone(UTC)
            if begin < at < until:
                yield at
        day += timedelta(days=1)


def _deliveries(
    chance: Random,
    shelf: Shelf,
    wanted: Sequence[Want],
    *,
    coming: int,
    calendar: Sequence[datetime],
) -> Iterator[tuple[datetime, int]]:
    """The first with the launch; another when the next one would come too late; and one near
    the end that brings what is still to come."""
    times = [shelf.since, *(at for at in calendar if at > shelf.since)]
    peaks = _peaks(wanted, times)
    completing = max(0, len(times) - 1 - chance.randrange(LAST_ONES))
    came = 0
    for place, at in enumerate(times):
        if came < coming and (came < peaks[place] or place in {0, completing}):
            ahead = min(place + 2 * chance.randint(*COVERS) // 7, len(times) - 1)
            need = coming if place >= completing else peaks[ahead]
            quantity = min(_in_boxes(max(need - came, 1)), coming - came)
            came += quantity
            yield at, quantity


def _peaks(wanted: Sequence[Want], times: Sequence[datetime]) -> list[int]:
    """For each delivery, the most that is promised at any moment before the one after it."""
    most, promised, place = [0] * len(times), 0, 0
    for want in wanted:
        while place + 1 < len(times) and times[place + 1] <= want.at:
            place += 1
            most[place] = promised
        promised += want.quantity
        most[place] = max(most[place], promised)
    for left in range(place + 1, len(times)):
        most[left] = promised
    return list(accumulate(most, max))


def _in_boxes(quantity: int) -> int:
    """Suppliers send full boxes."""
    box = 6 if quantity < 60 else 12  # noqa: PLR2004
    return -(-quantity // box) * box
