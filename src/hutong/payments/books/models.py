from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.money import Money


class Account(StrEnum):
    """Where money stands. Debits are positive: what we have; credits negative: what we owe."""

    PROVIDER = "provider"  # with the provider, until it pays us out
    BANK = "bank"  # paid out to us
    SALES = "sales"  # received from buyers for what is sold to them
    REFUNDS_OWED = "refunds_owed"
    SUSPENSE = "suspense"  # received, and not what was agreed: a person decides
    FEES = "fees"  # kept by the provider
    UNCLAIMED = "unclaimed"  # with the provider, of nobody that we know


class EntryKind(StrEnum):
    CAPTURE = "capture"
    HELD = "held"
    REFUND_OWED = "refund_owed"
    REFUND = "refund"
    RETURNED = "returned"
    FEE = "fee"
    PAYOUT = "payout"
    UNCLAIMED = "unclaimed"
    UNCLAIMED_RETURNED = "unclaimed_returned"


class JournalEntry(Base):
    """One booking. Its id is that of what it books: a ledger entry, a refund, a bill.

    Written by the database itself beside every row of the ledger and every refund that is owed,
    whoever wrote those; the rest by `post`. Legs that do not sum to zero are refused, and so is
    every change.
    """

    __tablename__ = "payments_journal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[EntryKind]
    intent_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments_intent.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(server_default="")


class Leg(Base):
    """One side of a booking. The holder tells accounts of one kind apart: a provider, later a
    member; the currency may be one that is not money, such as points."""

    __tablename__ = "payments_leg"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount"),
        Index("payments_leg_account_idx", "account", "holder", "currency"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("payments_journal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[Account]
    holder: Mapped[str]

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")


BILLS = "bill"
"""Beside the accounts: what the lines of a provider's bills add up to."""


class Balance(Base):
    """The running sum of all legs of one account, holder, currency and kind of entry, and under
    `bill` that of all bill lines; what has changed since stands in `BalanceChange`."""

    __tablename__ = "payments_balance"

    account: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    minor: Mapped[int]


class BalanceChange(Base):
    """Written by the database beside each statement that books, so that those who are paid at the
    same moment do not wait for one row; a job adds them up each minute."""

    __tablename__ = "payments_balance_change"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account: Mapped[str]
    holder: Mapped[str]
    currency: Mapped[str]
    kind: Mapped[str]
    minor: Mapped[int]
