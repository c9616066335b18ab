from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id

STAFF = "access_staff.id"


class SavedView(Base):
    """A list as somebody likes to see it: its filters, its order, its columns.

    `query` is the list's address as names and values. No columns means those that the list
    shows by itself.
    """

    __tablename__ = "workspace_view"
    __table_args__ = (
        UniqueConstraint("staff_id", "screen", "name"),
        CheckConstraint("char_length(name) between 1 and 40", name="name_length"),
        Index("workspace_view_screen_idx", "screen"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(STAFF, ondelete="cascade"))
    screen: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, str]] = mapped_column(JSONB)
    columns: Mapped[list[str]] = mapped_column(ARRAY(Text))
    shared: Mapped[bool]
    saved_at: Mapped[datetime]


class ListHabit(Base):
    """How somebody sees a list where no view says otherwise."""

    __tablename__ = "workspace_list_habit"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey(STAFF, ondelete="cascade"), primary_key=True)
    screen: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    opens_with: Mapped[UUID | None] = mapped_column(
        ForeignKey("workspace_view.id", ondelete="set null"), index=True
    )


class HomeHabit(Base):
    """What somebody sees at home, in that order, where their role's own arrangement does not do."""

    __tablename__ = "workspace_home_habit"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey(STAFF, ondelete="cascade"), primary_key=True)
    blocks: Mapped[list[str]] = mapped_column(ARRAY(Text))


class RunState(StrEnum):
    PLANNING = "planning"
    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What became of one of the many. KEPT: it was changed again, so it stays."""

    WAITING = "waiting"
    PLANNED = "planned"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    DONE = "done"
    UNDONE = "undone"
    KEPT = "kept"


class Run(Base):
    """One thing done to many: what was asked, of which list, and how far it is.

    `query` is the list's address where all that match were meant and not those that were picked.
    """

    __tablename__ = "workspace_run"
    __table_args__ = (Index("workspace_run_staff_idx", "staff_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(STAFF, ondelete="cascade"))
    screen: Mapped[str]
    action: Mapped[str]
    answers: Mapped[dict[str, object]] = mapped_column(JSONB)
    query: Mapped[dict[str, str] | None] = mapped_column(JSONB, default=None)
    state: Mapped[RunState]
    asked_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(default=None)


class RunRow(Base):
    """`changes` as the audit trail has them: field to [from, to]."""

    __tablename__ = "workspace_run_row"

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("workspace_run.id", ondelete="cascade"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    changes: Mapped[dict[str, list[object]]] = mapped_column(JSONB, default=dict)
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.WAITING)
    told: Mapped[str] = mapped_column(default="")
