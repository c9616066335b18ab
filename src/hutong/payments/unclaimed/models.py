"""Money in a bill that nobody here expected: kept apart, or sent back to whoever paid it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.kernel.states import move


class UnclaimedState(StrEnum):
    ASKED = "asked"
    DECLINED = "declined"
    KEPT = "kept"
    OWED = "owed"
    SENT = "sent"
    RETURNED = "returned"
    FAILED = "failed"


MOVES = {
    UnclaimedState.ASKED: {UnclaimedState.DECLINED, UnclaimedState.KEPT, UnclaimedState.OWED},
    UnclaimedState.DECLINED: set[UnclaimedState](),
    # whoever it belongs to may still turn up
    UnclaimedState.KEPT: {UnclaimedState.OWED},
    UnclaimedState.OWED: {UnclaimedState.SENT},
    # sent means asked, not answered: it is asked again with the same key
    UnclaimedState.SENT: {UnclaimedState.RETURNED, UnclaimedState.FAILED},
    UnclaimedState.RETURNED: set[UnclaimedState](),
    UnclaimedState.FAILED: {UnclaimedState.OWED},
}


class Unclaimed(Base):
    """What was decided about one such line. Its id is the key of its refund and of its booking."""

    __tablename__ = "payments_unclaimed"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index(
            "payments_unclaimed_line_key",
            "line_id",
            unique=True,
            postgresql_where=text("state <> 'declined'"),
        ),
        Index(
            "payments_unclaimed_due_idx",
            "try_at",
            postgresql_where=text("state in ('owed', 'sent')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    difference_id: Mapped[UUID] = mapped_column(ForeignKey("payments_difference.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("payments_bill_line.id"))
    provider: Mapped[str]
    reference: Mapped[UUID | None]  # by which the provider can be asked to give it back
    give_back: Mapped[bool]
    state: Mapped[UnclaimedState] = mapped_column(default=UnclaimedState.ASKED)
    reason: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    approval_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("access_approval.id"), default=None, index=True
    )
    try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    provider_reference: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")

    def enter(self, state: UnclaimedState) -> None:
        self.state = move(MOVES, self.state, state)
