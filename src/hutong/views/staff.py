"""Colleagues and what they may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Grant, Role, Staff
from hutong.kernel.texts import Texts, pick
from hutong.views.lists import Found, NoFilters, Paging, containing, found


@dataclass(frozen=True, kw_only=True)
class StaffFilters:
    q: str | None = None
    role: str | None = None
    standing: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffRow:
    id: UUID
    name: str
    email: str
    titles: tuple[Texts, ...]
    joined_at: datetime
    active: bool

    @property
    def roles(self) -> str:
        return " · ".join(pick(title) for title in self.titles)

    @property
    def standing(self) -> str:
        return "active" if self.active else "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRow:
    name: str
    title: Texts
    permissions: int
    holders: int


async def staff_list(
    session: AsyncSession, filters: StaffFilters, paging: Paging
) -> Found[StaffRow]:
    titles = (
        select(func.jsonb_agg(Role.title))
        .join(Grant, Grant.role == Role.name)
        .where(Grant.staff_id == Staff.id)
        .correlate(Staff)
        .scalar_subquery()
    )
    statement = select(
        Staff.id,
        Staff.name,
        Staff.email,
        Staff.joined_at,
        Staff.deactivated_at,
        titles.label("titles"),
    ).where(*_wanted(filters))
    sorts = {"joined_at": Staff.joined_at, "name": Staff.name}
    return await found(session, statement, paging, sorts=sorts, tie=Staff.id, row=_row)


async def role_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[RoleRow]:
    holders = select(func.count()).where(Grant.role == Role.name).correlate(Role).scalar_subquery()
    statement = select(
        Role.name,
        Role.title,
        func.cardinality(Role.permissions).label("permissions"),
        holders.label("holders"),
    )
    return await found(
        session, statement, paging, sorts={"name": Role.name}, tie=Role.name, row=_role
    )


def _wanted(filters: StaffFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.q:
        wanted.append(or_(containing(Staff.name, filters.q), containing(Staff.email, filters.q)))
    if filters.role:
        wanted.append(Staff.grants.any(Grant.role == filters.role))
    if filters.standing:
        gone = Staff.deactivated_at.is_not(None)
        wanted.append(gone if filters.standing == "gone" else ~gone)
    return wanted


def _row(row: Row[Any]) -> StaffRow:
    return StaffRow(
        id=row.id,
        name=row.name,
        email=row.email,
        titles=tuple(row.titles or ()),
        joined_at=row.joined_at,
        active=row.deactivated_at is None,
    )


def _role(row: Row[Any]) -> RoleRow:
    return RoleRow(name=row.name, title=row.title, permissions=row.permissions, holders=row.holders)
