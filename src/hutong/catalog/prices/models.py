from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.catalog.prices.rules import PriceRules
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money


class PricePoint(Base):
    """What an article cost from a moment on, until its next point. Written by the database
    itself with every change of the article or of its place on the shelf, and never changed."""

    __tablename__ = "catalog_price"
    __table_args__ = (Index("catalog_price_sku_idx", "sku_id", "id"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"))
    since: Mapped[datetime]
    edit: Mapped[int]
    """The product's `version` then: the version of that edit says who and why."""
    currency: Mapped[str]
    price_minor: Mapped[int]
    price: Mapped[Money] = composite("price_minor", "currency")
    original_minor: Mapped[int | None]
    on_sale: Mapped[bool]


class PriceRule(Base):
    """The rules for original prices since a moment, with who set them and why. The newest is in
    force; the database refuses to change one."""

    __tablename__ = "catalog_price_rule"
    __table_args__ = (
        CheckConstraint("window_days between 7 and 90", name="window"),
        CheckConstraint("least_days between 1 and window_days", name="least"),
        CheckConstraint("shown_days between 1 and 90", name="shown"),
        CheckConstraint("change_percent between 1 and 99", name="change"),
        CheckConstraint("floor_percent between 1 and 99", name="floor"),
        CheckConstraint("length(reason) > 0", name="reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    window_days: Mapped[int]
    least_days: Mapped[int]
    shown_days: Mapped[int]
    change_percent: Mapped[int | None] = mapped_column(default=None)
    floor_percent: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[str]

    @property
    def rules(self) -> PriceRules:
        return PriceRules(
            window_days=self.window_days,
            least_days=self.least_days,
            shown_days=self.shown_days,
            change_percent=self.change_percent,
            floor_percent=self.floor_percent,
        )
