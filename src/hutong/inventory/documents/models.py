from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Sequence, text
from sqlalchemy.orm import Mapped, mapped_column

from hutong.inventory.states import (
    RECEIPT_MOVES,
    STOCKTAKE_MOVES,
    TRANSFER_MOVES,
    Rank,
    ReceiptState,
    StocktakeState,
    TransferState,
)
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.states import move

NUMBERS = Sequence("inventory_document_number", metadata=Base.metadata)


class Step(Base):
    """One step in the life of a document: who took it, and when."""

    __tablename__ = "inventory_step"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[str]
    at: Mapped[datetime]
    by_kind: Mapped[str]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    note: Mapped[str | None]


class Transfer(Base):
    """From one location to another; on its way the goods stand in transit."""

    __tablename__ = "inventory_transfer"
    __table_args__ = (CheckConstraint("from_id <> to_id", name="two_places"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    from_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"))
    state: Mapped[TransferState]
    note: Mapped[str | None]
    made_at: Mapped[datetime]

    def go_to(self, state: TransferState) -> None:
        self.state = move(TRANSFER_MOVES, self.state, state)


class TransferLine(Base):
    """`received` is counted where the goods arrive, and may differ from what was sent."""

    __tablename__ = "inventory_transfer_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("received >= 0", name="received"),
    )

    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_transfer.id"), primary_key=True)
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"), primary_key=True)
    quantity: Mapped[int]
    received: Mapped[int | None]


class Receipt(Base):
    """Goods that are expected from a supplier, and come in one or several parts."""

    __tablename__ = "inventory_receipt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"))
    supplier: Mapped[str]
    state: Mapped[ReceiptState]
    note: Mapped[str | None]
    made_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    def go_to(self, state: ReceiptState, at: datetime) -> None:
        self.state = move(RECEIPT_MOVES, self.state, state)
        if state is not ReceiptState.PARTIAL:
            self.finished_at = at


class ReceiptLine(Base):
    __tablename__ = "inventory_receipt_line"
    __table_args__ = (
        CheckConstraint("expected > 0", name="expected"),
        CheckConstraint("received >= 0", name="received"),
    )

    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_receipt.id"), primary_key=True)
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"), primary_key=True)
    expected: Mapped[int]
    received: Mapped[int] = mapped_column(server_default=text("0"))


class Stocktake(Base):
    """A count of all articles of a location, of those of a category, or of one rank.

    In a blind count nobody who counts sees what the books say.
    """

    __tablename__ = "inventory_stocktake"
    __table_args__ = (
        CheckConstraint("num_nonnulls(category_id, rank) <= 1", name="scope"),
        CheckConstraint("(state = 'posted') = (posted_at is not null)", name="posted"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"), index=True)
    category_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalog_category.id"))
    rank: Mapped[Rank | None]
    blind: Mapped[bool]
    state: Mapped[StocktakeState]
    note: Mapped[str | None]
    made_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]

    def go_to(self, state: StocktakeState, at: datetime) -> None:
        self.state = move(STOCKTAKE_MOVES, self.state, state)
        if state is StocktakeState.POSTED:
            self.posted_at = at


class StocktakeLine(Base):
    """`book`: what the books said when the sheet was frozen; `at_count`: what they said in the
    moment of counting, after what was sold and received since. The difference is to that."""

    __tablename__ = "inventory_stocktake_line"
    __table_args__ = (
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint(
            "num_nonnulls(counted, at_count, counted_at, counted_by) in (0, 4)", name="whole"
        ),
    )

    stocktake_id: Mapped[UUID] = mapped_column(
        ForeignKey("inventory_stocktake.id"), primary_key=True
    )
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"), primary_key=True)
    book: Mapped[int]
    counted: Mapped[int | None]
    at_count: Mapped[int | None]
    counted_at: Mapped[datetime | None]
    counted_by: Mapped[str | None]

    @property
    def difference(self) -> int:
        return 0 if self.counted is None else self.counted - (self.at_count or 0)
