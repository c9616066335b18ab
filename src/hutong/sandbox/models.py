from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money

SCHEMA = "sandbox"


class ChargeState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"


class Telling(StrEnum):
    """How the merchant hears of a payment: chosen at the cashier, to see how the shop copes."""

    AT_ONCE = "at_once"
    AFTER_5_SECONDS = "after_5_seconds"
    AFTER_60_SECONDS = "after_60_seconds"
    THREE_TIMES = "three_times"
    NEVER = "never"
    FORGED = "forged"
    WRONG_AMOUNT = "wrong_amount"


class SigningKey(Base):
    """An Ed25519 key pair of the provider; the private half is sealed."""

    __tablename__ = "signing_key"
    __table_args__ = {"schema": SCHEMA}

    serial: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str]
    public: Mapped[str]
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


class Charge(Base):
    """Its id is also the address of its cashier page, so nobody can guess it."""

    __tablename__ = "charge"
    __table_args__ = (
        UniqueConstraint("merchant", "reference"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("(state = 'paid') = (paid_minor is not null)", name="paid"),
        Index("charge_created_idx", "created_at"),
        Index("charge_paid_idx", "paid_at"),
        {"schema": SCHEMA},
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    merchant: Mapped[str]
    reference: Mapped[UUID]
    subject: Mapped[str]
    state: Mapped[ChargeState] = mapped_column(default=ChargeState.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    paid_at: Mapped[datetime | None] = mapped_column(default=None)
    return_url: Mapped[str]
    notify_url: Mapped[str]

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")
    paid_minor: Mapped[int | None] = mapped_column(default=None)

    def is_open(self, at: datetime) -> bool:
        return self.state is ChargeState.OPEN and at < self.expires_at


class Refund(Base):
    __tablename__ = "refund"
    __table_args__ = (
        UniqueConstraint("charge_id", "key"),
        CheckConstraint("amount_minor > 0", name="amount"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    charge_id: Mapped[str] = mapped_column(ForeignKey(f"{SCHEMA}.charge.id"))
    key: Mapped[UUID]
    reason: Mapped[str]
    made_at: Mapped[datetime]

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")


class Message(Base):
    """What the provider has to tell a merchant."""

    __tablename__ = "message"
    __table_args__ = (Index("message_of_charge_idx", "charge_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    charge_id: Mapped[str] = mapped_column(ForeignKey(f"{SCHEMA}.charge.id"))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    forged: Mapped[bool]
    made_at: Mapped[datetime]


class Delivery(Base):
    """One time that a message was sent, and what the merchant answered."""

    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_of_message_idx", "message_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.message.id"))
    sent_at: Mapped[datetime]
    answer: Mapped[int | None]  # None: nobody answered


class Parcel(Base):
    """A parcel that somebody asked for. Its story follows from this row and the time."""

    __tablename__ = "parcel"
    __table_args__ = ({"schema": SCHEMA},)

    carrier: Mapped[str] = mapped_column(primary_key=True)
    tracking_number: Mapped[str] = mapped_column(primary_key=True)
    begins_at: Mapped[datetime]
    speed: Mapped[int]
    province: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
