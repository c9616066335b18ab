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


@dataclass(frozen=True, kw_only=True)
class SupplierFilters:
    q: str | None = None


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


async def supplier_list(
    session: AsyncSession, filters: SupplierFilters, paging: Paging
) -> Found[TermRow]:
    """From whom nothing may be sold."""
    wanted = [Term.kind == Kind.SUPPLIER, *([_said(filters.q)] if filters.q else ())]
    return await found(
        session,
        select(*_COLUMNS).where(*wanted),
        paging,
        sorts={"edited_at": Term.edited_at},
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
    wanted: list[ColumnElement[bool]] = [Term.kind != Kind.SUPPLIER]
    if filters.q:
        wanted.append(_said(filters.q))
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


def _said(words: str) -> ColumnElement[bool]:
    return or_(
        containing(Term.words, words),
        containing(Term.reason["zh"].astext, words),
        containing(Term.reason["en"].astext, words),
    )


def _row(row: Row[Any]) -> TermRow:
    return TermRow(**row._asdict())
