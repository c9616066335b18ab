from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hutong.inventory.states import LocationKind, MovementReason, ReservationState
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts

MAIN = UUID("01900000-0000-7000-8000-000000000101")
"""The first location; the migration makes it."""


class Location(Base):
    __tablename__ = "inventory_location"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Texts] = mapped_column(TEXTS)
    kind: Mapped[LocationKind]


class Stock(Base):
    """How many stand on the shelf, and how many of them are promised. The sum of its movements."""

    __tablename__ = "inventory_stock"
    __table_args__ = (CheckConstraint("0 <= reserved and reserved <= on_hand", name="promised"),)

    location_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"), primary_key=True)
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"), primary_key=True, index=True)
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(server_default=text("0"))
    alert_below: Mapped[int | None]


class Movement(Base):
    """One line of the stock ledger; never changed, never removed."""

    __tablename__ = "inventory_movement"
    __table_args__ = (
        CheckConstraint("on_hand_delta <> 0 or reserved_delta <> 0", name="moves"),
        Index("inventory_movement_ledger_idx", "sku_id", "location_id", "at"),
        Index(
            "inventory_movement_reference_idx",
            "reference",
            postgresql_where=text("reference is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"))
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"))
    on_hand_delta: Mapped[int]
    reserved_delta: Mapped[int]
    reason: Mapped[MovementReason]
    reference: Mapped[UUID | None]
    at: Mapped[datetime]
    by_kind: Mapped[str]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    note: Mapped[str | None]


class Reservation(Base):
    """A promise of stock to whoever the reference names: an order."""

    __tablename__ = "inventory_reservation"
    __table_args__ = (
        UniqueConstraint("reference", "sku_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("0 <= shipped and shipped <= quantity", name="shipped"),
        CheckConstraint("(state = 'held') = (expires_at is not null)", name="expiry"),
        CheckConstraint("state <> 'shipped' or shipped = quantity", name="all_shipped"),
        Index(
            "inventory_reservation_expiry_idx",
            "expires_at",
            postgresql_where=text("state = 'held'"),
        ),
        Index(
            "inventory_reservation_open_idx",
            "sku_id",
            postgresql_where=text("state in ('held', 'claimed')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[UUID]
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"))
    quantity: Mapped[int]
    shipped: Mapped[int] = mapped_column(server_default=text("0"))
    state: Mapped[ReservationState]
    expires_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
