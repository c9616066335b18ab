from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.events import Xid8
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts


class SearchDocument(Base):
    """What a listing shows of a product and finds it by; kept up to date by reactions.

    `skus` says for each active SKU how many are left, null while there are plenty. `changed` is
    the transaction that last wrote the row: by it every web process follows.
    """

    __tablename__ = "search_document"
    __table_args__ = (
        Index("search_document_changed_idx", "changed"),
        Index("search_document_skus_idx", "skus", postgresql_using="gin"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_product.id"), primary_key=True)
    slug: Mapped[str]
    title: Mapped[Texts] = mapped_column(TEXTS)
    subtitle: Mapped[Texts] = mapped_column(TEXTS)
    path: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    specs: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    parameters: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    currency: Mapped[str]
    price_from_minor: Mapped[int]
    price_to_minor: Mapped[int]
    picture: Mapped[str | None]
    looks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    tags: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    keywords: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    brand: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    skus: Mapped[dict[str, int | None]] = mapped_column(JSONB)
    in_stock: Mapped[bool]
    sales: Mapped[int] = mapped_column(server_default=text("0"))
    launched_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    shown: Mapped[bool]
    changed: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))

    __mapper_args__ = {"eager_defaults": False}


class DeedKind(StrEnum):
    CLICKED = "clicked"
    ADDED = "added"
    BOUGHT = "bought"


class Asked(Base):
    """One shopper asked for the same words on one day, `times` over, and was shown these goods.

    `shown`: for each view of the results (its page, order and filters) the products in their
    order. Cleared of who asked when its shopper wishes so, and deleted after some weeks.
    """

    __tablename__ = "search_asked"
    __table_args__ = (
        UniqueConstraint("device", "words", "day"),
        CheckConstraint("length(words) between 1 and 60", name="words"),
        CheckConstraint("times >= 0 and total >= 0", name="counts"),
        Index(
            "search_asked_member_idx", "member_id", postgresql_where=text("member_id is not null")
        ),
        Index("search_asked_day_idx", "day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    device: Mapped[str]
    member_id: Mapped[UUID | None]
    words: Mapped[str]
    meant: Mapped[str] = mapped_column(server_default=text("''"))
    day: Mapped[date]
    at: Mapped[datetime]
    times: Mapped[int]
    total: Mapped[int]
    shown: Mapped[dict[str, list[str]]] = mapped_column(JSONB)


class Deed(Base):
    """What came of a search: a product was looked at, put in the cart, or paid for. `position` is
    where it stood among the results, from 1."""

    __tablename__ = "search_deed"
    __table_args__ = (
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("(kind = 'bought') = (order_id is not null)", name="order"),
        Index("search_deed_at_idx", "at"),
    )

    asked_id: Mapped[UUID] = mapped_column(
        ForeignKey("search_asked.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[DeedKind] = mapped_column(primary_key=True)
    position: Mapped[int]
    at: Mapped[datetime]
    order_id: Mapped[UUID | None]


class WordsDay(Base):
    """How often words were asked for on a day, and by how many of these searches something was
    clicked, put in the cart, or bought. Words that few asked for become '' when they are old."""

    __tablename__ = "search_words_day"
    __table_args__ = (Index("search_words_day_words_idx", "words"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(primary_key=True)
    searches: Mapped[int]
    empty: Mapped[int]
    clicked: Mapped[int]
    added: Mapped[int]
    bought: Mapped[int]
    found: Mapped[int]


class Effect(StrEnum):
    """PIN: stands first. BOOST: higher than by itself. BURY: lower."""

    PIN = "pin"
    BOOST = "boost"
    BURY = "bury"


class MerchandisingRule(Base):
    """The order that staff give the results of `words`, or the goods of a category.

    `goods`: each `product_id` with its `effect`, pinned ones in their order. `sold_out_too`: they
    stay pinned when they are sold out. What was taken back stays, to be put back.
    """

    __tablename__ = "search_merchandising_rule"
    __table_args__ = (
        CheckConstraint("(words = '') = (category_id is not null)", name="about"),
        CheckConstraint("length(words) <= 60", name="words"),
        CheckConstraint("begins_at < ends_at", name="period"),
        CheckConstraint("(removed_at is null) = (removed_by = '')", name="removed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    words: Mapped[str]
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"), index=True
    )
    goods: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    sold_out_too: Mapped[bool]
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str] = mapped_column(server_default=text("''"))
    changed: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))

    __mapper_args__ = {"eager_defaults": False}


class WordingKind(StrEnum):
    SAME = "same"
    WIDER = "wider"
    SILENT = "silent"
    REDIRECT = "redirect"
    HOT = "hot"
    BLOCKED = "blocked"


class Wording(Base):
    """Something that staff said about words.

    SAME: `words` mean the same. WIDER: `word` finds `words`, not the other way round. SILENT: it
    says nothing. REDIRECT: whoever looks for `word` is led to `target`. HOT: always in the hot
    list, at `place`. BLOCKED: never suggested. What was taken back stays, to be put back.
    """

    __tablename__ = "search_wording"
    __table_args__ = (
        CheckConstraint("(kind = 'redirect') = (target <> '')", name="target"),
        CheckConstraint("(kind = 'hot') = (place is not null)", name="place"),
        CheckConstraint("(removed_at is null) = (removed_by = '')", name="removed"),
        Index(
            "search_wording_once_key",
            "kind",
            "word",
            unique=True,
            postgresql_where=text(
                "removed_at is null and kind in ('silent', 'redirect', 'hot', 'blocked')"
            ),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[WordingKind]
    word: Mapped[str]
    words: Mapped[list[str]] = mapped_column(JSONB)
    target: Mapped[str] = mapped_column(server_default=text("''"))
    place: Mapped[int | None]
    seeded: Mapped[bool] = mapped_column(server_default=text("false"))
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str] = mapped_column(server_default=text("''"))
    changed: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))

    __mapper_args__ = {"eager_defaults": False}
