from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id


class View(Base):
    """One reading of a product page, until it is summed up: nothing tells whose it was."""

    __tablename__ = "analytics_view"
    __table_args__ = (CheckConstraint("seconds between 0 and 1800", name="seconds"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    day: Mapped[date]
    scene: Mapped[str]
    """The path of the scene that led there; empty for everywhere else."""
    seconds: Mapped[int]
    added: Mapped[bool]


class ViewDay(Base):
    """How many readings of a day lasted so long, in steps of five seconds; the last step holds
    all that were longer."""

    __tablename__ = "analytics_view_day"
    __table_args__ = (
        CheckConstraint("seconds between 0 and 1800 and seconds % 5 = 0", name="seconds"),
        CheckConstraint("added between 0 and views", name="added"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    scene: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[int] = mapped_column(primary_key=True)
    views: Mapped[int]
    added: Mapped[int]
