from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from hutong.inventory.states import Rank
from hutong.kernel.db import Base


class Daily(Base):
    """What stood on a shelf when the day ended, and what left it that day.

    Made from the ledger alone, whose foreign keys have vouched for article and location already:
    asking again for each of them every night was half of the work of closing a day.
    """

    __tablename__ = "inventory_daily"

    day: Mapped[date] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    sku_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_hand: Mapped[int]
    reserved: Mapped[int]
    shipped: Mapped[int]
    sent_out: Mapped[int]


class Threshold(Base):
    """From how few on an article should be ordered again, and up to how many.

    `demand` and `deviation` are pieces a day, `lead_days` how long new ones take; the numbers
    that staff have pinned stand in place of those that were worked out.
    """

    __tablename__ = "inventory_threshold"
    __table_args__ = (
        CheckConstraint("0 <= minimum and minimum <= maximum", name="order"),
        CheckConstraint(
            "num_nonnulls(pinned_minimum, pinned_maximum, pinned_at, pinned_by) in (0, 4)",
            name="pinned",
        ),
        CheckConstraint(
            "0 <= pinned_minimum and pinned_minimum <= pinned_maximum", name="pinned_order"
        ),
    )

    location_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_location.id"), primary_key=True)
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"), primary_key=True)
    rank: Mapped[Rank]
    demand: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    deviation: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    lead_days: Mapped[int]
    minimum: Mapped[int]
    maximum: Mapped[int]
    computed_at: Mapped[datetime]
    pinned_minimum: Mapped[int | None]
    pinned_maximum: Mapped[int | None]
    pinned_at: Mapped[datetime | None]
    pinned_by: Mapped[str | None]
