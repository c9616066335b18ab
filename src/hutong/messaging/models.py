from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, desc, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.states import move
from hutong.kernel.texts import TEXTS, Texts
from hutong.messaging.states import MOVES, MessageState
from hutong.messaging.templates import HIDDEN, SHOP, TEMPLATES, Channel, Template, write


class Message(Base):
    __tablename__ = "messaging_message"
    __table_args__ = (
        Index("messaging_message_created_at_idx", desc("created_at"), desc("id")),
        Index("messaging_message_recipient_idx", "recipient"),
        Index(
            "messaging_message_inbox_idx",
            "member_id",
            desc("created_at"),
            desc("id"),
            postgresql_where=text("channel = 'in_app'"),
        ),
        Index(
            "messaging_message_queued_idx",
            "created_at",
            postgresql_where=text("state = 'queued'"),
        ),
        CheckConstraint("channel != 'in_app' or member_id is not null", name="in_app_has_member"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    channel: Mapped[Channel]
    recipient: Mapped[str]
    member_id: Mapped[UUID | None]
    template: Mapped[str]
    params: Mapped[dict[str, str]] = mapped_column(JSONB)
    locale: Mapped[str]
    body: Mapped[str]
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    error: Mapped[str | None]

    @property
    def made_from(self) -> Template:
        return TEMPLATES[self.template]

    @property
    def title(self) -> str:
        """What it is about, in the language of whoever reads it now."""
        return write(self.made_from.title, self.params, "")

    @property
    def words(self) -> str:
        """An in-app message in the language of whoever reads it now."""
        return write(self.made_from.body, self.params, "")

    @property
    def link(self) -> str:
        """Where it is dealt with; "" where nothing is to be done."""
        return self.made_from.link.format_map(self.params)

    def can_be_claimed(self, at: datetime) -> bool:
        return self.state is MessageState.QUEUED and not (
            self.claimed_until and self.claimed_until > at
        )

    def is_too_late(self, at: datetime) -> bool:
        good_for = self.made_from.good_for
        return good_for is not None and at - self.created_at > good_for

    def claim(self, at: datetime, *, hold: timedelta) -> None:
        self.attempts += 1
        self.claimed_until = at + hold

    def give_back(self, error: str) -> None:
        self.claimed_until, self.error = None, error

    def mark_sent(self, at: datetime) -> None:
        self.state = move(MOVES, self.state, MessageState.SENT)
        self.sent_at, self.claimed_until, self.error = at, None, None

    def mark_failed(self, error: str) -> None:
        self.state = move(MOVES, self.state, MessageState.FAILED)
        self.claimed_until, self.error = None, error

    def queue_again(self) -> None:
        self.state = move(MOVES, self.state, MessageState.QUEUED)
        self.attempts, self.error = 0, None

    def forget_secrets(self) -> None:
        """What was in it only its recipient shall know from now on."""
        if self.made_from.secret:
            self.params = self.params | dict.fromkeys(self.made_from.secret, HIDDEN)
            told = {SHOP: ""} | self.params  # one from before messages were signed has none
            self.body = write(self.made_from.body, told, self.locale)


class Signature(Base):
    """The shop's name under its messages, in one row."""

    __tablename__ = "messaging_signature"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Texts] = mapped_column(TEXTS)
