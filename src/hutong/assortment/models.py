from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts


class RegionRule(Base):
    """Where some goods may be sold: `only` to these regions, or everywhere but to them. Shoppers
    are told the reason."""

    __tablename__ = "assortment_rule"
    __table_args__ = (
        CheckConstraint("jsonb_array_length(regions) > 0", name="regions"),
        CheckConstraint("begins_at < ends_at", name="period"),
        CheckConstraint("(removed_at is null) = (removed_by = '')", name="removed"),
        Index("assortment_rule_held_idx", "id", postgresql_where=text("removed_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[Texts] = mapped_column(TEXTS)
    reason: Mapped[Texts] = mapped_column(TEXTS)
    only: Mapped[bool]
    regions: Mapped[list[str]] = mapped_column(JSONB)
    hides: Mapped[bool] = mapped_column(server_default=text("false"))
    """Lists leave such goods out there, instead of saying that they cannot be sent."""
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str] = mapped_column(server_default=text("''"))

    targets: Mapped[list["RuleTarget"]] = relationship(
        lazy="raise", order_by="RuleTarget.id", cascade="all, delete-orphan"
    )


class RuleTarget(Base):
    """Goods that a rule is about: a product, a category with all below it, or whatever has a
    parameter that holds certain words."""

    __tablename__ = "assortment_target"
    __table_args__ = (
        UniqueConstraint("rule_id", "product_id"),
        UniqueConstraint("rule_id", "category_id"),
        UniqueConstraint("rule_id", "parameter", "holds"),
        CheckConstraint("num_nonnulls(product_id, category_id, parameter) = 1", name="one"),
        CheckConstraint("(parameter is null) = (holds is null) and holds <> ''", name="holds"),
        Index(
            "assortment_target_parameter_idx",
            "rule_id",
            postgresql_where=text("parameter is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    rule_id: Mapped[UUID] = mapped_column(ForeignKey("assortment_rule.id", ondelete="CASCADE"))
    product_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), index=True
    )
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"), index=True
    )
    parameter: Mapped[str | None]
    holds: Mapped[str | None]


class Edition(Base):
    """Counts the changes of the rules: an order is placed under the edition it was looked at."""

    __tablename__ = "assortment_edition"
    __table_args__ = (CheckConstraint("one", name="one"),)

    one: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    edition: Mapped[int]
