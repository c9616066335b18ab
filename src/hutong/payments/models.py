from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.kernel.states import move
from hutong.payments.gateway import ChargeStarted, Method, Onward
from hutong.payments.states import (
    ATTEMPT_MOVES,
    INTENT_MOVES,
    REFUND_MOVES,
    AttemptState,
    IntentState,
    LedgerKind,
    Outcome,
    RefundState,
)


class Intent(Base):
    """Money that we expect for one reference. Its row is the lock of everything below it."""

    __tablename__ = "payments_intent"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[UUID] = mapped_column(unique=True)
    number: Mapped[str]
    member_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[IntentState] = mapped_column(default=IntentState.PENDING)
    provider: Mapped[str | None] = mapped_column(default=None)
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    captured_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")

    def capture(self, provider: str, at: datetime) -> None:
        self.state = move(INTENT_MOVES, self.state, IntentState.CAPTURED)
        self.provider = provider
        self.captured_at = at

    def close(self, at: datetime) -> None:
        self.state = move(INTENT_MOVES, self.state, IntentState.CLOSED)
        self.closed_at = at

    def enter(self, state: IntentState) -> None:
        self.state = move(INTENT_MOVES, self.state, state)


class Attempt(Base):
    """One try at paying an intent with one provider. Its id is our reference there."""

    __tablename__ = "payments_attempt"
    __table_args__ = (
        UniqueConstraint("provider", "provider_reference"),
        # a double click must not make two payments
        Index(
            "payments_attempt_alive_key",
            "intent_id",
            unique=True,
            postgresql_where=text("state in ('starting', 'open')"),
        ),
        Index(
            "payments_attempt_due_idx",
            "query_at",
            postgresql_where=text("query_at is not null"),
        ),
        Index("payments_attempt_started_idx", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    intent_id: Mapped[UUID] = mapped_column(ForeignKey("payments_intent.id"), index=True)
    provider: Mapped[str]
    provider_reference: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.STARTING)
    method: Mapped[Method] = mapped_column(default=Method.PAGE, server_default=Method.PAGE.value)
    url: Mapped[str | None] = mapped_column(default=None)
    fields: Mapped[dict[str, str] | None] = mapped_column(JSONB, default=None)
    code: Mapped[str | None] = mapped_column(default=None)
    invoke: Mapped[dict[str, str] | None] = mapped_column(JSONB, default=None)
    good_until: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    query_at: Mapped[datetime | None] = mapped_column(default=None)  # None: nothing more to ask
    queried_at: Mapped[datetime | None] = mapped_column(default=None)
    queries: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")

    @property
    def alive(self) -> bool:
        return self.state in {AttemptState.STARTING, AttemptState.OPEN}

    def onward(self, at: datetime) -> Onward | None:
        """How the shopper goes on; None when the provider is to be asked for it (again)."""
        known = self.url is not None or self.code is not None or self.invoke is not None
        if not known or (self.good_until is not None and self.good_until <= at):
            return None
        return Onward(
            url=self.url or "",
            fields=self.fields or {},
            code=self.code or "",
            invoke=self.invoke or {},
        )

    def go_on(self, started: ChargeStarted) -> None:
        onward = started.onward
        self.provider_reference = started.provider_reference or self.provider_reference
        self.url = onward.url or None
        self.fields = dict(onward.fields) or None
        self.code = onward.code or None
        self.invoke = dict(onward.invoke) or None
        self.good_until = started.good_until

    def enter(self, state: AttemptState, at: datetime, *, note: str = "") -> None:
        self.state = move(ATTEMPT_MOVES, self.state, state)
        self.moved_at = at
        self.note = note or self.note
        if not self.alive:
            self.query_at = None


class LedgerEntry(Base):
    """Money that truly moved. Rows are only ever added: a trigger refuses anything else."""

    __tablename__ = "payments_ledger"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        UniqueConstraint("provider", "provider_event"),
        Index("payments_ledger_day_idx", "provider", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    intent_id: Mapped[UUID] = mapped_column(ForeignKey("payments_intent.id"), index=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("payments_attempt.id"), index=True)
    kind: Mapped[LedgerKind]
    provider: Mapped[str]
    provider_event: Mapped[str]  # what moved it: "charge:..." or "refund:...", told once or often
    at: Mapped[datetime]

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")


class Notification(Base):
    """Every message that claimed to come from a provider, byte for byte, and what became of it."""

    __tablename__ = "payments_notification"
    __table_args__ = (
        Index(
            "payments_notification_event_key",
            "provider",
            "event_id",
            unique=True,
            postgresql_where=text("outcome in ('applied', 'no_effect', 'held')"),
        ),
        Index("payments_notification_received_idx", "received_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    provider: Mapped[str]
    event_id: Mapped[str | None] = mapped_column(default=None)
    attempt_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    signature_ok: Mapped[bool]
    outcome: Mapped[Outcome]
    note: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]


class RefundRequest(Base):
    """Money that we owe back, from the day we owe it until the provider says it is done."""

    __tablename__ = "payments_refund"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        UniqueConstraint("intent_id", "key"),
        Index(
            "payments_refund_due_idx",
            "try_at",
            postgresql_where=text("state in ('owed', 'sent')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    intent_id: Mapped[UUID] = mapped_column(ForeignKey("payments_intent.id"))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("payments_attempt.id"), index=True)
    key: Mapped[str]
    reason: Mapped[str]
    told: Mapped[str] = mapped_column(default="", server_default="")
    """What the provider and its customer read, where the reason is a word of another module."""
    state: Mapped[RefundState] = mapped_column(default=RefundState.OWED)
    asked_by_id: Mapped[UUID | None] = mapped_column(default=None)
    asked_by: Mapped[str] = mapped_column(default="", server_default="")  # empty: the shop itself
    approval_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("access_approval.id"), default=None, index=True
    )
    provider_reference: Mapped[str | None] = mapped_column(default=None)
    owed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")

    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")

    @property
    def finished(self) -> bool:
        return self.state in {RefundState.DONE, RefundState.FAILED}

    def enter(self, state: RefundState) -> None:
        self.state = move(REFUND_MOVES, self.state, state)
