from datetime import datetime
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
