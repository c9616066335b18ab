from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, desc, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id


class Run(Base):
    """One look at the invariants: how many things broke each of them, and what could not be
    asked (-1)."""

    __tablename__ = "integrity_run"
    __table_args__ = (Index("integrity_run_started_idx", desc("started_at")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    mended: Mapped[int] = mapped_column(default=0)

    @property
    def broken(self) -> int:
        return sum(count > 0 for count in self.counts.values())


class Finding(Base):
    """One thing that broke one invariant, from the first time it was seen until it was gone."""

    __tablename__ = "integrity_finding"
    __table_args__ = (
        Index(
            "integrity_finding_open_key",
            "invariant",
            "key",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index("integrity_finding_seen_idx", desc("first_seen_at")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    invariant: Mapped[str]
    key: Mapped[str]
    says: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[str] = mapped_column(default="")  # why the rule could not mend it
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    by_rule: Mapped[bool] = mapped_column(default=False)
    told: Mapped[str] = mapped_column(default="")  # the last message that the buyer got
    note: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[str] = mapped_column(default="")

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def end(self, at: datetime) -> None:
        """It is gone: by the rule that was tried, or by another hand."""
        self.ended_at = at
        self.by_rule = self.tries > 0 and not self.trouble

    def tried(self, at: datetime, *, trouble: str = "") -> None:
        self.tries += 1
        self.tried_at = at
        self.trouble = trouble

    def write(self, note: str, *, by: Actor) -> None:
        self.note, self.noted_by = note, by.name
