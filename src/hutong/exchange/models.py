from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.exchange.planned import Kind
from hutong.exchange.states import MOVES, ImportState, LineState, Mode
from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.states import move


class Import(Base):
    """One file that somebody brought, from the upload to its undoing.

    `errand_id` is the work that is being done on it, or was last. `pictures` are those of the zip
    that the products use: the key each will have, and its name in the zip.
    """

    __tablename__ = "exchange_import"
    __table_args__ = (
        # The same file sent twice is one import until it is done or dropped.
        Index(
            "exchange_import_open_idx",
            "digest",
            unique=True,
            postgresql_where=text("state in ('received', 'checked')"),
        ),
        CheckConstraint("rows >= 0 and wrong_rows >= 0", name="rows"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("kept_file.id", ondelete="SET NULL"))
    file_name: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    state: Mapped[ImportState] = mapped_column(default=ImportState.RECEIVED)
    mode: Mapped[Mode | None] = mapped_column(default=None)
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by: Mapped[str | None] = mapped_column(default=None)
    errand_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("errand.id", ondelete="SET NULL"), default=None
    )
    refusal: Mapped[str] = mapped_column(default="")
    sheet: Mapped[str] = mapped_column(default="")
    unknown: Mapped[list[str]] = mapped_column(JSONB, default=list)
    pictures: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    sets_limits: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[int] = mapped_column(default=0)
    wrong_rows: Mapped[int] = mapped_column(default=0)

    def go_to(self, state: ImportState) -> None:
        self.state = move(MOVES, self.state, state)

    @property
    def by(self) -> Actor:
        assert self.by_id is not None  # noqa: S101 - only staff bring files
        return Actor.staff(self.by_id, self.by_name)


class ImportLine(Base):
    """What one product of the file would become, became, and was before."""

    __tablename__ = "exchange_line"
    __table_args__ = (
        Index("exchange_line_kind_idx", "import_id", "kind", "place"),
        Index("exchange_line_state_idx", "import_id", "state", "place"),
    )

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("exchange_import.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    title: Mapped[str]
    kind: Mapped[Kind]
    state: Mapped[LineState]
    note: Mapped[str] = mapped_column(default="")
    product_id: Mapped[UUID | None]
    rows: Mapped[list[int]] = mapped_column(JSONB)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    limits: Mapped[dict[str, Any]] = mapped_column(JSONB)
    limits_before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    areas: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """Where it is to be sold from now on; nothing where that stays."""
    areas_before: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    areas_after: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True), default=None)
    """The rules that named it before, and since the import."""
    suggested: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """What makers suggest for its SKUs, by code, as it shall be entered."""
    suggested_before: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    suggested_made: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    """The records that said it at the dry run, and those that the import entered."""
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    wrong: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    version: Mapped[int | None] = mapped_column(default=None)
    """The product's version as the import left it."""
