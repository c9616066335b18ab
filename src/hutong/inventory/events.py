from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from hutong.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StockChanged(Event):
    """What is on hand or promised changed for these SKUs."""

    name: ClassVar[str] = "inventory.stock_changed"
    sku_ids: tuple[UUID, ...]
