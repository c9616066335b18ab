"""Which goods have which tag and why, and what the rules would do now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, cast, func, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import tagging
from hutong.catalog import Brand, Category, GivenTag, Product, Tag
from hutong.kernel.texts import Texts
from hutong.tagging import Exempt, TagRule
from hutong.views.lists import Found, NoFilters, Paging, found

HAND, RULE, KEPT_OUT = "hand", "rule", "kept_out"


@dataclass(frozen=True, kw_only=True)
class RuleFilters:
    rule: str | None = None
    way: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TagRuleRow:
    id: UUID
    rule: TagRule
    tag: Texts
    category: Texts | None
    brand: Texts | None
    given: int

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def state(self) -> str:
        return "active" if self.rule.active else "waiting"


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnRow:
    id: UUID
    title: Texts
    tag: Texts
    way: str
    rule: str
    state: str


@dataclass(frozen=True, kw_only=True)
class GivenFilters:
    tag: str | None = None
    cause: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenRow:
    product_id: UUID
    tag_id: UUID
    rule_id: UUID | None
    title: Texts
    tag: Texts
    cause: str
    rule: str | None
    since: datetime | None

    @property
    def key(self) -> str:
        return f"{self.rule_id or self.tag_id}.{self.product_id}"


async def rule_list(
    session: AsyncSession, _filters: NoFilters, paging: Paging
) -> Found[TagRuleRow]:
    given = (
        select(func.count())
        .select_from(GivenTag)
        .where(GivenTag.rule_id == TagRule.id)
        .correlate(TagRule)
        .scalar_subquery()
    )
    return await found(
        session,
        select(
            TagRule,
            Tag.name.label("tag"),
            Category.name.label("category"),
            Brand.name.label("brand"),
            given.label("given"),
        )
        .join(Tag, Tag.id == TagRule.tag_id)
        .outerjoin(Category, Category.id == TagRule.category_id)
        .outerjoin(Brand, Brand.id == TagRule.brand_id),
        paging,
        sorts={"name": TagRule.name},
        tie=TagRule.id,
        row=lambda row: TagRuleRow(
            id=row.TagRule.id,
            rule=row.TagRule,
            tag=row.tag,
            category=row.category,
            brand=row.brand,
            given=row.given,
        ),
    )


async def turn_list(session: AsyncSession, filters: RuleFilters, paging: Paging) -> Found[TurnRow]:
    """The same that the worker asks before it acts; rules that are not in force yet as well."""
    known = await session.execute(
        select(TagRule, Tag.name).join(Tag, Tag.id == TagRule.tag_id).order_by(TagRule.id)
    )
    rules = {rule.id: (rule, tag) for rule, tag in known}
    wanted = [rule for rule, _tag in rules.values() if filters.rule in (None, str(rule.id))]
    told = await tagging.previews(session, wanted)
    turns = [
        (rules[rule_id], product_id, way)
        for rule_id, each in told.items()
        for way, ids in (("gain", each.gain), ("lose", each.lose))
        for product_id in ids
        if filters.way in (None, way)
    ]
    some = turns[paging.offset : paging.offset + paging.size]
    shown = {product_id for _rule, product_id, _way in some}
    named = await session.execute(select(Product.id, Product.title).where(Product.id.in_(shown)))
    titles = {row.id: row.title for row in named}
    rows = [
        TurnRow(
            id=product_id,
            title=titles[product_id],
            tag=tag,
            way=way,
            rule=rule.name,
            state="active" if rule.active else "waiting",
        )
        for (rule, tag), product_id, way in some
    ]
    return Found(rows, len(turns))


async def given_list(
    session: AsyncSession, filters: GivenFilters, paging: Paging
) -> Found[GivenRow]:
    """Each assignment with its cause: by hand, by a rule, or kept from a rule by a person."""
    every = union_all(_BY_HAND, _BY_RULE, _KEPT_OUT).subquery("every")
    wanted = [
        column == value
        for column, value in ((every.c.slug, filters.tag), (every.c.cause, filters.cause))
        if value
    ]
    return await found(
        session,
        select(every).where(*wanted),
        paging,
        sorts={"since": every.c.since},
        tie=every.c.product_id,
        row=lambda row: GivenRow(
            product_id=row.product_id,
            tag_id=row.tag_id,
            rule_id=row.rule_id,
            title=row.title,
            tag=row.tag,
            cause=row.cause,
            rule=row.rule,
            since=row.since,
        ),
    )


def _assignments(cause: str, rule_id: Any, rule: Any, since: Any) -> Select[*tuple[Any, ...]]:
    return select(
        Product.id.label("product_id"),
        Tag.id.label("tag_id"),
        cast(rule_id, Uuid).label("rule_id"),
        Product.title.label("title"),
        Tag.name.label("tag"),
        Tag.slug.label("slug"),
        literal(cause).label("cause"),
        cast(rule, Text).label("rule"),
        cast(since, TIMESTAMP(timezone=True)).label("since"),
    )


_BY_HAND = _assignments(HAND, null(), null(), null()).join(Tag, Product.tags.has_key(Tag.slug))
_BY_RULE = (
    _assignments(RULE, GivenTag.rule_id, TagRule.name, GivenTag.since)
    .join(GivenTag, GivenTag.product_id == Product.id)
    .join(TagRule, TagRule.id == GivenTag.rule_id)
    .join(Tag, Tag.id == GivenTag.tag_id)
)
_KEPT_OUT = (
    _assignments(KEPT_OUT, Exempt.rule_id, TagRule.name, Exempt.at)
    .join(Exempt, Exempt.product_id == Product.id)
    .join(TagRule, TagRule.id == Exempt.rule_id)
    .join(Tag, Tag.id == TagRule.tag_id)
)
