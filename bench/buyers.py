"""Who buys in a benchmark: members with an address and a token, shelves that do not run empty,
checkouts begun beforehand, and the requests that order them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.limits import TABLES
from bench.running import Running
from hutong import catalog, identity, inventory, members, pricing
from hutong.catalog import SkuFacts
from hutong.identity import Device
from hutong.inventory import Want
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.members import AddressDraft, Member
from hutong.pricing import Destination, QuoteLine, Rules

BUYERS = 64
STOCK = 900_000
DISTRICT = "330106"
"""West Lake in Hangzhou: no rule of the demo keeps any goods from there."""
PHONE = 13900000000

Cart = Sequence[SkuFacts]
BEGIN = text("""
    insert into cart_checkout (id, member_id, items, source, delivery, note, begun_at, expires_at)
    select id, member_id, items::jsonb, 'buy_now', 'express', '', now(), now() + interval '1 day'
    from unnest(cast(:ids as uuid[]), cast(:members as uuid[]), cast(:items as text[]))
        as c (id, member_id, items)
""")


@dataclass(frozen=True)
class Buyers:
    tokens: list[str]
    skus: list[str]


@dataclass(frozen=True)
class Known:
    """What the driver knows without asking the shop."""

    members: list[tuple[UUID, str]]
    articles: list[SkuFacts]
    rules: Rules
    region: str
    phone: str


async def prepare(shop: Running) -> Buyers:
    """Members with an address and a token each, and shelves that do not run empty."""
    known = await known_shop(shop)
    return Buyers(
        [token for _, token in known.members], [str(article.id) for article in known.articles]
    )


async def known_shop(shop: Running) -> Known:
    db = Database(shop.database_url)
    async with db.transaction() as session:
        for statement in TABLES.split(";"):
            await session.execute(text(statement))
        rows = await session.execute(text("select id from catalog_sku where active"))
        skus = [row.id for row in rows]
        wanted = [Want(sku, STOCK) for sku in skus]
        await inventory.receive_many(session, wanted, by=SYSTEM)
        buyers = [await _buyer(session, PHONE + number) for number in range(BUYERS)]
        articles = [each for each in await catalog.skus(session, skus) if _common(each)]
        rules = await pricing.rules(session)
        (address, *_) = await members.addresses(session, buyers[0][0])
    await db.close()
    return Known(
        buyers, articles, rules, address.street_code or address.district_code, address.phone
    )


def _common(article: SkuFacts) -> bool:
    return article.sellable and article.limit_per_member is None


async def _buyer(session: AsyncSession, phone: int) -> tuple[UUID, str]:
    member: Member = await members.join(session, str(phone))
    draft = AddressDraft(
        recipient="林小满",
        phone=str(phone),
        province="33",
        city="3301",
        district=DISTRICT,
        detail="巷里一号院 2 号楼 301",
        is_default=True,
    )
    await members.save_address(session, draft, member_id=member.id)
    token = await identity.start_session(
        session, member.subject, device=Device(ip="127.0.0.1", user_agent="bench")
    )
    return member.id, token


async def requests(shop: Running, known: Known, carts: Sequence[Cart]) -> list[bytes]:
    """Checkouts begun beforehand, and the orders for them as they go over the wire."""
    owners = [known.members[n % len(known.members)] for n in range(len(carts))]
    ids = [new_id() for _ in carts]
    items = [
        json.dumps([{"sku_id": str(each.id), "quantity": 1} for each in cart]) for cart in carts
    ]
    db = Database(shop.database_url)
    async with db.transaction() as session:
        told = {"ids": ids, "members": [owner for owner, _ in owners], "items": items}
        await session.execute(BEGIN, told)
    await db.close()
    totals: dict[tuple[UUID, ...], int] = {}
    made = []
    for checkout_id, (_, token), cart in zip(ids, owners, carts, strict=True):
        of = tuple(sorted(each.id for each in cart))
        if of not in totals:
            totals[of] = total_of(known, cart)
        made.append(order_request(shop.port, token, checkout_id, totals[of]))
    return made


def total_of(known: Known, cart: Cart) -> int:
    lines = [
        QuoteLine(
            sku_id=each.id,
            quantity=1,
            list_price=each.price,
            weight_grams=each.weight_grams,
            ships=not each.is_service,
        )
        for each in cart
    ]
    quote = pricing.quote(lines, known.rules, destination=Destination(known.region))
    return quote.total.minor


def order_request(port: int, token: str, checkout_id: UUID, total: int) -> bytes:
    wanted = {"checkout_id": str(checkout_id), "total": {"minor": total, "currency": "CNY"}}
    body = json.dumps(wanted).encode()
    head = (
        f"POST /api/v1/orders HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}"
        f"\r\ncontent-type: application/json\r\nidempotency-key: {uuid4()}"
        f"\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def uniform(known: Known, count: int) -> Iterator[Cart]:
    chance = Random(7)  # noqa: S311 - which article is bought
    return (chance.sample(known.articles, 2) for _ in range(count))


def hot(known: Known, count: int) -> Iterator[Cart]:
    return ([known.articles[0]] for _ in range(count))
