from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Uuid,
    cast,
    exists,
    false,
    func,
    literal,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Category, GivenTag, Product, ProductState, Sku, Tag
from hutong.inventory import Location, Stock
from hutong.kernel import seasons
from hutong.kernel.errors import NotFound
from hutong.orders import Order, OrderLine, OrderState
from hutong.tagging.models import Exempt, TagRule

RULES_MAX = 100
TURNS_MAX = 5000
LOCK = text("select pg_advisory_xact_lock(hashtext('tagging.rules'))")


@dataclass(eq=False)
class TagRuleNotFound(NotFound):
    message = "There is no such rule."
    rule_id: UUID


@dataclass(frozen=True, slots=True)
class Turns:
    """Products that gain the tag of a rule, and those that lose it."""

    gain: list[UUID]
    lose: list[UUID]


async def hold(session: AsyncSession) -> None:
    """Rules are followed and changed one at a time."""
    await session.execute(LOCK)


async def rules(session: AsyncSession) -> Sequence[TagRule]:
    found = await session.scalars(select(TagRule).order_by(TagRule.id).limit(RULES_MAX))
    return found.all()


async def find_rule(session: AsyncSession, rule_id: UUID) -> TagRule:
    found = await session.get(TagRule, rule_id)
    if found is None:
        raise TagRuleNotFound(rule_id)
    return found


async def turns(
    session: AsyncSession, rule: TagRule, at: datetime, *, among: Sequence[UUID] | None = None
) -> Turns:
    """What the rule would do now if it were in force, at most so many at a time."""
    gaining, losing = _turning(rule, at, among)
    gain = await session.scalars(gaining)
    lose = await session.scalars(losing)
    return Turns(list(gain), list(lose))


async def all_turns(
    session: AsyncSession, rules: Sequence[TagRule], at: datetime
) -> Mapping[UUID, Turns]:
    """The same of many rules, by their ids. One statement."""
    found: dict[UUID, Turns] = {rule.id: Turns([], []) for rule in rules}
    parts = [
        select(cast(rule.id, Uuid), next(iter(some.subquery().c)), gains)
        for rule in rules
        for some, gains in zip(_turning(rule, at), (true(), false()), strict=True)
    ]
    if parts:
        for rule_id, product_id, gains in await session.execute(union_all(*parts)):
            turning = found[rule_id]
            (turning.gain if gains else turning.lose).append(product_id)
    return found


def _turning(
    rule: TagRule, at: datetime, among: Sequence[UUID] | None = None
) -> tuple[CompoundSelect[UUID], CompoundSelect[UUID]]:
    """Goods that fit and do not have the tag from it; goods that have it and do not fit."""
    fitting = select(Product.id).where(*_conditions(rule, at))
    given = select(GivenTag.product_id).where(GivenTag.rule_id == rule.id)
    if among is not None:
        fitting = fitting.where(Product.id.in_(among))
        given = given.where(GivenTag.product_id.in_(among))
    return fitting.except_(given).limit(TURNS_MAX), given.except_(fitting).limit(TURNS_MAX)


async def given(session: AsyncSession, rule_id: UUID) -> Sequence[UUID]:
    found = await session.scalars(select(GivenTag.product_id).where(GivenTag.rule_id == rule_id))
    return found.all()


def _conditions(rule: TagRule, at: datetime) -> Iterator[ColumnElement[bool]]:
    """Only goods on the shelves, and none that the rule was told to leave alone."""
    yield Product.state == ProductState.LISTED
    yield exists().where(Tag.id == rule.tag_id, Tag.retired_at.is_(None))
    yield ~exists().where(Exempt.rule_id == rule.id, Exempt.product_id == Product.id)
    if rule.begins and rule.ends and not seasons.within(rule.begins, rule.ends, at):
        yield false()
    if rule.category_id is not None:
        yield Product.category_id.in_(_with_those_below(rule.category_id))
    if rule.brand_id is not None:
        yield Product.brand_id == rule.brand_id
    if rule.listed_days is not None:
        yield Product.launched_at > at - timedelta(days=rule.listed_days)
    if rule.parameter is not None:
        told = {"name": {"zh": rule.parameter}, "value": {"zh": rule.value}}
        yield Product.parameters.contains([told])
    yield from _of_trade(rule, at)


def _of_trade(rule: TagRule, at: datetime) -> Iterator[ColumnElement[bool]]:
    if rule.sold_least is not None and rule.sold_days is not None:
        yield Product.id.in_(_sold(rule.sold_least, at - timedelta(days=rule.sold_days)))
    if rule.price_from is not None or rule.price_to is not None:
        yield exists().where(
            Sku.product_id == Product.id,
            Sku.active,
            Sku.price_minor >= (rule.price_from or 0),
            *([] if rule.price_to is None else [Sku.price_minor <= rule.price_to]),
        )
    if rule.stock_least is not None:
        yield _available() >= rule.stock_least
    if rule.stock_most is not None:
        yield _available() <= rule.stock_most


def _sold(least: int, since: datetime) -> Select[UUID]:
    """Goods of which so many were paid for since then, cancelled orders left out."""
    return (
        select(OrderLine.product_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.paid_at >= since, Order.state != OrderState.CANCELLED)
        .group_by(OrderLine.product_id)
        .having(func.sum(OrderLine.quantity) >= least)
    )


def _available() -> ColumnElement[int]:
    found: ColumnElement[int] = (
        select(func.coalesce(func.sum(Stock.on_hand - Stock.reserved), literal(0)))
        .join(Sku, Sku.id == Stock.sku_id)
        .join(Location, Location.id == Stock.location_id)
        .where(Sku.product_id == Product.id, Sku.active, Location.sells)
        .correlate(Product)
        .scalar_subquery()
    )
    return found


def _with_those_below(category_id: UUID) -> Select[UUID]:
    tree = select(Category.id).where(Category.id == category_id).cte(recursive=True)
    below = select(Category.id).join(tree, Category.parent_id == tree.c.id)
    with_below = tree.union(below)
    return select(with_below.c.id)
