from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.pricing.models import FreightRule
from hutong.pricing.quoting import FreightTerms, Rules

FREIGHT_RULES_MAX = 500


async def rules(session: AsyncSession) -> Rules:
    """Everything that decides a price now, for `quote`. One statement."""
    return Rules(freight=tuple(_terms(rule) for rule in await freight_rules(session)))


async def freight_rules(session: AsyncSession) -> Sequence[FreightRule]:
    found = await session.scalars(
        select(FreightRule)
        .order_by(FreightRule.priority.desc(), FreightRule.id)
        .limit(FREIGHT_RULES_MAX)
    )
    return found.all()


def _terms(rule: FreightRule) -> FreightTerms:
    return FreightTerms(
        rule=str(rule.id),
        regions=tuple(rule.regions),
        first_grams=rule.first_grams,
        first_fee=rule.first_fee,
        next_grams=rule.next_grams,
        next_fee=rule.next_fee,
        free_from=rule.free_from,
        priority=rule.priority,
    )
