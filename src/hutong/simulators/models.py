from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id

SCHEMA = "simulators"


class Provider(StrEnum):
    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay"


class ChargeState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"


class RefundState(StrEnum):
    PROCESSING = "processing"
    DONE = "done"
    REFUSED = "refused"


class Answering(StrEnum):
    """How the provider's interface behaves."""

    USUAL = "usual"
    SLOW = "slow"
    SILENT = "silent"  # it does what it is asked, and the answer gets lost
    BROKEN = "broken"  # it does nothing, and answers with 502
    UNSIGNED = "unsigned"  # somebody else answers


class Telling(StrEnum):
    """How the merchant hears of a payment."""

    AT_ONCE = "at_once"
    LATE = "late"
    NEVER = "never"
    THREE_TIMES = "three_times"
    REPLAYED = "replayed"  # yesterday's message, byte for byte
    FORGED = "forged"
    WRONG_AMOUNT = "wrong_amount"
    REFUND_FIRST = "refund_first"  # the payment is told of only after its refund


class Refunding(StrEnum):
    AT_ONCE = "at_once"
    TAKES_TIME = "takes_time"
    REFUSED = "refused"


class Billing(StrEnum):
    USUAL = "usual"
    LATE = "late"
    SPOILT = "spoilt"  # the file is not the one whose hash was told
    SHORT = "short"  # the last line is missing


class Charge(Base):
    """Its token is the address of its cashier page, so nobody can guess it."""

    __tablename__ = "charge"
    __table_args__ = (
        UniqueConstraint("provider", "reference"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("(state = 'paid') = (paid_minor is not null)", name="paid"),
        Index("charge_created_idx", "provider", "created_at"),
        Index("charge_paid_idx", "provider", "paid_at"),
        {"schema": SCHEMA},
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    provider: Mapped[Provider]
    reference: Mapped[str]
    subject: Mapped[str]
    method: Mapped[str]
    payer: Mapped[str] = mapped_column(default="")
    state: Mapped[ChargeState] = mapped_column(default=ChargeState.OPEN)
    amount_minor: Mapped[int]
    paid_minor: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    paid_at: Mapped[datetime | None] = mapped_column(default=None)
    return_url: Mapped[str]
    notify_url: Mapped[str]

    def is_open(self, at: datetime) -> bool:
        return self.state is ChargeState.OPEN and at < self.expires_at


class Refund(Base):
    __tablename__ = "refund"
    __table_args__ = (
        UniqueConstraint("charge_id", "key"),
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("refund_key_idx", "key"),
        Index("refund_made_idx", "made_at"),
        {"schema": SCHEMA},
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    charge_id: Mapped[str] = mapped_column(ForeignKey(f"{SCHEMA}.charge.id"))
    key: Mapped[str]
    state: Mapped[RefundState]
    amount_minor: Mapped[int]
    made_at: Mapped[datetime]
    notify_url: Mapped[str]
    reserved: Mapped[str] = mapped_column(default="")  # the merchant's own word, echoed


class Message(Base):
    """What a merchant is to be told: written and signed when it is first sent, and then kept."""

    __tablename__ = "message"
    __table_args__ = (
        Index("message_of_charge_idx", "charge_id"),
        Index("message_due_idx", "due_at", postgresql_where=text("due_at is not null")),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    charge_id: Mapped[str] = mapped_column(ForeignKey(f"{SCHEMA}.charge.id"))
    refund_id: Mapped[str | None] = mapped_column(default=None)
    telling: Mapped[Telling]
    headers: Mapped[dict[str, str] | None] = mapped_column(JSONB, default=None)
    body: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    due_at: Mapped[datetime | None]  # None: nothing more to send
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    times: Mapped[int] = mapped_column(default=0)
    answer: Mapped[int | None] = mapped_column(default=None)  # None: nobody answered


class Switch(Base):
    """How a provider behaves from now on, until a person turns it back."""

    __tablename__ = "switch"
    __table_args__ = ({"schema": SCHEMA},)

    provider: Mapped[Provider] = mapped_column(primary_key=True)
    answering: Mapped[Answering] = mapped_column(default=Answering.USUAL)
    telling: Mapped[Telling] = mapped_column(default=Telling.AT_ONCE)
    refunding: Mapped[Refunding] = mapped_column(default=Refunding.AT_ONCE)
    billing: Mapped[Billing] = mapped_column(default=Billing.USUAL)
