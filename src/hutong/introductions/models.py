from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, desc, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.introductions.states import MOVES, IntroductionState
from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.states import move

WAITS = "state = 'waiting'"


class Introduction(Base):
    """Somebody proposes a new product or category with a scorecard; somebody else decides. The
    decision itself is an approval of `access`."""

    __tablename__ = "introductions_introduction"
    __table_args__ = (
        CheckConstraint("(product_id is null) <> (category_id is null)", name="of_one_thing"),
        CheckConstraint("total between 0 and 100", name="total"),
        CheckConstraint("least between 0 and 100 and total >= least", name="passed"),
        Index(
            "introductions_introduction_product_key",
            "product_id",
            unique=True,
            postgresql_where=text(WAITS),
        ),
        Index(
            "introductions_introduction_category_key",
            "category_id",
            unique=True,
            postgresql_where=text(WAITS),
        ),
        Index("introductions_introduction_of_product_idx", "product_id"),
        Index("introductions_introduction_of_category_idx", "category_id"),
        Index("introductions_introduction_asked_idx", desc("asked_at")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), default=None
    )
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"), default=None
    )
    approval_id: Mapped[UUID] = mapped_column(ForeignKey("access_approval.id"), unique=True)
    state: Mapped[IntroductionState] = mapped_column(default=IntroductionState.WAITING)
    scores: Mapped[dict[str, int]] = mapped_column(JSONB)
    """Criterion to its points, from 1 to 5."""
    total: Mapped[int]
    least: Mapped[int]
    """What was asked for at the time."""
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")

    def decide(self, state: IntroductionState, at: datetime, by: Actor) -> None:
        self.state = move(MOVES, self.state, state)
        self.decided_at, self.decided_by = at, by.name
