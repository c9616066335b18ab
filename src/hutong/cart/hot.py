"""All that a cart or a checkout asks of other modules, in one statement instead of four, and past
SQLAlchemy.

A cart is read on every click in it, and each statement costs the web process about a millisecond.
The same facts come from `plain`, through the front doors of the modules; a test compares the two,
`bench/cart.py` measures them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, catalog, inventory, members, pricing
from hutong.cart.models import LINES_MAX, QUANTITY_MAX, Checkout, Wish
from hutong.cart.sight import Contact, Kept, Sight, checkout_of, kept_and_seen, seen, sight_of
from hutong.inventory import FEW_LEFT
from hutong.kernel import clock
from hutong.kernel.db import Row
from hutong.kernel.ids import new_id
from hutong.kernel.wire import Ask

Wishes = Mapping[UUID, Wish]
Key = tuple[str, UUID | str | bytes]
"""By what a cart is known: one of OWNERS or BY_HASH, and its value."""

EXPRESS = "express"
OWNERS = ("member_id", "guest_token")  # each has a unique line for each SKU
BY_HASH = "token_hash"  # a member who is told by the hash of their token, in the same statement
WHOM = "(select subject_id from who)"


def _who(hashed: str, at: str) -> str:
    return f"who as materialized ({members.whose_sql(hashed, at)}),"


OFFERS = f"""
    (select coalesce(json_agg(json_build_object(
            'facts', json_build_object(
                'id', sku.id, 'product_id', sku.product_id, 'slug', product.slug,
                'title', product.title, 'sku_title', sku.title, 'code', sku.code,
                'price', json_build_object('minor', sku.price_minor, 'currency', sku.currency),
                'weight_grams', sku.weight_grams,
                'picture', coalesce(sku.picture, (
                    select picture.key from catalog_product_picture picture
                    where picture.product_id = sku.product_id
                    order by picture.position limit 1)),
                'sellable', sku.active and product.state = 'listed',
                'category_id', product.category_id,
                'limit_per_member', product.limit_per_member,
                'limit_days', product.limit_days,
                'valid_days', product.valid_days),
            'level', json_build_object(
                'available', coalesce(stock.available, 0),
                'alert_below', coalesce(stock.alert_below, {FEW_LEFT}),
                'shelves', coalesce(stock.shelves, '[]')))), '[]')
     from catalog_sku sku
     join catalog_product product on product.id = sku.product_id
     left join lateral (
         select sum(s.on_hand - s.reserved) as available,
                max(coalesce(s.alert_below, {FEW_LEFT})) as alert_below,
                json_agg(json_build_object(
                    'location_id', s.location_id, 'available', s.on_hand - s.reserved)
                    order by place.priority, place.id)
                    filter (where s.on_hand > s.reserved) as shelves
         from inventory_stock s join inventory_location place on place.id = s.location_id
         where s.sku_id = sku.id and place.sells) stock on true
     where sku.id = any({{skus}}))::text as offers
"""  # noqa: S608 - our own words, here and below
RULES = """
    (select coalesce(json_agg(json_build_object(
            'rule', rule.id, 'regions', rule.regions, 'priority', rule.priority,
            'first_grams', rule.first_grams, 'next_grams', rule.next_grams,
            'first_fee', json_build_object('minor', rule.first_fee_minor,
                                            'currency', rule.currency),
            'next_fee', json_build_object('minor', rule.next_fee_minor,
                                           'currency', rule.currency),
            'free_from', case when rule.free_from_minor is not null then
                json_build_object('minor', rule.free_from_minor,
                                   'currency', rule.currency) end)
            order by rule.priority desc, rule.id), '[]')
     from pricing_freight_rule rule)::text as rules
"""
ADDRESSES = """
    (select coalesce(json_agg(row_to_json(address)
            order by address.is_default desc, address.updated_at desc, address.id), '[]')
     from members_address address
     where address.member_id = {member})::text as addresses,
    (select json_build_object('name', member.nickname, 'phone', member.phone)
     from members_member member where member.id = {member})::text as contact
"""
LINES = """
    (select coalesce(json_agg(json_build_object(
            'sku_id', line.sku_id, 'quantity', line.quantity, 'selected', line.selected,
            'price', json_build_object('minor', line.price_minor, 'currency', line.currency))
            order by line.added_at desc, line.id desc), '[]')
     from {source})::text as lines
"""
SIGHT = (
    f"select {OFFERS.format(skus='$1::uuid[]')}, {assortment.told_sql('$1::uuid[]')},"
    f" {RULES}, {ADDRESSES.format(member='$2::uuid')}"
)
IN_CART = "array(select sku_id from cart_line where {owner} = $1)"
CART = {
    owner: f"select {LINES.format(source=f'cart_line line where line.{owner} = $1')}, {RULES},"
    + OFFERS.format(skus=IN_CART.format(owner=owner))
    + f", {assortment.told_sql(IN_CART.format(owner=owner))}"
    for owner in OWNERS
}
WANTED = "array(select (item ->> 'sku_id')::uuid from jsonb_array_elements(checkout.items) item)"
# Beside the row of a `checkout`: all that is to be known of it.
AROUND = (
    f"{OFFERS.format(skus=WANTED)}, {assortment.told_sql(WANTED)},"
    f" {RULES}, {ADDRESSES.format(member='checkout.member_id')}"
)
CHECKOUT = f"""
    select checkout.*, {AROUND}
    from cart_checkout checkout where checkout.id = $1 and checkout.member_id = $2
"""  # noqa: S608
# Nothing for a checkout that is over, or an address that is not the member's own.
AMEND = f"""
    with {{who}} checkout as (
        update cart_checkout
        set address_id = coalesce($3, address_id), note = coalesce($4, note)
        where id = $1 and member_id = {{member}} and order_id is null and expires_at > $5
          and ($3::uuid is null
               or exists (select from members_address where id = $3 and member_id = {{member}}))
        returning *
    )
    select {{whose}} checkout.*, {AROUND} from {{begun}}
"""  # noqa: S608
BY_ID = {"who": "", "member": "$2::uuid", "whose": "", "begun": "checkout"}
BY_TOKEN = {
    "member": WHOM,
    "whose": "who.subject_id as asking_id,",
    "begun": "who left join checkout on true",
}
AMEND_BY_ID = AMEND.format(**BY_ID)
AMEND_BY_TOKEN = AMEND.format(who=_who("$2", "$5"), **BY_TOKEN)

# What is in the cart already, and with `put` what is in it now.
ADD = {
    by: f"""
        with {who} offer as materialized (
            select sku.currency, sku.price_minor,
                   sku.active and product.state = 'listed' as sellable,
                   coalesce((select sum(s.on_hand - s.reserved) from inventory_stock s
                             join inventory_location place on place.id = s.location_id
                             where s.sku_id = sku.id and place.sells), 0)::bigint as available
            from catalog_sku sku join catalog_product product on product.id = sku.product_id
            where sku.id = $3
        ),
        kept as materialized (
            select id, sku_id, quantity, selected, currency, price_minor, added_at
            from cart_line where {owner} = {key}
        ),
        put as (
            insert into cart_line as line
                (id, {owner}, sku_id, quantity, selected, currency, price_minor, added_at)
            select $1::uuid, {key}, $3, $4::bigint, true, offer.currency, offer.price_minor,
                   $5::timestamptz
            from offer
            where offer.sellable and offer.available > 0 and {key} is not null
              and (exists (select from kept where sku_id = $3)
                   or (select count(*) from kept) < {LINES_MAX})
            on conflict ({owner}, sku_id) do update
            set quantity = least({QUANTITY_MAX}, line.quantity + excluded.quantity),
                selected = true, currency = excluded.currency,
                price_minor = excluded.price_minor, added_at = excluded.added_at
            returning id, sku_id, quantity, selected, currency, price_minor, added_at
        ),
        line as materialized (select * from put union all select * from kept where sku_id <> $3)
        select offer.sellable, offer.available, put.quantity{{rest}}
        from {asking} left join offer on true left join put on true
    """  # noqa: S608
    for by, owner, who, key, asking in (
        *((owner, owner, "", "$2", "(select 1) asking") for owner in OWNERS),
        (BY_HASH, "member_id", _who("$2", "$5"), WHOM, "who"),
    )
}
COUNTED = ", (select sum(quantity) from line)::bigint as count"
NEW = "array(select sku_id from line)"
SEEN = (
    f", {LINES.format(source='line')}, {RULES}, {OFFERS.format(skus=NEW)},"
    f" {assortment.told_sql(NEW)}"
)
ADD_ONLY = {owner: add.format(rest=COUNTED) for owner, add in ADD.items()}
ADD_AND_SEE = {owner: add.format(rest=SEEN) for owner, add in ADD.items()}

# The wishes of the form are kept in the cart, and the chosen ones become the checkout.
BEGIN = f"""
    with {{who}} wish as materialized (
        select * from unnest($5::uuid[], $6::bigint[], $7::boolean[])
            as w (sku_id, quantity, chosen)
    ),
    line as materialized (
        select kept.id, kept.sku_id, kept.added_at,
               least({QUANTITY_MAX}, coalesce(wish.quantity, kept.quantity)) as quantity,
               coalesce(wish.chosen, kept.selected) as chosen
        from cart_line kept left join wish using (sku_id)
        where kept.member_id = {{member}}
        order by kept.sku_id
        for no key update of kept
    ),
    arranged as (
        update cart_line set quantity = line.quantity, selected = line.chosen
        from line
        where cart_line.id = line.id and line.quantity > 0
          and (cart_line.quantity, cart_line.selected) <> (line.quantity, line.chosen)
    ),
    gone as (
        delete from cart_line using line where cart_line.id = line.id and line.quantity = 0
    ),
    checkout as (
        insert into cart_checkout
            (id, member_id, items, source, delivery, note, begun_at, expires_at)
        select $1::uuid, {{member}},
               jsonb_agg(jsonb_build_object('sku_id', sku_id, 'quantity', quantity)
                         order by added_at desc, id desc),
               'cart', '{EXPRESS}', '', $3::timestamptz, $4::timestamptz
        from line where chosen and quantity > 0
        having count(*) > 0
        returning *
    )
    select {{whose}} checkout.*{{rest}} from {{begun}}
"""  # noqa: S608
BEGIN_BY_ID = BEGIN.format(rest="", **BY_ID)
BEGIN_BY_TOKEN = BEGIN.format(rest=f", {AROUND}", who=_who("$2", "$3"), **BY_TOKEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Put:
    """What came of adding: nothing went in where `quantity` is None."""

    sellable: bool | None
    available: int | None
    quantity: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking with a token: nothing is seen where the plain way would refuse."""

    member_id: UUID
    seen: tuple[Checkout, Sight] | None


async def add(ask: Ask, owner: Key, sku_id: UUID, quantity: int) -> tuple[Put, int]:
    """Some more of an article, at its price of now, and how many articles there are then."""
    by, key = owner
    (row,) = await ask(ADD_ONLY[by], new_id(), key, sku_id, quantity, clock.now())
    return _put(row), row["count"] or 0


async def add_and_see(
    ask: Ask, owner: Key, sku_id: UUID, quantity: int
) -> tuple[Put, list[Kept], Sight] | None:
    """The same with the cart as it is then; None for a token that is nobody's."""
    by, key = owner
    found = await ask(ADD_AND_SEE[by], new_id(), key, sku_id, quantity, clock.now())
    return (_put(found[0]), *kept_and_seen(found[0])) if found else None


async def begin(
    ask: Ask, member_id: UUID, wishes: Wishes, *, expires_at: datetime
) -> Checkout | None:
    """A new checkout of the chosen lines of a cart; None when nothing is chosen."""
    found = await ask(BEGIN_BY_ID, *_begun(member_id, wishes, expires_at))
    return checkout_of(found[0]) if found else None


async def begin_and_see(ask: Ask, token: bytes, *, expires_at: datetime) -> Asked | None:
    """The same for whoever has a token, as the cart stands, with the sight of what is in it; None
    for a token that is nobody's."""
    return _asked(await ask(BEGIN_BY_TOKEN, *_begun(token, {}, expires_at)))


async def checkout(
    ask: Ask, checkout_id: UUID, *, member_id: UUID
) -> tuple[Checkout, Sight] | None:
    """A member's own checkout with the sight of what is in it. One statement."""
    return _seen(await ask(CHECKOUT, checkout_id, member_id))


async def amend(
    ask: Ask,
    checkout_id: UUID,
    *,
    member_id: UUID,
    address_id: UUID | None,
    note: str | None,
) -> tuple[Checkout, Sight] | None:
    """Another address, another word to the shop, and the sight of it; None where the plain way
    would have refused."""
    wanted = (address_id, note, clock.now())
    return _seen(await ask(AMEND_BY_ID, checkout_id, member_id, *wanted))


async def amend_and_see(
    ask: Ask, checkout_id: UUID, *, token: bytes, address_id: UUID | None, note: str | None
) -> Asked | None:
    """The same for whoever has a token; None for a token that is nobody's."""
    wanted = (address_id, note, clock.now())
    return _asked(await ask(AMEND_BY_TOKEN, checkout_id, token, *wanted))


async def cart(ask: Ask, column: str, owner: UUID | str | bytes) -> tuple[list[Kept], Sight]:
    """The lines of a cart, newest first, with the sight of their SKUs. One statement."""
    (row,) = await ask(CART[column], owner)
    return kept_and_seen(row)


async def sight(ask: Ask, sku_ids: Sequence[UUID], *, member_id: UUID | None = None) -> Sight:
    """Without a member there are no addresses. One statement."""
    (row,) = await ask(SIGHT, list(sku_ids), member_id)
    return sight_of(row)


async def plain(
    session: AsyncSession, sku_ids: Sequence[UUID], *, member_id: UUID | None = None
) -> Sight:
    """The same, told by the modules that own it."""
    facts = {each.id: each for each in await catalog.skus(session, sku_ids)}
    return Sight(
        facts=facts,
        levels=await inventory.levels(session, list(facts)),
        rules=await pricing.rules(session),
        places=await assortment.places(session, list(facts)),
        addresses=await members.addresses(session, member_id) if member_id else [],
        contact=await _contact(session, member_id) if member_id else None,
    )


async def _contact(session: AsyncSession, member_id: UUID) -> Contact:
    member = await members.find(session, member_id)
    return Contact(member.nickname, member.phone)


def _begun(whose: UUID | bytes, wishes: Wishes, expires_at: datetime) -> tuple[object, ...]:
    quantities = [wish.quantity for wish in wishes.values()]
    chosen = [wish.selected for wish in wishes.values()]
    return new_id(), whose, clock.now(), expires_at, list(wishes), quantities, chosen


def _put(row: Row) -> Put:
    return Put(sellable=row["sellable"], available=row["available"], quantity=row["quantity"])


def _asked(found: Sequence[Row]) -> Asked | None:
    if not found:
        return None
    row = found[0]
    return Asked(row["asking_id"], None if row["id"] is None else seen(row))


def _seen(found: Sequence[Row]) -> tuple[Checkout, Sight] | None:
    return seen(found[0]) if found else None
