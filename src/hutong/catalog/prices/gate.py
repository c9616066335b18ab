"""The one gate for original prices: whatever saves goods asks it, by hand, by import, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.drafts import ProductDraft, SkuDraft
from hutong.catalog.prices import queries
from hutong.catalog.prices.queries import Kept
from hutong.catalog.prices.rules import charged, refusal
from hutong.kernel import clock
from hutong.kernel.errors import Problem

Placed = tuple[int, Problem]


@dataclass(frozen=True)
class _Wish:
    """A comparison that begins with this save."""

    place: int
    number: int
    sku: SkuDraft
    kept: Kept | None


async def unlawful(session: AsyncSession, drafts: Sequence[ProductDraft]) -> list[Placed]:
    """By the place of the draft. No statement where no draft has an original price; what stands
    beside the same price already was looked at when it began."""
    if not any(sku.original for draft in drafts for sku in draft.skus):
        return []
    kept = await queries.kept_prices(session, [draft.id for draft in drafts if draft.id])
    wishes = [
        wish
        for place, draft in enumerate(drafts)
        for wish in _wishes(place, draft, [one for one in kept if one.product_id == draft.id])
    ]
    if not wishes:
        return []
    at, rules = clock.now(), await queries.price_rules(session)
    after = at - timedelta(days=rules.window_days)
    ids = [wish.kept.id for wish in wishes if wish.kept]
    known = await queries.stretches(session, ids, after=after)
    problems = []
    for wish in wishes:
        asked = known.get(wish.kept.id, []) if wish.kept else []
        original = wish.sku.original
        found = charged(asked, at, rules)
        words = refusal(original, wish.sku.price, found, rules) if original else ""
        if words:
            problems.append((wish.place, Problem(f"skus.{wish.number}.original", words)))
    return problems


def _wishes(place: int, draft: ProductDraft, kept: Sequence[Kept]) -> list[_Wish]:
    by_id: Mapping[UUID, Kept] = {one.id: one for one in kept}
    by_code = {one.code: one for one in kept}
    wishes = [
        _Wish(place, number, sku, by_id.get(sku.id) if sku.id else by_code.get(sku.code))
        for number, sku in enumerate(draft.skus)
        if sku.original
    ]
    return [wish for wish in wishes if not _stands(wish)]


def _stands(wish: _Wish) -> bool:
    kept = wish.kept
    return kept is not None and (kept.price, kept.original) == (wish.sku.price, wish.sku.original)
