from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hutong.fulfilment.states import SHIPMENT_MOVES, ShipmentState
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.states import move
from hutong.kernel.texts import TEXTS, Texts


class Shipment(Base):
    """One parcel. Where it goes is written down as it was when it left."""

    __tablename__ = "fulfilment_shipment"
    __table_args__ = (
        UniqueConstraint("carrier", "tracking_number"),
        Index(
            "fulfilment_shipment_due_idx",
            "follow_at",
            postgresql_where=text("follow_at is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[UUID] = mapped_column(index=True)
    member_id: Mapped[UUID] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(unique=True)
    carrier: Mapped[str]
    tracking_number: Mapped[str] = mapped_column(index=True)
    state: Mapped[ShipmentState] = mapped_column(default=ShipmentState.CREATED)
    shipped_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    expected_at: Mapped[datetime | None] = mapped_column(default=None)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    follow_at: Mapped[datetime | None] = mapped_column(default=None)  # None: nothing more to ask

    recipient: Mapped[str]
    phone: Mapped[str]
    province: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
    street: Mapped[str]
    detail: Mapped[str]

    lines: Mapped[list["ShipmentLine"]] = relationship(
        lazy="raise", order_by="ShipmentLine.position"
    )
    events: Mapped[list["TrackingEvent"]] = relationship(
        lazy="raise",
        order_by="(TrackingEvent.at.desc(), TrackingEvent.recorded_at.desc())",
        viewonly=True,
    )

    @property
    def delivered(self) -> bool:
        return self.state is ShipmentState.DELIVERED

    def enter(self, state: ShipmentState, at: datetime) -> None:
        self.state = move(SHIPMENT_MOVES, self.state, state)
        if state is ShipmentState.DELIVERED:
            self.delivered_at = at
            self.follow_at = None


class ShipmentLine(Base):
    __tablename__ = "fulfilment_shipment_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    shipment_id: Mapped[UUID] = mapped_column(
        ForeignKey("fulfilment_shipment.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    sku_id: Mapped[UUID]
    quantity: Mapped[int]
    title: Mapped[Texts] = mapped_column(TEXTS)
    sku_title: Mapped[Texts] = mapped_column(TEXTS)


class TrackingEvent(Base):
    """What the carrier saw, under the carrier's own key: hearing it twice is hearing it once."""

    __tablename__ = "fulfilment_tracking"
    __table_args__ = (UniqueConstraint("shipment_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("fulfilment_shipment.id"))
    key: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[ShipmentState]
    text: Mapped[Texts] = mapped_column(TEXTS)
    place: Mapped[Texts | None] = mapped_column(TEXTS)
    recorded_at: Mapped[datetime]
