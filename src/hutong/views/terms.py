"""The lists of words that may not be said and goods that may not be sold, as staff see them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.compliance import Kind, Term
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, containing, found


@dataclass(frozen=True, kw_only=True)
class TermFilters:
    q: str | None = None
    kind: str | None = None
    effect: str | None = None
    suppliers: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TermRow:
    id: UUID
    words: str
    kind: Kind
    blocks: bool
    active: bool
    reason: Texts
    instead: Texts
    exceptions: list[str]
    places: list[str]
    since: date | None
    edited_at: datetime
    edited_by: str

    @property
    def effect(self) -> str:
        if not self.active:
            return "off"
        return "blocks" if self.blocks else "warns"


async def term_list(session: AsyncSession, filters: TermFilters, paging: Paging) -> Found[TermRow]:
    return await found(
        session,
        select(*_COLUMNS).where(*_wanted(filters)),
        paging,
        sorts={"words": Term.words, "edited_at": Term.edited_at},
        tie=Term.id,
        row=_row,
    )


_COLUMNS = (
    Term.id,
    Term.words,
    Term.kind,
    Term.blocks,
    Term.active,
    Term.reason,
    Term.instead,
    Term.exceptions,
    Term.places,
    Term.since,
    Term.edited_at,
    Term.edited_by,
)


def _wanted(filters: TermFilters) -> list[ColumnElement[bool]]:
    is_supplier = Term.kind == Kind.SUPPLIER
    wanted: list[ColumnElement[bool]] = [is_supplier if filters.suppliers else ~is_supplier]
    if filters.q:
        wanted.append(
            or_(
                containing(Term.words, filters.q),
                containing(Term.reason["zh"].astext, filters.q),
                containing(Term.reason["en"].astext, filters.q),
            )
        )
    if filters.kind:
        wanted.append(Term.kind == Kind(filters.kind))
    match filters.effect:
        case "off":
            wanted.append(Term.active.is_(False))
        case "blocks":
            wanted += [Term.active.is_(True), Term.blocks.is_(True)]
        case "warns":
            wanted += [Term.active.is_(True), Term.blocks.is_(False)]
        case _:
            pass
    return wanted


def _row(row: Row[Any]) -> TermRow:
    return TermRow(**row._asdict())
