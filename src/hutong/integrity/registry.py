"""Every invariant of the house, in the order in which staff read them."""

from collections.abc import Mapping

from hutong import catalog, content, fulfilment, inventory, orders, payments, vouchers
from hutong.integrity import house
from hutong.kernel.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    *orders.INVARIANTS,
    *payments.INVARIANTS,
    *inventory.INVARIANTS,
    *fulfilment.INVARIANTS,
    *vouchers.INVARIANTS,
    *catalog.INVARIANTS,
    *content.INVARIANTS,
    *house.INVARIANTS,
)
by_id: Mapping[str, Invariant] = {each.id: each for each in INVARIANTS}
