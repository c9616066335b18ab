"""What would be lost together with a category: the rules of every module that name it."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.assortment import RegionRule, RuleTarget
from hutong.compliance import Term
from hutong.listing import Rule, Standard
from hutong.search import MerchandisingRule
from hutong.tagging import TagRule


class NamedBy(StrEnum):
    REGIONS = "regions"
    STANDARDS = "standards"
    SHELF = "shelf"
    TERMS = "terms"
    TAGS = "tags"
    MERCHANDISING = "merchandising"


async def named_by(session: AsyncSession, category_id: UUID) -> Mapping[NamedBy, int]:
    """How many rules of each kind name the category itself; those taken back do not count."""
    in_region = RuleTarget.rule_id == RegionRule.id, RuleTarget.category_id == category_id
    about = {
        NamedBy.REGIONS: (*in_region, RegionRule.removed_at.is_(None)),
        NamedBy.STANDARDS: (Standard.category_id == category_id,),
        NamedBy.SHELF: (Rule.category_id == category_id,),
        NamedBy.TERMS: (Term.active, Term.categories.contains([str(category_id)])),
        NamedBy.TAGS: (TagRule.category_id == category_id,),
        NamedBy.MERCHANDISING: (
            MerchandisingRule.category_id == category_id,
            MerchandisingRule.removed_at.is_(None),
        ),
    }
    counted = [
        select(func.count()).where(*conditions).scalar_subquery().label(kind)
        for kind, conditions in about.items()
    ]
    row = (await session.execute(select(*counted))).one()
    return {kind: many for kind, many in zip(about, row, strict=True) if many}
