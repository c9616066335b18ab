"""A stock room on a sheet of paper: what the shop's stock must come to, in dictionaries.

Each deed answers whether the business allows it; what it does not allow changes nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

GRACE = timedelta(minutes=10)
Shelf = tuple[UUID, UUID]
"""Location and SKU."""


@dataclass
class Promise:
    quantity: int
    state: str = "held"
    shipped: int = 0

    @property
    def open(self) -> int:
        return self.quantity - self.shipped if self.state in {"held", "claimed"} else 0


@dataclass
class Order:
    place: UUID
    until: datetime
    promises: dict[UUID, Promise]


@dataclass
class Transfer:
    source: UUID
    target: UUID
    lines: Mapping[UUID, int]
    state: str = "draft"


@dataclass
class Receipt:
    place: UUID
    expected: Mapping[UUID, int]
    received: Counter[UUID] = field(default_factory=Counter)
    state: str = "open"


@dataclass(frozen=True)
class Counted:
    difference: int
    at: datetime


@dataclass
class Sheet:
    place: UUID
    state: str = "counting"
    counted: dict[UUID, Counted] = field(default_factory=dict)


@dataclass
class PaperShop:
    transit: UUID
    pool: UUID
    parent: UUID
    pool_ends: datetime
    pool_open: bool = True
    on_hand: Counter[Shelf] = field(default_factory=Counter)
    orders: dict[UUID, Order] = field(default_factory=dict)
    transfers: dict[UUID, Transfer] = field(default_factory=dict)
    receipts: dict[UUID, Receipt] = field(default_factory=dict)
    sheets: dict[UUID, Sheet] = field(default_factory=dict)
    put_right: dict[Shelf, datetime] = field(default_factory=dict)

    def reserved(self, place: UUID, sku: UUID) -> int:
        return sum(
            order.promises[sku].open
            for order in self.orders.values()
            if order.place == place and sku in order.promises
        )

    def free(self, place: UUID, sku: UUID) -> int:
        return self.on_hand[place, sku] - self.reserved(place, sku)

    def standing(self) -> dict[Shelf, tuple[int, int]]:
        """Of every shelf with something on it: how many, and how many of them are promised."""
        return {
            shelf: (number, self.reserved(*shelf))
            for shelf, number in self.on_hand.items()
            if number
        }

    def shift(self, changes: Mapping[Shelf, int]) -> bool:
        if any(more < 0 and self.free(*shelf) + more < 0 for shelf, more in changes.items()):
            return False
        self.on_hand.update(changes)
        return True

    def reserve(self, number: UUID, order: Order) -> bool:
        wanted = order.promises.items()
        if any(self.free(order.place, sku) < each.quantity for sku, each in wanted):
            return False
        self.orders[number] = order
        return True

    def claim(self, number: UUID) -> bool:
        promises = self.orders[number].promises.values()
        for each in promises:
            if each.state == "held":
                each.state = "claimed"
        return any(each.state in {"claimed", "shipped"} for each in promises)

    def release(self, number: UUID) -> None:
        for each in self.orders[number].promises.values():
            if each.open:
                each.state = "released"

    def reclaim(self, number: UUID) -> bool:
        order = self.orders[number]
        gone = {
            sku: each
            for sku, each in order.promises.items()
            if each.state == "released" and not each.shipped
        }
        if not gone or any(self.free(order.place, k) < each.quantity for k, each in gone.items()):
            return False
        for each in gone.values():
            each.state = "claimed"
        return True

    def ship(self, number: UUID, sku: UUID, quantity: int) -> bool:
        order = self.orders[number]
        promise = order.promises.get(sku)
        if promise is None or promise.state != "claimed" or promise.open < quantity:
            return False
        promise.shipped += quantity
        if promise.shipped == promise.quantity:
            promise.state = "shipped"
        self.on_hand[order.place, sku] -= quantity
        return True

    def send(self, number: UUID) -> bool:
        each = self.transfers[number]
        if each.state != "draft":
            return False
        gone = {(each.source, sku): -pieces for sku, pieces in each.lines.items()}
        under_way = {(self.transit, sku): pieces for sku, pieces in each.lines.items()}
        if not self.shift(gone | under_way):
            return False
        each.state = "sent"
        return True

    def arrive(self, number: UUID, counted: Mapping[UUID, int], at: datetime) -> bool:
        each = self.transfers[number]
        if each.state != "sent":
            return False
        for sku, sent in each.lines.items():
            self.on_hand[self.transit, sku] -= sent
            self.on_hand[each.target, sku] += counted[sku]
            if counted[sku] > sent:
                self.put_right[each.target, sku] = at
        each.state = "received"
        return True

    def take_in(self, number: UUID, coming: Mapping[UUID, int]) -> bool:
        each = self.receipts[number]
        if each.state != "open":
            return False
        for sku, pieces in coming.items():
            each.received[sku] += pieces
            self.on_hand[each.place, sku] += pieces
        if all(each.received[sku] >= pieces for sku, pieces in each.expected.items()):
            each.state = "done"
        return True

    def count(self, number: UUID, sku: UUID, difference: int, at: datetime) -> bool:
        sheet = self.sheets[number]
        if sheet.state != "counting":
            return False
        sheet.counted[sku] = Counted(difference, at)
        return True

    def post(self, number: UUID, at: datetime) -> bool:
        sheet = self.sheets[number]
        if sheet.state != "review":
            return False
        changes = {
            (sheet.place, sku): each.difference
            for sku, each in sheet.counted.items()
            if each.difference
        }
        stale = any(
            shelf in self.put_right and self.put_right[shelf] > sheet.counted[shelf[1]].at
            for shelf in changes
        )
        if stale or not self.shift(changes):
            return False
        self.put_right |= dict.fromkeys(changes, at)
        sheet.state = "posted"
        return True

    def adjust(self, place: UUID, sku: UUID, number: int, at: datetime) -> bool:
        if number < self.reserved(place, sku):
            return False
        if number != self.on_hand[place, sku]:
            self.put_right[place, sku] = at
        self.on_hand[place, sku] = number
        return True

    def allot(self, wants: Mapping[UUID, int]) -> bool:
        into = {(self.pool, sku): more for sku, more in wants.items()}
        out_of = {(self.parent, sku): -more for sku, more in wants.items()}
        return self.pool_open and self.shift(into | out_of)

    def end_pool(self) -> None:
        self.pool_open = False
        for place, sku in list(self.on_hand):
            if place == self.pool:
                free = self.free(place, sku)
                self.on_hand[place, sku] -= free
                self.on_hand[self.parent, sku] += free

    def sweep(self, at: datetime) -> None:
        for number, order in self.orders.items():
            held = any(each.state == "held" for each in order.promises.values())
            if held and order.until < at - GRACE:
                self.release(number)
        if self.pool_ends <= at:
            self.end_pool()
