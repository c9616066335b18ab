"""The whole year in the order in which it happens: people join, goods come in, orders go on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from random import Random

from hutong.demo.year.calendar import moments
from hutong.demo.year.deeds import Deed, deeds
from hutong.demo.year.neighbours import Neighbour, joined
from hutong.demo.year.network import Network, network
from hutong.demo.year.stories import Story
from hutong.demo.year.supply import ALL_FROM_ONE_PLACE, Delivery, Shelf, Supply, supply


@dataclass(frozen=True)
class Joining:
    at: datetime
    neighbour: Neighbour


Happening = Delivery | Joining | Deed


@dataclass(frozen=True)
class Plan:
    joinings: Sequence[Joining]
    stories: Sequence[Story]
    supply: Supply
    until: datetime
    network: Network = ALL_FROM_ONE_PLACE

    def happenings(self) -> Iterator[Happening]:
        return merge(
            self.supply.deliveries,
            self.joinings,
            together(self.stories, self.until),
            key=lambda happening: happening.at,
        )


def together(told: Iterable[Story], until: datetime) -> Iterator[Deed]:
    """The deeds of all orders, in the order of time."""
    return merge(*(deeds(story, until) for story in told), key=lambda deed: deed.at)


def plan(
    chance: Random,
    people: Sequence[Neighbour],
    told: Sequence[Story],
    shelves: Sequence[Shelf],
    *,
    until: datetime,
) -> Plan:
    """Who buys joins before the first time, who never does at any time."""
    joinings = _joinings(chance, people, told, until)
    since = {shelf.sku: shelf.since for shelf in shelves}
    plenty = [shelf.sku for shelf in shelves if shelf.stock == "plenty"]
    places = network(chance, told, since, plenty=plenty, until=until)
    supplied = supply(chance, shelves, together(told, until), until, network=places)
    return Plan(joinings, told, supplied, until, places)


def _joinings(
    chance: Random, people: Sequence[Neighbour], told: Sequence[Story], until: datetime
) -> Sequence[Joining]:
    first = _first_orders(told)
    others = [each for each in people if each.phone not in first]
    at_some_time = dict(
        zip((each.phone for each in others), moments(chance, len(others), until), strict=True)
    )
    joinings = [
        Joining(
            joined(first[each.phone], chance) if each.phone in first else at_some_time[each.phone],
            each,
        )
        for each in people
    ]
    return sorted(joinings, key=lambda joining: joining.at)


def _first_orders(told: Sequence[Story]) -> Mapping[str, datetime]:
    first: dict[str, datetime] = {}
    for story in told:
        phone = story.buyer.phone
        first[phone] = min(story.placed_at, first.get(phone, story.placed_at))
    return first
