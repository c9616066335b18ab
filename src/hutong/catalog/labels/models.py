from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hutong.catalog.labels.states import TagPlace, Tone
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts


class Tag(Base):
    """What goods are marked with. Never deleted: one that was retired is shown nowhere.

    What stands below another tag counts as it, too.
    """

    __tablename__ = "catalog_tag"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+([_-][a-z0-9]+)*$'", name="slug"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("priority between 0 and 999", name="priority"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalog_tag.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Texts] = mapped_column(TEXTS)
    tone: Mapped[Tone]
    place: Mapped[TagPlace]
    priority: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class GivenTag(Base):
    """A tag that a rule gave to a product; those given by hand stand on the product itself."""

    __tablename__ = "catalog_given_tag"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True
    )
    rule_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    tag_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_tag.id"), index=True)
    since: Mapped[datetime]


class Brand(Base):
    __tablename__ = "catalog_brand"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Texts] = mapped_column(TEXTS)
    story: Mapped[Texts] = mapped_column(TEXTS, default=dict)
    logo: Mapped[str | None] = mapped_column(ForeignKey("content_picture.key"), default=None)
    country: Mapped[str | None] = mapped_column(default=None)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]
