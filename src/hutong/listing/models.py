from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, desc, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.errors import Conflict
from hutong.kernel.ids import new_id
from hutong.listing.states import Cause, Why

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
