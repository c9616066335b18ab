from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id


class TagRule(Base):
    """To which goods on the shelves a tag is given: those that meet all of its conditions. Days of
    a season are 101 to 1231; prices are in fen."""

    __tablename__ = "tagging_rule"
    __table_args__ = (
        CheckConstraint("(sold_least is null) = (sold_days is null)", name="sold"),
        CheckConstraint("(begins is null) = (ends is null)", name="season"),
        CheckConstraint("(parameter is null) = (value is null)", name="parameter"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    tag_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_tag.id"), index=True)
    active: Mapped[bool] = mapped_column(default=False)
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"), index=True, default=None
    )
    brand_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalog_brand.id"), default=None)
    listed_days: Mapped[int | None] = mapped_column(default=None)
    sold_least: Mapped[int | None] = mapped_column(default=None)
    sold_days: Mapped[int | None] = mapped_column(default=None)
    price_from: Mapped[int | None] = mapped_column(default=None)
    price_to: Mapped[int | None] = mapped_column(default=None)
    parameter: Mapped[str | None] = mapped_column(default=None)
    value: Mapped[str | None] = mapped_column(default=None)
    stock_least: Mapped[int | None] = mapped_column(default=None)
    stock_most: Mapped[int | None] = mapped_column(default=None)
    begins: Mapped[int | None] = mapped_column(default=None)
    ends: Mapped[int | None] = mapped_column(default=None)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class Exempt(Base):
    """A product that a rule leaves alone, because a person took the tag away from it."""

    __tablename__ = "tagging_exempt"

    rule_id: Mapped[UUID] = mapped_column(
        ForeignKey("tagging_rule.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]
    by: Mapped[str]
