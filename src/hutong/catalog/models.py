from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from hutong.catalog.labels.states import Sourcing
from hutong.catalog.states import MOVES, ProductKind, ProductState
from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import OWN_SELLER, new_id
from hutong.kernel.money import CNY, Money
from hutong.kernel.states import move
from hutong.kernel.texts import TEXTS, Texts

SLUG = "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'"


class Category(Base):
    __tablename__ = "catalog_category"
    __table_args__ = (
        CheckConstraint(SLUG, name="slug"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalog_category.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Texts] = mapped_column(TEXTS)
    blurb: Mapped[Texts] = mapped_column(TEXTS, default=dict)
    picture: Mapped[str | None] = mapped_column(
        ForeignKey("content_picture.key"), default=None, index=True
    )
    meta_title: Mapped[Texts] = mapped_column(TEXTS, default=dict, server_default=text("'{}'"))
    """What search engines show instead of its name and short words; empty where these will do."""
    meta_description: Mapped[Texts] = mapped_column(
        TEXTS, default=dict, server_default=text("'{}'")
    )
    parameters: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    """What it asks of its products: name and whether it is required."""
    position: Mapped[int] = mapped_column(default=0)
    hidden: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class Product(Base):
    __tablename__ = "catalog_product"
    __table_args__ = (
        CheckConstraint(SLUG, name="slug"),
        CheckConstraint("(state = 'listed') <= (listed_at is not null)", name="listed_since"),
        CheckConstraint(
            "limit_per_member > 0 and limit_days > 0"
            " and (limit_days is null or limit_per_member is not null)",
            name="limit",
        ),
        CheckConstraint(
            "(kind = 'service') = (valid_days is not null) and valid_days > 0", name="service"
        ),
        Index("catalog_product_tags_idx", "tags", postgresql_using="gin"),
        Index("catalog_product_recent_idx", text("edited_at desc"), "id"),
        Index(
            "catalog_product_off_shelf_idx",
            text("edited_at desc"),
            postgresql_where=text("state <> 'listed'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    seller_id: Mapped[UUID] = mapped_column(default=OWN_SELLER)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Texts] = mapped_column(TEXTS)
    subtitle: Mapped[Texts] = mapped_column(TEXTS, default=dict)
    description: Mapped[Texts] = mapped_column(TEXTS, default=dict)
    category_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_category.id"), index=True)
    state: Mapped[ProductState] = mapped_column(default=ProductState.DRAFT)
    kind: Mapped[ProductKind] = mapped_column(
        default=ProductKind.GOODS, server_default=text("'goods'")
    )
    valid_days: Mapped[int | None] = mapped_column(default=None)
    """Of a service: how long after the payment it can be had."""
    parameters: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    tags: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Given by hand, by their slugs."""
    keywords: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    """What shoppers call it, beside all that is written about it."""
    meta_title: Mapped[Texts] = mapped_column(TEXTS, default=dict, server_default=text("'{}'"))
    """What search engines show instead of its title and first words; empty where these will do."""
    meta_description: Mapped[Texts] = mapped_column(
        TEXTS, default=dict, server_default=text("'{}'")
    )
    brand_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_brand.id"), index=True, default=None
    )
    sourcing: Mapped[Sourcing | None] = mapped_column(default=None)
    supplier: Mapped[str] = mapped_column(default="", server_default="")
    supplier_number: Mapped[str] = mapped_column(default="", server_default="")
    maker: Mapped[str] = mapped_column(default="", server_default="")
    maker_address: Mapped[str] = mapped_column(default="", server_default="")
    limit_per_member: Mapped[int | None] = mapped_column(default=None)
    limit_days: Mapped[int | None] = mapped_column(default=None)  # None: for ever
    film: Mapped[str | None] = mapped_column(
        ForeignKey("content_film.key"), default=None, index=True
    )
    launched_at: Mapped[datetime | None] = mapped_column(default=None)
    listed_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]

    pictures: Mapped[list["ProductPicture"]] = relationship(
        lazy="raise", order_by="ProductPicture.position", cascade="all, delete-orphan"
    )
    turn: Mapped[list["TurnPicture"]] = relationship(
        lazy="raise", order_by="TurnPicture.position", cascade="all, delete-orphan"
    )
    specs: Mapped[list["Spec"]] = relationship(
        lazy="raise", order_by="Spec.position", cascade="all, delete-orphan"
    )
    skus: Mapped[list["Sku"]] = relationship(lazy="raise", order_by="Sku.position")

    @property
    def active_skus(self) -> list["Sku"]:
        return [sku for sku in self.skus if sku.active]

    def put_on_shelf(self, at: datetime, by: Actor) -> None:
        self.state = move(MOVES, self.state, ProductState.LISTED)
        self.listed_at = at
        self.launched_at = self.launched_at or at
        self.edited(at, by)

    def take_off_shelf(self, at: datetime, by: Actor) -> None:
        self.state = move(MOVES, self.state, ProductState.DELISTED)
        self.edited(at, by)

    def edited(self, at: datetime, by: Actor) -> None:
        self.version += 1
        self.edited_at = at
        self.edited_by = by.name


class FormerCategorySlug(Base):
    """An address that a category has left, or that was left to it by one merged into it."""

    __tablename__ = "catalog_former_category_slug"
    __table_args__ = (CheckConstraint(SLUG, name="slug"),)

    slug: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_category.id"), index=True)
    left_at: Mapped[datetime]
    left_by: Mapped[str]


class FormerProductSlug(Base):
    """An address that a product has left. Whoever takes it anew takes the row away."""

    __tablename__ = "catalog_former_product_slug"
    __table_args__ = (CheckConstraint(SLUG, name="slug"),)

    slug: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_product.id"), index=True)
    left_at: Mapped[datetime]
    left_by: Mapped[str]


class ProductPicture(Base):
    __tablename__ = "catalog_product_picture"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("content_picture.key"), index=True)
    alt: Mapped[Texts] = mapped_column(TEXTS, default=dict)


class TurnPicture(Base):
    """One of the pictures that show a product from all sides, in the order of its turning."""

    __tablename__ = "catalog_turn_picture"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("content_picture.key"), index=True)


class Spec(Base):
    """One dimension in which the SKUs of a product differ: colour, size."""

    __tablename__ = "catalog_spec"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    name: Mapped[Texts] = mapped_column(TEXTS)

    values: Mapped[list["SpecValue"]] = relationship(
        lazy="raise", order_by="SpecValue.position", cascade="all, delete-orphan"
    )


class SpecValue(Base):
    __tablename__ = "catalog_spec_value"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    spec_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_spec.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    name: Mapped[Texts] = mapped_column(TEXTS)
    picture: Mapped[str | None] = mapped_column(
        ForeignKey("content_picture.key"), default=None, index=True
    )


class Sku(Base):
    """What is counted, priced and sold. Never deleted: one that went away is inactive.

    `combination` spells its values so that the database refuses the same choice twice; it is
    None for an inactive SKU whose values no longer exist.
    """

    __tablename__ = "catalog_sku"
    __table_args__ = (
        # deferred, so that two SKUs may swap in one edit
        UniqueConstraint("product_id", "combination", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("code", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("barcode", deferrable=True, initially="DEFERRED"),
        CheckConstraint("price_minor > 0", name="price"),
        CheckConstraint("original_minor > price_minor", name="original"),
        CheckConstraint(
            "(original_minor is null) = (original_since is null)"
            " and (original_minor is null) = (original_until is null)",
            name="original_has_its_time",
        ),
        CheckConstraint("weight_grams >= 0", name="weight"),
        CheckConstraint("barcode ~ '^[0-9]{13}$'", name="barcode"),
        CheckConstraint("not active or combination is not null", name="active_is_a_choice"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_product.id"), index=True)
    code: Mapped[str]
    barcode: Mapped[str | None] = mapped_column(default=None)
    title: Mapped[Texts] = mapped_column(TEXTS, default=dict)
    currency: Mapped[str] = mapped_column(default=CNY)
    price_minor: Mapped[int]
    price: Mapped[Money] = composite("price_minor", "currency")
    original_minor: Mapped[int | None] = mapped_column(default=None)
    """The price before, struck through beside the present one, for a time."""
    original_since: Mapped[datetime | None] = mapped_column(default=None)
    original_until: Mapped[datetime | None] = mapped_column(default=None)
    weight_grams: Mapped[int] = mapped_column(default=0)
    picture: Mapped[str | None] = mapped_column(
        ForeignKey("content_picture.key"), default=None, index=True
    )
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]
    combination: Mapped[str | None]

    values: Mapped[list["SkuValue"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    @property
    def original(self) -> Money | None:
        return None if self.original_minor is None else Money(self.original_minor, self.currency)

    def compare_with(self, original: Money | None, at: datetime, *, until: datetime | None) -> None:
        """Show that beside its price from now on, or nothing any more."""
        self.original_minor = original.minor if original else None
        self.original_since = at if original else None
        self.original_until = until if original else None


class SkuValue(Base):
    __tablename__ = "catalog_sku_value"

    sku_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_sku.id", ondelete="CASCADE"), primary_key=True
    )
    spec_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_spec.id", ondelete="CASCADE"), primary_key=True
    )
    value_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_spec_value.id", ondelete="CASCADE"), index=True
    )

    value: Mapped[SpecValue] = relationship(lazy="raise")  # so that values are written first
    __mapper_args__ = {"confirm_deleted_rows": False}  # the value's own deletion may come first
