from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.compliance.models import Term
from hutong.compliance.rules import Book
from hutong.kernel import clock
from hutong.kernel.errors import NotFound

TERMS_MAX = 5000


@dataclass(eq=False)
class NoSuchTerm(NotFound):
    message = "There is no such word in the lists."
    term: str


async def book(session: AsyncSession) -> Book:
    """All that is in force. One statement."""
    found = await session.scalars(
        select(Term).where(Term.active, _has_begun()).order_by(Term.words).limit(TERMS_MAX)
    )
    return Book(found.all())


async def begins_on(session: AsyncSession, day: date) -> bool:
    """Whether something counts from that day on."""
    found = await session.scalar(select(Term.id).where(Term.active, Term.since == day).limit(1))
    return found is not None


def _has_begun() -> ColumnElement[bool]:
    return or_(Term.since.is_(None), Term.since <= clock.local_day(clock.now()))


async def stamp(session: AsyncSession) -> tuple[int, datetime | None]:
    """Differs whenever a word was added, changed, or put out of force."""
    row = (await session.execute(select(func.count(), func.max(Term.edited_at)))).one()
    return row[0], row[1]


async def find_term(session: AsyncSession, term_id: UUID) -> Term:
    found = await session.get(Term, term_id)
    if found is None:
        raise NoSuchTerm(str(term_id))
    return found


async def known(session: AsyncSession, words: Sequence[str]) -> dict[str, Term]:
    """By the words in small letters."""
    lowered = [each.lower() for each in words]
    found = await session.scalars(select(Term).where(func.lower(Term.words).in_(lowered)))
    return {term.words.lower(): term for term in found}


async def count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Term)) or 0
