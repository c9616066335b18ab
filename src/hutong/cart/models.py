from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import CNY, Money

LINES_MAX = 100
QUANTITY_MAX = 99


class Source(StrEnum):
    CART = "cart"
    BUY_NOW = "buy_now"
    REPURCHASE = "repurchase"


@dataclass(frozen=True, slots=True)
class Item:
    sku_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Wish:
    """How many of an article, and whether it is ordered next."""

    quantity: int
    selected: bool


class CartLine(Base):
    """What somebody put in the cart. `price` is what it cost then, to tell when that changes."""

    __tablename__ = "cart_line"
    __table_args__ = (
        UniqueConstraint("member_id", "sku_id"),
        UniqueConstraint("guest_token", "sku_id"),
        CheckConstraint("num_nonnulls(member_id, guest_token) = 1", name="one_owner"),
        CheckConstraint(f"quantity between 1 and {QUANTITY_MAX}", name="quantity"),
        Index(
            "cart_line_guest_age_idx",
            "added_at",
            postgresql_where=text("guest_token is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[UUID | None]
    guest_token: Mapped[str | None]
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"))
    quantity: Mapped[int]
    selected: Mapped[bool] = mapped_column(server_default=text("true"))
    currency: Mapped[str] = mapped_column(default=CNY)
    price_minor: Mapped[int]
    price: Mapped[Money] = composite("price_minor", "currency")
    added_at: Mapped[datetime]


class Checkout(Base):
    """What one is about to order: the goods, where to, and a word to the shop. Its id is the key
    under which the order is placed, so that one checkout is at most one order."""

    __tablename__ = "cart_checkout"
    __table_args__ = (Index("cart_checkout_expiry_idx", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[UUID] = mapped_column(index=True)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    source: Mapped[Source]
    address_id: Mapped[UUID | None]
    delivery: Mapped[str] = mapped_column(server_default=text("'express'"))
    note: Mapped[str] = mapped_column(server_default=text("''"))
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    order_id: Mapped[UUID | None]

    @property
    def wanted(self) -> Sequence[Item]:
        return [Item(UUID(item["sku_id"]), item["quantity"]) for item in self.items]
