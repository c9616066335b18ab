"""What is new and not approved yet: goods that were never on sale, and the first goods of a
category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, introductions
from hutong.catalog import ProductSheet
from hutong.introductions import Criterion, Introduction, Proposal
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.listing import queries, standards
from hutong.listing.models import Standard


@dataclass(eq=False)
class NothingAsked(Refused):
    message = "Nothing has to be approved here: no standard asks for it."


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    scores: Mapping[Criterion, int]
    reason: str


async def propose_product(
    session: AsyncSession, product_id: UUID, card: Scorecard, *, by: Actor
) -> Introduction:
    """Raises NothingAsked, Invalid with what the scorecard lacks, ProposedAlready."""
    sheet = await catalog.product_by_id(session, product_id)
    wanted = Proposal(
        product_id=product_id,
        title=sheet.title,
        scores=card.scores,
        reason=card.reason,
    )
    least = await _least(session, sheet.category_id)
    return await introductions.propose(session, wanted, least=least, by=by)


async def propose_category(
    session: AsyncSession, category_id: UUID, card: Scorecard, *, by: Actor
) -> Introduction:
    """Raises as `propose_product` does."""
    category = await catalog.find_category(session, category_id)
    wanted = Proposal(
        category_id=category_id,
        title=category.name,
        scores=card.scores,
        reason=card.reason,
    )
    least = await _least(session, category_id)
    return await introductions.propose(session, wanted, least=least, by=by)


async def not_introduced(
    session: AsyncSession, sheets: Sequence[ProductSheet], by_category: Mapping[UUID, Standard]
) -> list[tuple[UUID, Problem]]:
    """What stands against these goods; what was on sale before stays as it is."""
    new = [
        sheet
        for sheet in sheets
        if not sheet.launched_at
        and (standard := by_category.get(sheet.category_id))
        and standard.introduced_from is not None
    ]
    if not new:
        return []
    categories = {sheet.category_id for sheet in new}
    products, approved = await introductions.introduced(
        session, {sheet.id for sheet in new}, categories
    )
    opened = approved | await introductions.open_already(session, categories)
    product_words = _("New goods are approved first: propose it with its scorecard.")
    category_words = _("Its category is new: propose the category first.")
    return [
        *[(s.id, Problem("introduction", product_words)) for s in new if s.id not in products],
        *[
            (s.id, Problem("introduction", category_words))
            for s in new
            if s.category_id not in opened
        ],
    ]


async def _least(session: AsyncSession, category_id: UUID) -> int:
    """The points that the standard of that category asks for."""
    by_category = standards.of_each(
        await queries.standards(session), await catalog.ancestry(session)
    )
    standard = by_category.get(category_id)
    if standard is None or standard.introduced_from is None:
        raise NothingAsked
    return standard.introduced_from
