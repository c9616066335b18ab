"""Appointments on the shelf, the rules, and what they would do now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import listing
from hutong.catalog import Category, Product
from hutong.kernel.texts import Texts
from hutong.listing import Appointment, Cause, Rule, RuleKind
from hutong.views.lists import Found, NoFilters, Paging, found


@dataclass(frozen=True, kw_only=True)
class AppointmentFilters:
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentRow:
    id: UUID
    product_id: UUID
    title: Texts
    goes_on: bool
    due_at: datetime
    asked_by: str
    done_at: datetime | None
    trouble: str
    cancelled_at: datetime | None

    @property
    def state(self) -> str:
        if self.cancelled_at:
            return "cancelled"
        if self.done_at is None:
            return "waiting"
        return "refused" if self.trouble else "done"

    @property
    def way(self) -> str:
        return "on" if self.goes_on else "off"


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleRow:
    id: UUID
    name: str
    kind: RuleKind
    category: Texts | None
    days: int | None
    begins: int | None
    ends: int | None
    active: bool
    edited_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WishRow:
    id: UUID
    title: Texts
    goes_on: bool
    rule: str
    cause: Cause
    says: dict[str, str | int]

    @property
    def way(self) -> str:
        return "on" if self.goes_on else "off"


async def appointment_list(
    session: AsyncSession, filters: AppointmentFilters, paging: Paging
) -> Found[AppointmentRow]:
    return await found(
        session,
        _APPOINTMENTS.where(*_in_state(filters.state)),
        paging,
        sorts={"due_at": Appointment.due_at},
        tie=Appointment.id,
        row=_appointment,
    )


async def rule_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[RuleRow]:
    return await found(session, _RULES, paging, sorts={"name": Rule.name}, tie=Rule.id, row=_rule)


async def wish_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[WishRow]:
    """The same that the worker asks before it acts."""
    wanted = await listing.wishes(session)
    some = wanted[paging.offset : paging.offset + paging.size]
    named = select(Product.id, Product.title).where(Product.id.in_([w.product_id for w in some]))
    titles = {row.id: row.title for row in await session.execute(named)}
    rows = [
        WishRow(
            id=wish.product_id,
            title=titles[wish.product_id],
            goes_on=wish.goes_on,
            rule=wish.rule.name,
            cause=wish.because.cause,
            says=dict(wish.because.says or {}),
        )
        for wish in some
    ]
    return Found(rows, len(wanted))


_APPOINTMENTS = select(
    Appointment.id,
    Appointment.product_id,
    Product.title,
    Appointment.goes_on,
    Appointment.due_at,
    Appointment.asked_by,
    Appointment.done_at,
    Appointment.trouble,
    Appointment.cancelled_at,
).join(Product, Product.id == Appointment.product_id)
_RULES = select(
    Rule.id,
    Rule.name,
    Rule.kind,
    Category.name.label("category"),
    Rule.days,
    Rule.begins,
    Rule.ends,
    Rule.active,
    Rule.edited_by,
).outerjoin(Category, Category.id == Rule.category_id)


def _in_state(state: str | None) -> list[ColumnElement[bool]]:
    match state:
        case "cancelled":
            return [Appointment.cancelled_at.is_not(None)]
        case "waiting":
            return [Appointment.done_at.is_(None), Appointment.cancelled_at.is_(None)]
        case "refused":
            return [Appointment.done_at.is_not(None), Appointment.trouble != ""]
        case "done":
            return [Appointment.done_at.is_not(None), Appointment.trouble == ""]
        case _:
            return []


def _appointment(row: Row[Any]) -> AppointmentRow:
    return AppointmentRow(**row._asdict())


def _rule(row: Row[Any]) -> RuleRow:
    return RuleRow(**row._asdict())
