"""All that a cart or a checkout asks of other modules, in one statement instead of four.

A cart is read on every click in it, and each statement costs the web process about a millisecond.
The same facts come from `plain`, through the front doors of the modules; a test compares the two,
`bench/cart.py` measures them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, members, pricing
from hutong.catalog import SkuFacts
from hutong.inventory import LOW_STOCK, Level
from hutong.kernel.money import Money
from hutong.members import Address
from hutong.pricing import FreightTerms, Rules


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Facts and stock of the SKUs asked for, the price rules, and a member's addresses."""

    facts: Mapping[UUID, SkuFacts]
    levels: Mapping[UUID, Level]
    rules: Rules
    addresses: Sequence[Address]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A line as it is in the cart."""

    sku_id: UUID
    quantity: int
    selected: bool
    price: Money


OFFERS = """
    (select coalesce(jsonb_agg(jsonb_build_object(
            'facts', jsonb_build_object(
                'id', sku.id, 'product_id', sku.product_id, 'slug', product.slug,
                'title', product.title, 'sku_title', sku.title, 'code', sku.code,
                'price', jsonb_build_object('minor', sku.price_minor, 'currency', sku.currency),
                'weight_grams', sku.weight_grams,
                'picture', coalesce(sku.picture, (
                    select picture.key from catalog_product_picture picture
                    where picture.product_id = sku.product_id
                    order by picture.position limit 1)),
                'sellable', sku.active and product.state = 'listed',
                'category_id', product.category_id),
            'level', jsonb_build_object(
                'available', coalesce(stock.available, 0),
                'alert_below', coalesce(stock.alert_below, :low_stock)))), '[]')
     from catalog_sku sku
     join catalog_product product on product.id = sku.product_id
     left join lateral (
         select sum(on_hand - reserved) as available,
                max(coalesce(alert_below, :low_stock)) as alert_below
         from inventory_stock where sku_id = sku.id) stock on true
     where sku.id = any({skus})) as offers
"""
RULES = """
    (select coalesce(jsonb_agg(jsonb_build_object(
            'rule', rule.id, 'regions', rule.regions, 'priority', rule.priority,
            'first_grams', rule.first_grams, 'next_grams', rule.next_grams,
            'first_fee', jsonb_build_object('minor', rule.first_fee_minor,
                                            'currency', rule.currency),
            'next_fee', jsonb_build_object('minor', rule.next_fee_minor,
                                           'currency', rule.currency),
            'free_from', case when rule.free_from_minor is not null then
                jsonb_build_object('minor', rule.free_from_minor,
                                   'currency', rule.currency) end)
            order by rule.priority desc, rule.id), '[]')
     from pricing_freight_rule rule) as rules
"""
ADDRESSES = """
    (select coalesce(jsonb_agg(to_jsonb(address)
            order by address.is_default desc, address.updated_at desc, address.id), '[]')
     from members_address address
     where address.member_id = cast(:member_id as uuid)) as addresses
"""
LINES = """
    (select coalesce(jsonb_agg(jsonb_build_object(
            'sku_id', line.sku_id, 'quantity', line.quantity, 'selected', line.selected,
            'price', jsonb_build_object('minor', line.price_minor, 'currency', line.currency))
            order by line.added_at desc, line.id desc), '[]')
     from cart_line line where line.{owner} = :owner) as lines
"""
ASKED = "cast(:skus as uuid[])"
SIGHT = text(f"select {OFFERS.format(skus=ASKED)}, {RULES}, {ADDRESSES}")
CART = {
    owner: text(
        f"select {LINES.format(owner=owner)}, {RULES},"  # noqa: S608 - our words
        + OFFERS.format(skus=f"array(select sku_id from cart_line where {owner} = :owner)")  # noqa: S608
    )
    for owner in ("member_id", "guest_token")
}


async def cart(session: AsyncSession, column: str, owner: UUID | str) -> tuple[list[Kept], Sight]:
    """The lines of a cart, newest first, with the sight of their SKUs. One statement."""
    found = await session.execute(CART[column], {"owner": owner, "low_stock": LOW_STOCK})
    row = found.one()
    return msgspec.convert(_json(row.lines), list[Kept]), _sight(row.offers, row.rules)


async def sight(
    session: AsyncSession, sku_ids: Sequence[UUID], *, member_id: UUID | None = None
) -> Sight:
    """Without a member there are no addresses. One statement."""
    found = await session.execute(
        SIGHT, {"skus": list(sku_ids), "member_id": member_id, "low_stock": LOW_STOCK}
    )
    row = found.one()
    return _sight(row.offers, row.rules, row.addresses)


async def plain(
    session: AsyncSession, sku_ids: Sequence[UUID], *, member_id: UUID | None = None
) -> Sight:
    """The same, told by the modules that own it."""
    facts = {each.id: each for each in await catalog.skus(session, sku_ids)}
    return Sight(
        facts=facts,
        levels=await inventory.levels(session, list(facts)),
        rules=await pricing.rules(session),
        addresses=await members.addresses(session, member_id) if member_id else [],
    )


@dataclass(frozen=True)
class _Offer:
    facts: SkuFacts
    level: Level


def _sight(offers: Any, rules: Any, addresses: Any = ()) -> Sight:
    known = msgspec.convert(_json(offers), list[_Offer])
    return Sight(
        facts={offer.facts.id: offer.facts for offer in known},
        levels={offer.facts.id: offer.level for offer in known},
        rules=Rules(freight=tuple(msgspec.convert(_json(rules), list[FreightTerms]))),
        addresses=[_address(address) for address in _json(addresses)],
    )


def _json(value: Any) -> Any:
    """text() does not know its columns: what the driver gives as text is read here."""
    return msgspec.json.decode(value) if isinstance(value, str) else value


def _address(row: dict[str, Any]) -> Address:
    ids = {name: UUID(row[name]) for name in ("id", "member_id")}
    return Address(**{**row, **ids, "updated_at": datetime.fromisoformat(row["updated_at"])})
