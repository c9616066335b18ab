from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from hutong.assortment import told
from hutong.assortment.models import Edition, RegionRule, RuleTarget
from hutong.assortment.rules import Aim, Area, Places, Restriction
from hutong.catalog import Category
from hutong.kernel.db import fetch
from hutong.kernel.errors import NotFound

GATE = 7_301_515
"""Whoever places orders holds it with the others, whoever changes the rules holds it alone."""


HAVING = text("""
    select target.rule_id, array_agg(distinct product.id) as products
    from assortment_target target
    join assortment_rule rule on rule.id = target.rule_id and rule.removed_at is null
    join catalog_product product on exists (
        select from jsonb_array_elements(product.parameters) each
        where target.parameter in (each -> 'name' ->> 'zh', each -> 'name' ->> 'en')
          and (strpos(each -> 'value' ->> 'zh', target.holds) > 0
               or strpos(each -> 'value' ->> 'en', target.holds) > 0))
    where target.parameter is not null
    group by target.rule_id
""")


@dataclass(eq=False)
class RuleNotFound(NotFound):
    message = "This rule does not exist."
    rule_id: UUID | None


async def find(session: AsyncSession, rule_id: UUID | None) -> RegionRule:
    """With what it is about. Raises RuleNotFound."""
    rule = await session.scalar(
        select(RegionRule)
        .where(RegionRule.id == rule_id)
        .options(selectinload(RegionRule.targets))
        .execution_options(populate_existing=True)
    )
    if rule is None:
        raise RuleNotFound(rule_id)
    return rule


async def alone(session: AsyncSession) -> None:
    """No order is being written until the end of this transaction."""
    await session.scalar(select(func.pg_advisory_xact_lock(literal(GATE))))


async def edition(session: AsyncSession) -> int:
    return await session.scalar(select(Edition.edition)) or 0


async def held(session: AsyncSession) -> Sequence[RegionRule]:
    """All that were not taken back, with what they are about."""
    return (
        await session.scalars(
            select(RegionRule)
            .where(RegionRule.removed_at.is_(None))
            .options(selectinload(RegionRule.targets))
            .order_by(RegionRule.id)
        )
    ).all()


async def of_product(session: AsyncSession, product_id: UUID) -> Sequence[UUID]:
    """The rules that name the product itself, those taken back left out."""
    return (
        await session.scalars(
            select(RegionRule.id)
            .join(RuleTarget, RuleTarget.rule_id == RegionRule.id)
            .where(RuleTarget.product_id == product_id, RegionRule.removed_at.is_(None))
            .order_by(RegionRule.id)
        )
    ).all()


async def naming(
    session: AsyncSession, product_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[tuple[UUID, Area]]]:
    """The rules that name each of the products itself, those taken back left out."""
    rows = await session.execute(
        select(RuleTarget.product_id, RegionRule.id, RegionRule.only, RegionRule.regions)
        .join(RegionRule, RuleTarget.rule_id == RegionRule.id)
        .where(RuleTarget.product_id.in_(product_ids), RegionRule.removed_at.is_(None))
        .order_by(RegionRule.id)
    )
    found: dict[UUID, list[tuple[UUID, Area]]] = {}
    for row in rows:
        area = Area(row.only, tuple(row.regions))
        found.setdefault(row.product_id, []).append((row.id, area))
    return found


async def held_and(session: AsyncSession, rule_ids: Sequence[UUID]) -> Sequence[RegionRule]:
    """All that were not taken back, and these, with what they are about as it stands now."""
    return (
        await session.scalars(
            select(RegionRule)
            .where(or_(RegionRule.removed_at.is_(None), RegionRule.id.in_(rule_ids)))
            .options(selectinload(RegionRule.targets))
            .order_by(RegionRule.id)
            .execution_options(populate_existing=True)
        )
    ).all()


async def places(session: AsyncSession, sku_ids: Sequence[UUID]) -> Places:
    """The rules about these SKUs."""
    (row,) = await fetch(session, f"select {told.told_sql('$1::uuid[]')}", list(sku_ids))
    return told.read(row["places"])


async def atlas(session: AsyncSession) -> tuple[tuple[Restriction, Aim], ...]:
    """Every rule with what it is about, for whoever keeps them in memory."""
    rules = await held(session)
    targets = [target for rule in rules for target in rule.targets]
    slugs = await _slugs(session, [each.category_id for each in targets if each.category_id])
    having = await _having(session) if any(each.parameter for each in targets) else {}
    return tuple(
        (_restriction(rule), _aim(rule.targets, slugs, having.get(rule.id, frozenset())))
        for rule in rules
    )


async def _slugs(session: AsyncSession, category_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    if not category_ids:
        return {}
    rows = await session.execute(
        select(Category.id, Category.slug).where(Category.id.in_(category_ids))
    )
    return {row.id: row.slug for row in rows}


async def _having(session: AsyncSession) -> Mapping[UUID, frozenset[UUID]]:
    """The products that a rule is about because of a parameter."""
    rows = await session.execute(HAVING)
    return {row.rule_id: frozenset(row.products) for row in rows}


def _restriction(rule: RegionRule) -> Restriction:
    return Restriction(
        id=rule.id,
        reason=rule.reason,
        only=rule.only,
        regions=tuple(rule.regions),
        hides=rule.hides,
        begins_at=rule.begins_at,
        ends_at=rule.ends_at,
    )


def _aim(targets: Sequence[RuleTarget], slugs: Mapping[UUID, str], having: frozenset[UUID]) -> Aim:
    return Aim(
        products=having | {each.product_id for each in targets if each.product_id},
        categories=frozenset(slugs[each.category_id] for each in targets if each.category_id),
        parameters=tuple((each.parameter, each.holds or "") for each in targets if each.parameter),
    )
