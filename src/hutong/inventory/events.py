from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from hutong.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StockChanged(Event):
    """What is on hand or promised changed for these SKUs. Who keeps stock outside the house reads
    the numbers of these shelves anew: they may have changed again since. Without locations and
    reason it is a promise that was made, given back or sent."""

    name: ClassVar[str] = "inventory.stock_changed"
    sku_ids: tuple[UUID, ...]
    location_ids: tuple[UUID, ...] = ()
    reason: str = ""
