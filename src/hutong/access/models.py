from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    desc,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hutong.identity import Subject, SubjectKind
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.db import Base
from hutong.kernel.errors import Conflict
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts

Changes = dict[str, list[object]]
"""Column to [before, after]; the words hidden as far as they are nobody's business."""


class Role(Base):
    __tablename__ = "access_role"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[Texts] = mapped_column(TEXTS)
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))


class Staff(Base):
    __tablename__ = "access_staff"
    __table_args__ = (
        Index("access_staff_email_key", func.lower(text("email")), unique=True),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(info={"personal": True})
    demo: Mapped[bool] = mapped_column(server_default=text("false"))
    joined_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]

    grants: Mapped[list["Grant"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    @property
    def active(self) -> bool:
        return self.deactivated_at is None

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.STAFF, self.id)

    @property
    def roles(self) -> list[str]:
        return sorted(grant.role for grant in self.grants)

    def as_actor(self) -> Actor:
        return Actor.staff(self.id, self.name)


class Grant(Base):
    """A role that somebody of the staff has."""

    __tablename__ = "access_grant"

    staff_id: Mapped[UUID] = mapped_column(
        ForeignKey("access_staff.id", ondelete="cascade"), primary_key=True
    )
    role: Mapped[str] = mapped_column(ForeignKey("access_role.name"), primary_key=True)


class Entry(Base):
    """One line of the audit trail. The database refuses to change or remove it.

    At commit each line is sealed: it gets the next place, and a hash over itself and the seal
    before. Whoever alters a line behind the database's back breaks every seal after it.
    """

    __tablename__ = "access_audit_entry"
    __table_args__ = (
        Index("access_audit_entry_at_idx", desc("at"), desc("id")),
        Index("access_audit_entry_object_idx", "object_type", "object_id", desc("at")),
        Index("access_audit_entry_actor_idx", "actor_id", desc("at")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    object_type: Mapped[str]
    object_id: Mapped[str]
    label: Mapped[str]
    changes: Mapped[Changes] = mapped_column(JSONB)
    ip: Mapped[str | None]


@dataclass(eq=False)
class AlarmOver(Conflict):
    message = "This alarm is over already."
    alarm_id: UUID


class Alarm(Base):
    """Something is wrong, from the first time it was seen until it is over."""

    __tablename__ = "access_alarm"
    __table_args__ = (
        Index(
            "access_alarm_on_key",
            "kind",
            "key",
            unique=True,
            postgresql_where=text("cleared_at is null"),
        ),
        Index("access_alarm_raised_idx", desc("raised_at")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    key: Mapped[str]
    facts: Mapped[dict[str, str | int]] = mapped_column(JSONB)
    times: Mapped[int] = mapped_column(default=1)
    raised_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    cleared_at: Mapped[datetime | None] = mapped_column(default=None)

    def acknowledge(self, note: str, *, by: Actor, at: datetime) -> None:
        if self.cleared_at is not None:
            raise AlarmOver(self.id)
        self.acknowledged_at = at
        self.acknowledged_by = by.name
        self.note = note or self.note

    def clear(self, at: datetime) -> None:
        self.cleared_at = at


class Approval(Base):
    """Somebody asks, somebody decides. Above a limit they are two: four eyes."""

    __tablename__ = "access_approval"
    __table_args__ = (
        CheckConstraint(
            "not (four_eyes and approved and decided_by_id = asked_by_id)", name="four_eyes"
        ),
        CheckConstraint("(decided_at is null) = (approved is null)", name="decided"),
        Index("access_approval_open_idx", "asked_at", postgresql_where=text("decided_at is null")),
        Index("access_approval_about_idx", "about", "asked_at"),
        Index("access_approval_asked_by_idx", "asked_by_id", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(default="", server_default="")
    """The id of what it is about, where that has one."""
    label: Mapped[str]
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    four_eyes: Mapped[bool]
    asked_by_id: Mapped[UUID | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    approved: Mapped[bool | None] = mapped_column(default=None)
    decided_by_id: Mapped[UUID | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")


class Seal(Base):
    """Written by the database at commit, never by us."""

    __tablename__ = "access_audit_seal"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("access_audit_entry.id"), unique=True)
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class SentForm(Base):
    """A form that a member of staff sent, and what they were answered: sent once more, it is not
    done once more. `key` is made of the form's own key and of the address it was sent to."""

    __tablename__ = "access_sent_form"
    __table_args__ = (CheckConstraint("length(key) = 32", name="key_length"),)

    staff_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    go_to: Mapped[str]
    message: Mapped[str]
    tone: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
