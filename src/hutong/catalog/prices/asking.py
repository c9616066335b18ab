"""Prices that change further than one person alone may change them: asked for, and decided by
somebody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Approval
from hutong.catalog import queries
from hutong.catalog.changing import change_product, changed
from hutong.catalog.drafts import PRICE_MAX_MINOR
from hutong.catalog.prices import gate
from hutong.catalog.sheets import ProductSheet, SkuSheet
from hutong.catalog.versions.models import Cause, Source
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money
from hutong.kernel.texts import FALLBACK

PRICE_WISH = "catalog.price"
REASON_MAX = 300


@dataclass(frozen=True, kw_only=True)
class PriceWish:
    """SKU codes to new prices. With `strikes` the price until then stands beside each that became
    lower, where that is lawful."""

    prices: Mapping[str, Money]
    strikes: bool
    reason: str


async def ask_price(
    session: AsyncSession, product_id: UUID, wish: PriceWish, *, by: Actor
) -> Approval:
    """Nothing changes before a second person has agreed. Raises Invalid, AsksAlready."""
    await queries.locked(session, [product_id])
    sheet = await queries.product_by_id(session, product_id)
    await access.make_way(session, PRICE_WISH, str(product_id), by=by)
    wanted = _wanted(sheet, wish)
    changes = {
        field: [_kept(before), _kept(after)]
        for sku, price in wanted
        for field, before, after in _values(sku, price, strikes=wish.strikes)
    }
    draft = changed(sheet.draft, {field: after for field, (_before, after) in changes.items()})
    if found := await gate.unlawful(session, [draft], approved=True):
        raise Invalid([problem for _place, problem in found])
    request = access.Request(
        kind=PRICE_WISH,
        label=_told(sheet.title.get(FALLBACK, ""), wanted[0]),
        reason=wish.reason.strip()[:REASON_MAX],
        about=str(product_id),
        facts={
            "title": {to: _told(words, wanted[0]) for to, words in sheet.title.items()},
            "others": len(wanted) - 1,
            "minor": wanted[0][1].minor,
            "currency": wanted[0][1].currency,
            "changes": changes,
        },
        four_eyes=True,
    )
    approval = access.ask_approval(session, request, by=by)
    await session.flush()
    return approval


async def decide_price(
    session: AsyncSession, approval_id: UUID, *, approved: bool, note: str, by: Actor
) -> Approval:
    """Exactly what was asked for, or nothing. Raises as access.decide does (OwnRequest: nobody
    agrees to their own wish), ChangedMeanwhile, and what saving refuses."""
    approval = await access.decide(session, approval_id, approved=approved, note=note, by=by)
    if approved:
        facts = approval.facts
        cause = Cause(Source.APPROVED, approval.reason)
        await change_product(session, UUID(approval.about), facts["changes"], by=by, cause=cause)
    return approval


async def price_wishes(session: AsyncSession, product_id: UUID) -> Sequence[Approval]:
    """Those that wait for somebody, and the newest that were decided."""
    return await access.approvals_about(session, PRICE_WISH, str(product_id))


def _wanted(sheet: ProductSheet, wish: PriceWish) -> list[tuple[SkuSheet, Money]]:
    skus = {sku.code: sku for sku in sheet.active_skus}
    if wish.prices.keys() - skus.keys():
        raise Invalid([Problem("code", _("The product has no SKU with this code."))])
    wanted = [(skus[code], price) for code, price in wish.prices.items()]
    another = [(sku, price) for sku, price in wanted if price != sku.price]
    if not another or any(not 0 < price.minor <= PRICE_MAX_MINOR for _sku, price in another):
        words = _("Another price is needed, above zero and at most ¥1,000,000.")
        raise Invalid([Problem("price_to", words)])
    return another


def _values(
    sku: SkuSheet, price: Money, *, strikes: bool
) -> list[tuple[str, Money | None, Money | None]]:
    """What the trail will tell: the field, its value now and as wanted."""
    beside = sku.price if strikes and price < sku.price else None
    return [
        (f"skus.{sku.code}.price", sku.price, price),
        *([(f"skus.{sku.code}.original", sku.original, beside)] if beside != sku.original else []),
    ]


def _kept(value: Money | None) -> Any:
    return msgspec.to_builtins(value)


def _told(title: str, wanted: tuple[SkuSheet, Money]) -> str:
    sku, price = wanted
    return f"{title} · {sku.code} · ¥{sku.price.major:,.2f} → ¥{price.major:,.2f}"
