from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.states import move
from hutong.taxonomy.states import MOVES, FindingState


class Look(Base):
    """One time that all goods were looked at."""

    __tablename__ = "taxonomy_look"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    by: Mapped[str]
    """Who asked for it; nobody where it was its time."""
    products: Mapped[int]
    found: Mapped[int]
    """Those of which somebody still had to decide afterwards."""


class Finding(Base):
    """A product that is probably in the wrong category, and what somebody decided about it."""

    __tablename__ = "taxonomy_finding"
    __table_args__ = (
        CheckConstraint("sureness between 50 and 99", name="sureness"),
        CheckConstraint("category_id <> suggested_id", name="elsewhere"),
        CheckConstraint("(state = 'open') = (decided_at is null)", name="decided"),
        Index(
            "taxonomy_finding_open_idx",
            "product_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), index=True
    )
    category_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"), index=True
    )
    suggested_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"), index=True
    )
    sureness: Mapped[int]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    said: Mapped[str]
    """Stands for the product's words as they were."""
    state: Mapped[FindingState] = mapped_column(default=FindingState.OPEN)
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")

    def decide(self, state: FindingState, at: datetime, by: Actor) -> None:
        self.state = move(MOVES, self.state, state)
        self.decided_at, self.decided_by = at, by.name

    def reopen(self) -> None:
        self.state = move(MOVES, self.state, FindingState.OPEN)
        self.decided_at, self.decided_by = None, ""
