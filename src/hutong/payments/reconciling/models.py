from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.payments.gateway import BillKind


class RunState(StrEnum):
    UNDER_WAY = "under_way"  # found and booked; the provider is asked about what differs
    DONE = "done"
    NOT_READY = "not_ready"
    UNREACHABLE = "unreachable"


class DifferenceKind(StrEnum):
    LONG = "long"  # they have it and we do not
    SHORT = "short"  # we have it and they do not
    AMOUNT = "amount"


class DifferenceState(StrEnum):
    OPEN = "open"
    MENDED = "mended"  # by the shop itself
    ACCEPTED = "accepted"  # by a person
    BOOKED = "booked"  # as unclaimed money, kept or sent back


class Mending(StrEnum):
    """How the shop mended a difference."""

    ASKED = "asked"  # their message never came, their answer did
    NEIGHBOUR = "neighbour"  # it stood in the bill of the day beside


class BillEntry(Base):
    """A line of a provider's bill, as it was read."""

    __tablename__ = "payments_bill_line"
    __table_args__ = (
        UniqueConstraint("provider", "kind", "provider_reference"),
        Index("payments_bill_line_day_idx", "provider", "day"),
        Index("payments_bill_line_reference_idx", "reference"),
        Index("payments_bill_line_payout_idx", "at", postgresql_where=text("kind = 'payout'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    provider: Mapped[str]
    day: Mapped[date]
    kind: Mapped[BillKind]
    reference: Mapped[UUID | None]
    provider_reference: Mapped[str]
    at: Mapped[datetime]

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")
    fee_minor: Mapped[int]


class Reconciliation(Base):
    """One time that a day was held against its bill. The newest of a day counts."""

    __tablename__ = "payments_reconciliation"
    __table_args__ = (Index("payments_reconciliation_day_idx", "provider", "day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    provider: Mapped[str]
    day: Mapped[date]
    state: Mapped[RunState]
    asked_by: Mapped[str]  # empty: the shop itself, at night
    at: Mapped[datetime] = mapped_column(index=True)
    lines: Mapped[int] = mapped_column(default=0)
    matched: Mapped[int] = mapped_column(default=0)
    neighbours: Mapped[int] = mapped_column(default=0)
    differences: Mapped[int] = mapped_column(default=0)
    mended: Mapped[int] = mapped_column(default=0)

    currency: Mapped[str]
    captured_minor: Mapped[int] = mapped_column(default=0)
    captured: Mapped[Money] = composite("captured_minor", "currency")
    refunded_minor: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[Money] = composite("refunded_minor", "currency")
    fee_minor: Mapped[int] = mapped_column(default=0)
    fee: Mapped[Money] = composite("fee_minor", "currency")
    fee_booked_minor: Mapped[int] = mapped_column(default=0)
    paid_out_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    paid_out: Mapped[Money] = composite("paid_out_minor", "currency")
    paid_out_booked_minor: Mapped[int] = mapped_column(default=0, server_default="0")


class Difference(Base):
    """A move of money of which the bill and our ledger do not say the same."""

    __tablename__ = "payments_difference"
    __table_args__ = (
        CheckConstraint("line_id is not null or ledger_id is not null", name="about"),
        Index(
            "payments_difference_open_idx",
            "provider",
            postgresql_where=text("state = 'open'"),
        ),
        Index("payments_difference_day_idx", "day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    provider: Mapped[str]
    day: Mapped[date]
    kind: Mapped[DifferenceKind]
    move: Mapped[BillKind]
    state: Mapped[DifferenceState] = mapped_column(default=DifferenceState.OPEN)
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments_bill_line.id"), unique=True)
    ledger_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments_ledger.id"), unique=True)
    reference: Mapped[UUID | None]  # our attempt or refund, or what they say it is
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by: Mapped[str] = mapped_column(default="")
    how: Mapped[Mending | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")

    currency: Mapped[str]
    theirs_minor: Mapped[int | None]
    ours_minor: Mapped[int | None]
