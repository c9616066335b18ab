"""What the statements of inventory's ledger do to one order's stock."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from hutong.demo.bulk.pile import Pile
from hutong.inventory import (
    Movement,
    MovementReason,
    Reservation,
    ReservationState,
    StockChanged,
    Want,
)
from hutong.kernel import events
from hutong.kernel.actor import SYSTEM

Shelf = tuple[UUID, UUID]
"""A location and a SKU."""


class Tally:
    """By how much all that is written changes each SKU's shelf."""

    def __init__(self) -> None:
        self._on_hand: Counter[Shelf] = Counter()
        self._reserved: Counter[Shelf] = Counter()

    def add(self, shelf: Shelf, *, on_hand: int, reserved: int) -> None:
        self._on_hand[shelf] += on_hand
        self._reserved[shelf] += reserved

    def taken(self) -> tuple[Counter[Shelf], Counter[Shelf]]:
        """On hand and promised; it begins anew."""
        taken = self._on_hand, self._reserved
        self._on_hand, self._reserved = Counter(), Counter()
        return taken


class Promises:
    """The reservations of one order, all in one location."""

    def __init__(self, pile: Pile, tally: Tally, reference: UUID, location_id: UUID) -> None:
        self._location_id = location_id
        self._pile = pile
        self._tally = tally
        self._reference = reference
        self._held: dict[UUID, Reservation] = {}

    def reserve(self, wants: Iterable[Want], *, at: datetime, until: datetime) -> None:
        for want in _sorted(wants):
            reservation = Reservation(
                reference=self._reference,
                sku_id=want.sku_id,
                location_id=self._location_id,
                quantity=want.quantity,
                shipped=0,
                state=ReservationState.HELD,
                expires_at=until,
                made_at=at,
            )
            self._pile.add(reservation)
            self._held[want.sku_id] = reservation
            self._move(MovementReason.RESERVE, want.sku_id, at, reserved=want.quantity)
        self._announce(self._held)

    def claim(self) -> None:
        for reservation in self._held.values():
            reservation.state, reservation.expires_at = ReservationState.CLAIMED, None

    def release(self, at: datetime) -> None:
        for sku_id, reservation in self._held.items():
            reservation.state, reservation.expires_at = ReservationState.RELEASED, None
            self._move(MovementReason.RELEASE, sku_id, at, reserved=-reservation.quantity)
        self._announce(self._held)

    def ship(self, wants: Iterable[Want], at: datetime) -> None:
        leaving = _sorted(wants)
        for sku_id, quantity in ((want.sku_id, want.quantity) for want in leaving):
            reservation = self._held[sku_id]
            reservation.shipped += quantity
            if reservation.shipped == reservation.quantity:
                reservation.state = ReservationState.SHIPPED
            self._move(MovementReason.SHIP, sku_id, at, on_hand=-quantity, reserved=-quantity)
        self._announce(want.sku_id for want in leaving)

    def _move(
        self,
        reason: MovementReason,
        sku_id: UUID,
        at: datetime,
        *,
        on_hand: int = 0,
        reserved: int = 0,
    ) -> None:
        self._tally.add((self._location_id, sku_id), on_hand=on_hand, reserved=reserved)
        movement = Movement(
            location_id=self._location_id,
            sku_id=sku_id,
            on_hand_delta=on_hand,
            reserved_delta=reserved,
            reason=reason,
            reference=self._reference,
            at=at,
            by_kind=str(SYSTEM.kind),
            by_id=SYSTEM.id,
            by_name=SYSTEM.name,
        )
        self._pile.add(movement)

    def _announce(self, sku_ids: Iterable[UUID]) -> None:
        events.emit(self._pile, StockChanged(sku_ids=tuple(sku_ids)))


def _sorted(wants: Iterable[Want]) -> list[Want]:
    return sorted(wants, key=lambda want: want.sku_id)
