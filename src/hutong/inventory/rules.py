"""From which shelf an order is taken. Pure: who calls has read the shelves."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from hutong.inventory.models import MAIN
from hutong.inventory.queries import Level


def allocate(wants: Mapping[UUID, int], levels: Mapping[UUID, Level]) -> Mapping[UUID, UUID]:
    """For each SKU the location that it is taken from.

    The whole order leaves from the first location, by priority, that has all of it. Where none
    has, each line leaves from the first that has the line; and where no location has the line
    either, from the one that has most: the promise refuses it there and says how many there are.
    """
    whole = _whole(wants, levels) if wants else None
    return {sku: whole or _line(levels.get(sku), quantity) for sku, quantity in wants.items()}


def _whole(wants: Mapping[UUID, int], levels: Mapping[UUID, Level]) -> UUID | None:
    first, *others = [_enough(levels.get(sku), quantity) for sku, quantity in wants.items()]
    return next((each for each in first if all(each in other for other in others)), None)


def _line(level: Level | None, quantity: int) -> UUID:
    if enough := _enough(level, quantity):
        return enough[0]
    shelves = level.shelves if level else ()
    return max(shelves, key=lambda shelf: shelf.available).location_id if shelves else MAIN


def _enough(level: Level | None, quantity: int) -> Sequence[UUID]:
    shelves = level.shelves if level else ()
    return [shelf.location_id for shelf in shelves if shelf.available >= quantity]
