"""The merchandising rules of staff: those that hold, are to come, are over, or were taken back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Category
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.search import Effect, MerchandisingRule
from hutong.views.lists import Found, Paging, containing, found
from hutong.views.spells import standing, stands


@dataclass(frozen=True, kw_only=True)
class RuleFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleRow:
    id: UUID
    words: str
    category: Texts | None
    goods: Sequence[Mapping[str, str]]
    begins_at: datetime | None
    ends_at: datetime | None
    made_at: datetime
    made_by: str
    removed_at: datetime | None
    at: datetime

    @property
    def state(self) -> str:
        return standing(self)

    @property
    def gone(self) -> bool:
        return self.removed_at is not None

    @property
    def counts(self) -> Mapping[str, int]:
        """How many are pinned, boosted, buried."""
        return Counter(Effect(each["effect"]) for each in self.goods)


async def rule_list(session: AsyncSession, filters: RuleFilters, paging: Paging) -> Found[RuleRow]:
    at, rule = clock.now(), MerchandisingRule
    wanted = [stands(rule, filters.state, at)]
    if filters.q:
        wanted.append(
            or_(containing(rule.words, filters.q), containing(cast(Category.name, Text), filters.q))
        )
    return await found(
        session,
        select(*_COLUMNS, Category.name.label("category"))
        .outerjoin(Category, Category.id == rule.category_id)
        .where(*wanted),
        paging,
        sorts={"made_at": rule.made_at, "words": rule.words},
        tie=rule.id,
        row=lambda row: _row(row, at),
    )


async def rule_row(session: AsyncSession, rule_id: UUID) -> RuleRow:
    """As its list shows it. The rule must be there."""
    rule = MerchandisingRule
    rows = await session.execute(
        select(*_COLUMNS, Category.name.label("category"))
        .outerjoin(Category, Category.id == rule.category_id)
        .where(rule.id == rule_id)
    )
    return _row(rows.one(), clock.now())


_COLUMNS = (
    MerchandisingRule.id,
    MerchandisingRule.words,
    MerchandisingRule.goods,
    MerchandisingRule.begins_at,
    MerchandisingRule.ends_at,
    MerchandisingRule.made_at,
    MerchandisingRule.made_by,
    MerchandisingRule.removed_at,
)


def _row(row: Row[Any], at: datetime) -> RuleRow:
    return RuleRow(**row._asdict(), at=at)
