from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Sequence
from sqlalchemy.orm import Mapped, mapped_column

from hutong.inventory.states import TRANSFER_MOVES, TransferState
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
