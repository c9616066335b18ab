from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, desc, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.errors import Conflict
from hutong.kernel.ids import new_id
from hutong.kernel.states import move
from hutong.listing.states import (
    REVIEW_MOVES,
    Cause,
    OnExpiry,
    PaperKind,
    ReviewState,
    RuleKind,
    Why,
)

Says = dict[str, str | int]
"""What the words of a cause are filled with."""


class Standing(Base):
    """How complete and how clean a product was when it was last looked at: for lists of many.
    The page of one product looks anew."""

    __tablename__ = "listing_standing"
    __table_args__ = (
        CheckConstraint("score between 0 and 100", name="score"),
        CheckConstraint("blocking >= 0 and warnings >= 0 and differences >= 0", name="counts"),
        Index("listing_standing_score_idx", "score", "product_id"),
    )

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[int]
    lacks: Mapped[list[str]] = mapped_column(JSONB)
    found: Mapped[list[str]] = mapped_column(JSONB)
    blocking: Mapped[int]
    warnings: Mapped[int]
    banned: Mapped[bool]
    differences: Mapped[int]
    looked_at: Mapped[datetime] = mapped_column(index=True)


class Scan(Base):
    """All goods looked at once, because the lists or a category's wishes changed."""

    __tablename__ = "listing_scan"
    __table_args__ = (
        CheckConstraint("done between 0 and total", name="progress"),
        Index("listing_scan_asked_idx", desc("asked_at")),
        Index(
            "listing_scan_waiting_key",
            text("(started_at is null)"),
            unique=True,
            postgresql_where=text("started_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    why: Mapped[Why]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    hits: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)


class Hold(Base):
    """Goods that may not be put on sale until somebody lets them go."""

    __tablename__ = "listing_hold"
    __table_args__ = (
        Index(
            "listing_hold_open_key",
            "product_id",
            unique=True,
            postgresql_where=text("released_at is null"),
        ),
        Index("listing_hold_held_idx", desc("held_at")),
        CheckConstraint("(released_at is null) = (released_by is null)", name="released"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str]
    was_listed: Mapped[bool]
    held_at: Mapped[datetime]
    held_by: Mapped[str]
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    released_by: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")


class AlreadyUndone(Conflict):
    message = "This was undone already."


class Turn(Base):
    """A product went on the shelf or off it: when, who, and because of what."""

    __tablename__ = "listing_turn"
    __table_args__ = (
        Index("listing_turn_product_idx", "product_id", desc("at")),
        Index("listing_turn_at_idx", desc("at")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_product.id", ondelete="CASCADE"))
    goes_on: Mapped[bool]
    cause: Mapped[Cause]
    says: Mapped[Says] = mapped_column(JSONB, default=dict)
    at: Mapped[datetime]
    by: Mapped[str]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by: Mapped[str] = mapped_column(default="")

    def undo(self, at: datetime, by: Actor) -> None:
        if self.undone_at is not None:
            raise AlreadyUndone
        self.undone_at, self.undone_by = at, by.name


class Standard(Base):
    """What goods of a category, and of those below it, must fulfil to be listed. Without a
    category: of the whole shop. The nearest one holds, alone."""

    __tablename__ = "listing_standard"
    __table_args__ = (
        Index(
            "listing_standard_category_key",
            "category_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("introduced_from between 0 and 100", name="introduced_from"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE")
    )
    reviewed: Mapped[bool]
    papers: Mapped[list[str]] = mapped_column(JSONB, default=list)
    checklist: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """The list that began with a new product is done before it is listed."""
    made_known: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """The name and the address of the maker are told."""
    introduced_from: Mapped[int | None] = mapped_column(default=None)
    """So many points of a hundred something new needs before it is approved; None: anything may
    come in."""
    on_expiry: Mapped[OnExpiry] = mapped_column(default=OnExpiry.KEEP)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class PaperFile(Base):
    """What was uploaded, under the hash of its bytes."""

    __tablename__ = "listing_paper_file"
    __table_args__ = (CheckConstraint("octet_length(content) <= 10485760", name="size"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Paper(Base):
    """A certificate of a product, or the report of one inspection of a batch."""

    __tablename__ = "listing_paper"
    __table_args__ = (
        CheckConstraint("expires_on >= issued_on", name="days"),
        Index(
            "listing_paper_expires_idx",
            "expires_on",
            postgresql_where=text("withdrawn_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[PaperKind]
    number: Mapped[str]
    issuer: Mapped[str]
    batch: Mapped[str] = mapped_column(default="")
    supplier: Mapped[str] = mapped_column(default="")
    passed: Mapped[bool] = mapped_column(default=True)
    issued_on: Mapped[date]
    expires_on: Mapped[date | None] = mapped_column(default=None)
    file_key: Mapped[str] = mapped_column(ForeignKey("listing_paper_file.key"))
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str] = mapped_column(default="")


class Review(Base):
    """Somebody asks that goods may be listed as they are now; somebody else decides. The decision
    itself is an approval of `access`."""

    __tablename__ = "listing_review"
    __table_args__ = (
        Index(
            "listing_review_waiting_key",
            "product_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("listing_review_product_idx", "product_id", desc("asked_at")),
        Index("listing_review_asked_idx", desc("asked_at")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_product.id", ondelete="CASCADE"))
    approval_id: Mapped[UUID] = mapped_column(ForeignKey("access_approval.id"), unique=True)
    state: Mapped[ReviewState] = mapped_column(default=ReviewState.WAITING)
    fingerprint: Mapped[str]
    lists: Mapped[bool]
    """Put on sale as soon as it is approved."""
    note: Mapped[str] = mapped_column(default="")
    remarks: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    """Field to what is wrong with it, when it was returned."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")

    def decide(self, state: ReviewState, at: datetime, by: Actor) -> None:
        self.state = move(REVIEW_MOVES, self.state, state)
        self.decided_at, self.decided_by = at, by.name


class Appointment(Base):
    """Goods go on the shelf or off it at a time."""

    __tablename__ = "listing_appointment"
    __table_args__ = (
        Index(
            "listing_appointment_due_idx",
            "due_at",
            postgresql_where=text("done_at is null and cancelled_at is null"),
        ),
        CheckConstraint("done_at is null or cancelled_at is null", name="one_end"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), index=True
    )
    goes_on: Mapped[bool]
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[str] = mapped_column(default="")
    """Why it was not done, in words."""
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_by: Mapped[str] = mapped_column(default="")


class Rule(Base):
    """When goods go on the shelf and off it by themselves. Days of a season are 101 to 1231."""

    __tablename__ = "listing_rule"
    __table_args__ = (
        CheckConstraint("(kind = 'sold_out') = (days is not null)", name="days"),
        CheckConstraint(
            "(kind = 'season') = (begins is not null) and (begins is null) = (ends is null)",
            name="season",
        ),
        CheckConstraint("days between 1 and 365", name="days_range"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    kind: Mapped[RuleKind]
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"), index=True
    )
    days: Mapped[int | None] = mapped_column(default=None)
    begins: Mapped[int | None] = mapped_column(default=None)
    ends: Mapped[int | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class SoldOut(Base):
    """Goods on sale of which there is nothing to sell, since when that was first seen."""

    __tablename__ = "listing_sold_out"

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]
