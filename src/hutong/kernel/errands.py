"""Long work that somebody asked for: how far it is, how it ended, the file that came of it.

Whoever asks gets a page to watch, can leave it and find it again. A worker does it: `run` looks
up what the errand's kind wants done. It may run twice, so the work must bear that.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import CheckConstraint, ForeignKey, Index, delete, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel import clock, files, i18n, jobs
from hutong.kernel.db import Base, Database, will_pass
from hutong.kernel.errors import DomainError, NotFound
from hutong.kernel.files import KeptFile
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import new_id
from hutong.kernel.jobs import Task

TASK = "errands.run"
KEPT = timedelta(days=7)
SHOWN_MAX = 50
TELL_EVERY = timedelta(seconds=1)
WENT_WRONG = N_("Something went wrong on our side. Please try again; it was written down.")

log = structlog.get_logger()


class Errand(Base):
    """`permission` is asked again of whoever fetches what came of it."""

    __tablename__ = "errand"
    __table_args__ = (
        CheckConstraint("done >= 0 and total >= 0", name="progress"),
        Index("errand_owner_idx", "owner_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[UUID]
    kind: Mapped[str]
    title: Mapped[str]
    permission: Mapped[str]
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    locale: Mapped[str]
    asked_at: Mapped[datetime]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    told: Mapped[str] = mapped_column(default="")
    refusal: Mapped[str] = mapped_column(default="")
    go_to: Mapped[str] = mapped_column(default="")
    file_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("kept_file.id", ondelete="SET NULL"), default=None
    )
    file_name: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def ended(self) -> bool:
        return self.ended_at is not None

    @property
    def failed(self) -> bool:
        return bool(self.refusal)

    @property
    def has_file(self) -> bool:
        """There is something to fetch, and it is not yet too late."""
        fresh = self.expires_at is not None and clock.now() < self.expires_at
        return self.file_id is not None and fresh

    @property
    def per_cent(self) -> int | None:
        """None where nobody knows how much there is to do."""
        return min(100, 100 * self.done // self.total) if self.total else None


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file for the person who asked."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Result:
    """What to say of it, the file that came of it, the page where the result stands."""

    told: str = ""
    file: Made | None = None
    go_to: str = ""


class Progress:
    """Tells whoever watches, at most once a second."""

    def __init__(self, db: Database, errand_id: UUID) -> None:
        self._db, self._errand_id = db, errand_id
        self._told_at: datetime | None = None

    async def __call__(self, done: int, total: int) -> None:
        at = clock.now()
        if self._told_at and at - self._told_at < TELL_EVERY and done < total:
            return
        self._told_at = at
        async with self._db.transaction() as session:
            await session.execute(
                update(Errand)
                .where(Errand.id == self._errand_id, Errand.ended_at.is_(None))
                .values(done=done, total=total)
            )


Work = Callable[[Database, Errand, Progress], Awaitable[Result]]
"""Does what errands of one kind want, in short transactions of its own. What it raises as a
DomainError is told to whoever asked."""


@dataclass(eq=False)
class NoSuchErrand(NotFound):
    message = "There is no such task of yours."


async def ask(  # noqa: PLR0913 - who wants what
    session: AsyncSession,
    *,
    owner_id: UUID,
    kind: str,
    title: str,
    permission: str,
    asked: Mapping[str, Any],
    lock: str | None = None,
) -> Errand:
    """Have it done by a worker after this transaction commits, in the reader's language. Errands
    with the same lock never run at the same time."""
    errand = Errand(
        owner_id=owner_id,
        kind=kind,
        title=title,
        permission=permission,
        asked=dict(asked),
        locale=i18n.current(),
        asked_at=clock.now(),
    )
    session.add(errand)
    await session.flush()
    await jobs.defer(session, TASK, lock=lock, errand_id=str(errand.id))
    return errand


async def find(session: AsyncSession, errand_id: UUID, *, owner_id: UUID) -> Errand:
    """Somebody else's errand does not exist. Raises NoSuchErrand."""
    errand = await session.get(Errand, errand_id)
    if errand is None or errand.owner_id != owner_id:
        raise NoSuchErrand
    return errand


async def errands_of(session: AsyncSession, owner_id: UUID) -> Sequence[Errand]:
    """The latest first."""
    found = await session.scalars(
        select(Errand)
        .where(Errand.owner_id == owner_id)
        .order_by(Errand.id.desc())
        .limit(SHOWN_MAX)
    )
    return found.all()


async def fetch(session: AsyncSession, errand: Errand) -> tuple[KeptFile, bytes]:
    """The file that came of it. Raises FileGone."""
    if errand.file_id is None:
        raise files.FileGone
    return await files.find(session, errand.file_id), await files.content(session, errand.file_id)


def tasks(works: Mapping[str, Work]) -> dict[str, Task]:
    """The jobs behind all errands; `works` says what each kind of errand wants done."""

    async def run_errand(db: Database, *, errand_id: str) -> None:
        await run(db, works, UUID(errand_id))

    return {TASK: run_errand, "errands.sweep": sweep}


SCHEDULE = (jobs.Periodic("25 * * * *", "errands.sweep"),)


async def run(db: Database, works: Mapping[str, Work], errand_id: UUID) -> None:
    """Do it, once, and write down how it ended."""
    async with db.reading() as session:
        errand = await session.get(Errand, errand_id, populate_existing=True)
    if errand is None or errand.ended:
        return
    with i18n.using(errand.locale):
        try:
            result = await works[errand.kind](db, errand, Progress(db, errand_id))
        except DomainError as refusal:
            await _end(db, errand_id, Result(), refusal=str(refusal))
        except Exception as trouble:
            if isinstance(trouble, DBAPIError) and will_pass(trouble):
                raise  # the job comes again by itself
            log.exception("errands.failed", errand=str(errand_id), kind=errand.kind)
            await _end(db, errand_id, Result(), refusal=gettext(WENT_WRONG))
        else:
            await _end(db, errand_id, result)


async def sweep(db: Database) -> None:
    """Each hour: files whose time is over, and the errands of which nobody asks any more."""
    await files.sweep(db)
    async with db.transaction() as session:
        old = clock.now() - 4 * KEPT
        await session.execute(delete(Errand).where(Errand.ended_at < old))


async def _end(db: Database, errand_id: UUID, result: Result, *, refusal: str = "") -> None:
    at = clock.now()
    async with db.transaction() as session:
        errand = await session.get_one(
            Errand, errand_id, with_for_update=True, populate_existing=True
        )
        if errand.ended:
            return
        errand.ended_at, errand.refusal = at, refusal
        errand.told, errand.go_to = result.told, result.go_to
        if result.file:
            file = await files.keep(
                session,
                result.file.content,
                name=result.file.name,
                media_type=result.file.media_type,
                until=at + KEPT,
            )
            errand.file_id, errand.file_name, errand.expires_at = file.id, file.name, at + KEPT
