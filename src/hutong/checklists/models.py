from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    desc,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hutong.checklists.states import About, Deed, DueFrom, Starts
from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts

RUNNING = "ended_at is null"


class Procedure(Base):
    """How something is done here (SOP). Its steps have versions; lists keep the one they began
    with. Days of the week are 1 to 7 from Monday, days of the month 1 to 28."""

    __tablename__ = "checklists_procedure"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("hour between 0 and 23", name="hour"),
        CheckConstraint(
            "(starts = 'weekly' and day between 1 and 7)"
            " or (starts = 'monthly' and day between 1 and 28)"
            " or (starts not in ('weekly', 'monthly') and day is null)",
            name="day",
        ),
        CheckConstraint("(starts = 'new') <= (about <> 'nothing')", name="new_of_something"),
        CheckConstraint(
            "(starts in ('daily', 'weekly', 'monthly')) <= (about = 'nothing')",
            name="repeats_by_itself",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[Texts] = mapped_column(TEXTS)
    purpose: Mapped[Texts] = mapped_column(TEXTS, default=dict)
    about: Mapped[About]
    starts: Mapped[Starts]
    day: Mapped[int | None] = mapped_column(default=None)
    hour: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class Step(Base):
    """One step of one version of a procedure; never changed, a new version has new ones."""

    __tablename__ = "checklists_step"
    __table_args__ = (
        UniqueConstraint("procedure_id", "version", "position"),
        CheckConstraint("due_hours between 0 and 8784", name="due_hours"),
        CheckConstraint("(due_hours is null) = (due_from is null)", name="due"),
        CheckConstraint(
            "fact = '' or not (wants_note or wants_file or wants_second)", name="by_the_system"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    procedure_id: Mapped[UUID] = mapped_column(
        ForeignKey("checklists_procedure.id", ondelete="CASCADE")
    )
    version: Mapped[int]
    position: Mapped[int]
    title: Mapped[Texts] = mapped_column(TEXTS)
    hint: Mapped[Texts] = mapped_column(TEXTS, default=dict)
    role: Mapped[str] = mapped_column(default="")
    """Whose step it is; nobody's in particular where it is empty."""
    due_hours: Mapped[int | None] = mapped_column(default=None)
    due_from: Mapped[DueFrom | None] = mapped_column(default=None)
    wants_note: Mapped[bool] = mapped_column(default=False)
    wants_file: Mapped[bool] = mapped_column(default=False)
    wants_second: Mapped[bool] = mapped_column(default=False)
    fact: Mapped[str] = mapped_column(default="")
    """What has to be true; then the system ticks it and nobody else can."""


class Checklist(Base):
    """A procedure being carried out, once."""

    __tablename__ = "checklists_checklist"
    __table_args__ = (
        CheckConstraint("(about = 'nothing') = (key = '')", name="key"),
        CheckConstraint("called_off_at is null or done_at is null", name="one_end"),
        CheckConstraint(
            "(ended_at is null) = (called_off_at is null and done_at is null)", name="ended"
        ),
        Index(
            "checklists_checklist_running_key",
            "procedure_id",
            "key",
            unique=True,
            postgresql_where=text(f"{RUNNING} and key <> ''"),
        ),
        Index(
            "checklists_checklist_day_key",
            "procedure_id",
            "day",
            unique=True,
            postgresql_where=text("day is not null"),
        ),
        Index("checklists_checklist_of_idx", "about", "key", desc("started_at")),
        Index("checklists_checklist_started_idx", desc("started_at"), "id"),
        Index("checklists_checklist_assigned_idx", "assigned_to", postgresql_where=text(RUNNING)),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("checklists_procedure.id"))
    version: Mapped[int]
    about: Mapped[About]
    key: Mapped[str] = mapped_column(default="")
    label: Mapped[str] = mapped_column(default="")
    """What a person recognises it by."""
    target_at: Mapped[datetime | None] = mapped_column(default=None)
    """What it leads up to."""
    day: Mapped[date | None] = mapped_column(default=None)
    """The day for which a repeating one was begun."""
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("access_staff.id"), default=None)
    assigned_name: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    called_off_at: Mapped[datetime | None] = mapped_column(default=None)
    called_off_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    def finish(self, at: datetime) -> None:
        self.done_at = self.ended_at = at

    def resume(self) -> None:
        self.done_at = self.ended_at = None

    def call_off(self, reason: str, at: datetime, by: Actor) -> None:
        self.called_off_at = self.ended_at = at
        self.called_off_by, self.reason = by.name, reason


class Task(Base):
    """One step of one list."""

    __tablename__ = "checklists_task"
    __table_args__ = (
        UniqueConstraint("checklist_id", "position"),
        CheckConstraint("confirmed_by_id <> ticked_by_id", name="second_person"),
        CheckConstraint("(done_at is null) or (ticked_at is not null)", name="done_by_someone"),
        CheckConstraint("confirmed_at is null or ticked_at is not null", name="confirmed_after"),
        Index("checklists_task_open_idx", "due_at", postgresql_where=text("done_at is null")),
        Index("checklists_task_step_idx", "step_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    checklist_id: Mapped[UUID] = mapped_column(
        ForeignKey("checklists_checklist.id", ondelete="CASCADE")
    )
    step_id: Mapped[UUID] = mapped_column(ForeignKey("checklists_step.id"))
    position: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    ticked_at: Mapped[datetime | None] = mapped_column(default=None)
    ticked_by: Mapped[str] = mapped_column(default="")
    ticked_by_id: Mapped[UUID | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    file_key: Mapped[str | None] = mapped_column(
        ForeignKey("checklists_evidence.key"), default=None
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_by: Mapped[str] = mapped_column(default="")
    confirmed_by_id: Mapped[UUID | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)

    def tick(self, at: datetime, by: Actor, *, note: str = "", file_key: str | None = None) -> None:
        self.ticked_at, self.ticked_by, self.ticked_by_id = at, by.name, by.id
        self.note, self.file_key = note, file_key

    def confirm(self, at: datetime, by: Actor) -> None:
        self.confirmed_at, self.confirmed_by, self.confirmed_by_id = at, by.name, by.id
        self.done_at = at

    def open_again(self) -> None:
        self.ticked_at = self.confirmed_at = self.done_at = None
        self.ticked_by = self.confirmed_by = self.note = ""
        self.ticked_by_id = self.confirmed_by_id = self.file_key = None


class Mark(Base):
    """What was done to a step of a list, by whom and when. Never changed."""

    __tablename__ = "checklists_mark"
    __table_args__ = (Index("checklists_mark_task_idx", "task_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("checklists_task.id", ondelete="CASCADE"))
    deed: Mapped[Deed]
    at: Mapped[datetime]
    by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class Evidence(Base):
    """A file that shows a step was done, under the hash of its bytes."""

    __tablename__ = "checklists_evidence"
    __table_args__ = (CheckConstraint("octet_length(content) <= 10485760", name="size"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
