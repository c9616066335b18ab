from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Parameter, Product, Spec, SpecValue
from hutong.kernel.errors import NotFound
from hutong.kernel.texts import Texts
from hutong.taxonomy.models import Finding
from hutong.taxonomy.states import FindingState
from hutong.taxonomy.texts import Written

AT_ONCE = 500
LOCK = text("select pg_advisory_xact_lock(hashtext('taxonomy.findings'))")


@dataclass(eq=False)
class FindingNotFound(NotFound):
    message = "There is no such finding of the category audit."
    finding_id: UUID


async def hold(session: AsyncSession) -> None:
    """What was found is written by one at a time."""
    await session.execute(LOCK)


async def find(session: AsyncSession, finding_id: UUID) -> Finding:
    found = await session.get(Finding, finding_id)
    if found is None:
        raise FindingNotFound(finding_id)
    return found


async def locked(session: AsyncSession, finding_id: UUID) -> Finding:
    found = await session.get(Finding, finding_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise FindingNotFound(finding_id)
    return found


async def count(session: AsyncSession) -> int:
    """All goods that there are."""
    return await session.scalar(select(func.count()).select_from(Product)) or 0


async def written(session: AsyncSession, after: UUID | None) -> Sequence[Written]:
    """Some goods in order of their ids, from there on. Two statements."""
    wanted = select(
        Product.id,
        Product.category_id,
        Product.title,
        Product.subtitle,
        Product.description,
        Product.parameters,
        Product.keywords,
    ).order_by(Product.id)
    if after is not None:
        wanted = wanted.where(Product.id > after)
    rows = (await session.execute(wanted.limit(AT_ONCE))).all()
    specs = await _specs(session, [row.id for row in rows])
    return [_written(row, specs[row.id]) for row in rows]


async def categories_of(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    rows = await session.execute(select(Product.id, Product.category_id).where(Product.id.in_(ids)))
    return {row.id: row.category_id for row in rows}


async def still_open(session: AsyncSession, product_id: UUID | None = None) -> Sequence[Finding]:
    wanted = select(Finding).where(Finding.state == FindingState.OPEN)
    if product_id is not None:
        wanted = wanted.where(Finding.product_id == product_id)
    return (await session.scalars(wanted.order_by(Finding.id))).all()


async def said_right(session: AsyncSession) -> set[tuple[UUID, UUID, str]]:
    """Where somebody said that it is right: the product, its category, and its words then."""
    rows = await session.execute(
        select(Finding.product_id, Finding.category_id, Finding.said).where(
            Finding.state == FindingState.RIGHT
        )
    )
    return {(row.product_id, row.category_id, row.said) for row in rows}


async def _specs(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    rows = await session.execute(
        select(Spec.product_id, Spec.name, SpecValue.name.label("value"))
        .join(SpecValue, SpecValue.spec_id == Spec.id)
        .where(Spec.product_id.in_(ids))
        .order_by(Spec.product_id, Spec.position, SpecValue.position)
    )
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.product_id].append((row.name, row.value))
    return found


def _written(row: Any, specs: Sequence[tuple[Texts, Texts]]) -> Written:
    parameters = msgspec.convert(row.parameters, list[Parameter])
    named = {each.name["zh"]: each.name for each in parameters}
    named |= {name["zh"]: name for name, _value in specs}
    values = (*(each.value for each in parameters), *(value for _name, value in specs))
    return Written(
        id=row.id,
        category_id=row.category_id,
        title=row.title,
        texts=(row.subtitle, row.description, *values),
        named=tuple(named.values()),
        keywords=tuple(row.keywords),
    )
