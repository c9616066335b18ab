from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money


class LineProblem(StrEnum):
    """Why a line of a batch cannot be refunded."""

    UNKNOWN = "unknown"
    NOTHING_LEFT = "nothing_left"
    TOO_MUCH = "too_much"


class RefundRule(Base):
    """What staff may refund without anybody's leave, and from where on it takes two people."""

    __tablename__ = "payments_refund_rule"
    __table_args__ = (
        CheckConstraint("0 <= auto_minor and auto_minor <= four_eyes_minor", name="limits"),
        CheckConstraint("auto_daily_minor >= 0 and auto_days >= 0", name="auto"),
    )

    currency: Mapped[str] = mapped_column(primary_key=True)
    auto_minor: Mapped[int]
    auto: Mapped[Money] = composite("auto_minor", "currency")
    auto_daily_minor: Mapped[int]
    auto_daily: Mapped[Money] = composite("auto_daily_minor", "currency")
    auto_days: Mapped[int]
    four_eyes_minor: Mapped[int]
    four_eyes: Mapped[Money] = composite("four_eyes_minor", "currency")


class RefundBatch(Base):
    """Many refunds for one reason: drawn up, looked at, and then asked for together."""

    __tablename__ = "payments_refund_batch"
    __table_args__ = (
        Index(
            "payments_refund_batch_draft_key",
            "made_by_id",
            unique=True,
            postgresql_where=text("sent_at is null and discarded_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reason: Mapped[str]
    made_by_id: Mapped[UUID]
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    discarded_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_draft(self) -> bool:
        return self.sent_at is None and self.discarded_at is None


class BatchLine(Base):
    __tablename__ = "payments_refund_batch_line"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("payments_refund_batch.id"), primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    intent_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments_intent.id"))
    refund_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("payments_refund.id"), default=None, index=True
    )
    problem: Mapped[str] = mapped_column(default="")  # a LineProblem; empty: there is none

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")
