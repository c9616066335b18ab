"""The one gate for prices: whatever saves goods asks it, by hand, by import, at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.drafts import ProductDraft, SkuDraft
from hutong.catalog.prices import queries
from hutong.catalog.prices.queries import Kept
from hutong.catalog.prices.rules import REMEMBERED, PriceRules, charged, refusal, takes_two
from hutong.kernel import clock
from hutong.kernel.errors import Problem
from hutong.kernel.money import Money

Placed = tuple[int, Problem]


@dataclass(frozen=True)
class _Wish:
    """What a SKU shall cost, and what it costs now."""

    place: int
    number: int
    sku: SkuDraft
    kept: Kept | None

    @property
    def changes(self) -> bool:
        return self.kept is not None and self.kept.price != self.sku.price

    @property
    def compares(self) -> bool:
        """Whether a comparison begins with this save."""
        now = (self.kept.price, self.kept.original) if self.kept else None
        return self.sku.original is not None and now != (self.sku.price, self.sku.original)


async def unlawful(
    session: AsyncSession, drafts: Sequence[ProductDraft], *, approved: bool = False
) -> list[Placed]:
    """By the place of the draft. What stands beside the same price already was looked at when it
    began; what is `approved` by a second person may change as far as it wants."""
    rules = await queries.price_rules(session)
    limited = rules.limited and not approved
    if not limited and not any(sku.original for draft in drafts for sku in draft.skus):
        return []
    kept = await queries.kept_prices(session, [draft.id for draft in drafts if draft.id])
    of_product: dict[UUID, list[Kept]] = defaultdict(list)
    for one in kept:
        of_product[one.product_id].append(one)
    wishes = [
        wish
        for place, draft in enumerate(drafts)
        for wish in _wishes(place, draft, of_product[draft.id] if draft.id else [])
        if wish.compares or (limited and wish.changes)
    ]
    return await _refused(session, wishes, rules, limited=limited) if wishes else []


async def takes_two_to_ask(session: AsyncSession, sku_id: UUID, price: Money) -> str:
    """Why one person alone may not ask that price now; "" where one may."""
    at, rules = clock.now(), await queries.price_rules(session)
    if not rules.limited:
        return ""
    known = await queries.stretches(session, [sku_id], after=at - REMEMBERED)
    return takes_two(known.get(sku_id, []), price, at, rules)


async def _refused(
    session: AsyncSession, wishes: Sequence[_Wish], rules: PriceRules, *, limited: bool
) -> list[Placed]:
    at = clock.now()
    after = at - max(timedelta(days=rules.window_days), REMEMBERED)
    ids = [wish.kept.id for wish in wishes if wish.kept]
    known = await queries.stretches(session, ids, after=after)
    problems = []
    for wish in wishes:
        asked = known.get(wish.kept.id, []) if wish.kept else []
        price, original = wish.sku.price, wish.sku.original
        if limited and wish.changes and (words := takes_two(asked, price, at, rules)):
            problems.append((wish.place, Problem(f"skus.{wish.number}.price", words)))
        if original is None or not wish.compares:
            continue
        if words := refusal(original, price, charged(asked, at, rules), rules):
            problems.append((wish.place, Problem(f"skus.{wish.number}.original", words)))
    return problems


def _wishes(place: int, draft: ProductDraft, kept: Sequence[Kept]) -> list[_Wish]:
    by_id: Mapping[UUID, Kept] = {one.id: one for one in kept}
    by_code = {one.code: one for one in kept}
    return [
        _Wish(place, number, sku, by_id.get(sku.id) if sku.id else by_code.get(sku.code))
        for number, sku in enumerate(draft.skus)
    ]
