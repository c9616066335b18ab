from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base


class DeedKind(StrEnum):
    SEEN = "seen"
    ADDED = "added"
    MARKED = "marked"
    BOUGHT = "bought"


class Deed(Base):
    """A member did this with a product, last at that moment. Kept for some weeks, and gone with the
    member."""

    __tablename__ = "recommendation_deed"
    __table_args__ = (Index("recommendation_deed_at_idx", "at"),)

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("members_member.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[DeedKind] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Taste(Base):
    """What a member is interested in, as it was last worked out, the strongest first.

    `off_since`: the member does not want to be known; then nothing else is kept. `stale_since`:
    something was done since it was worked out.
    """

    __tablename__ = "recommendation_taste"
    __table_args__ = (
        Index(
            "recommendation_taste_stale_idx",
            "stale_since",
            postgresql_where=text("stale_since is not null"),
        ),
    )

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("members_member.id", ondelete="CASCADE"), primary_key=True
    )
    interests: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    bought: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    price_minded: Mapped[bool] = mapped_column(default=False, server_default=false())
    off_since: Mapped[datetime | None]
    stale_since: Mapped[datetime | None]
