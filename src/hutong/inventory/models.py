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

TRANSIT = UUID("01900000-0000-7000-8000-000000000102")
"""Where goods are between two locations; the migration makes it too."""


class Location(Base):
    """`priority`: the smallest sells first. Only a pool has a parent and a window of time."""

    __tablename__ = "inventory_location"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(parent_id, starts_at, ends_at) = case kind when 'pool' then 3 else 0 end",
            name="pool",
        ),
        CheckConstraint("starts_at < ends_at", name="window"),
        CheckConstraint(
            "not sells or (active and kind not in ('transit', 'returns', 'pool'))", name="sells"
        ),
        Index(None, "parent_id", postgresql_where=text("parent_id is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Texts] = mapped_column(TEXTS)
    kind: Mapped[LocationKind]
    address: Mapped[str] = mapped_column(server_default=text("''"))
    priority: Mapped[int] = mapped_column(server_default=text("0"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    sells: Mapped[bool] = mapped_column(server_default=text("false"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("inventory_location.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]


class Stock(Base):
    """How many stand on the shelf, and how many of them are promised. The sum of its movements."""

    __tablename__ = "inventory_stock"
    __table_args__ = (CheckConstraint("0 <= reserved and reserved <= on_hand", name="promised"),)

    location_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"), primary_key=True)
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"), primary_key=True, index=True)
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(server_default=text("0"))
    alert_below: Mapped[int | None]
    bin: Mapped[str | None]


class Movement(Base):
    """One line of the stock ledger; never changed, never removed."""

    __tablename__ = "inventory_movement"
    __table_args__ = (
        CheckConstraint("on_hand_delta <> 0 or reserved_delta <> 0", name="moves"),
        Index("inventory_movement_ledger_idx", "sku_id", "location_id", "at"),
        Index("inventory_movement_at_idx", "at", "id"),
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
