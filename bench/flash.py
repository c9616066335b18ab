"""A flash sale: ./dev bench flash

Five thousand buyers press the button for a hundred pieces within two seconds, whether the shop
keeps up or not, one piece for each person; some press from two devices. Who is told to press again
(503) presses again, as the page says. Meanwhile others look around in the shop.
"""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from secrets import token_urlsafe
from time import perf_counter
from uuid import UUID

import uvloop
from sqlalchemy import text

from bench.buyers import BEGIN, Known, known_shop, order_request, total_of
from bench.load import Client, send
from bench.running import Running, a_shop, report
from hutong import catalog, identity
from hutong.catalog import SkuFacts
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.kernel.settings import Settings

BUYERS = 5000
TWICE = 250
UNITS = 100
WITHIN = 2.0
ANSWER_SECONDS = 5
TRIES = 12
BROWSERS = 8
QUIET_SECONDS = 4
WORKERS = Settings().workers  # as a shop of its own would have
PAGES = ("/", "/c", "/search?q=杯", "/cart")

CLONES = {
    "members_member": "'id', ids.member, 'phone', (13700000000 + ids.n)::text",
    "members_address": "'id', ids.address, 'member_id', ids.member",
    "identity_session": "'id', ids.session, 'subject_id', ids.member, 'token_hash', ids.hash",
}


@dataclass
class Storm:
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    pressed_again: int = 0


async def crowd(shop: Running, known: Known, article: SkuFacts) -> list[bytes]:
    """The buyers, with an address each, at the button."""
    ids = [(new_id(), new_id(), new_id(), token_urlsafe(32)) for _ in range(BUYERS)]
    told = {
        "members": [each[0] for each in ids],
        "addresses": [each[1] for each in ids],
        "sessions": [each[2] for each in ids],
        "hashes": ["\\x" + identity.token_hash(each[3]).hex() for each in ids],
        "like": known.members[0][0],
    }
    db = Database(shop.database_url)
    async with db.transaction() as session:
        for table, fresh in CLONES.items():
            owner = {"members_member": "id", "members_address": "member_id"}
            await session.execute(
                text(f"""
                insert into {table} select grown.*
                from (select * from {table} where {owner.get(table, "subject_id")} = :like limit 1)
                         known,
                    unnest(cast(:members as uuid[]), cast(:addresses as uuid[]),
                           cast(:sessions as uuid[]), cast(:hashes as text[])) with ordinality
                         as ids (member, address, session, hash, n),
                    jsonb_populate_record(null::{table},
                                          to_jsonb(known) || jsonb_build_object({fresh})) grown
            """),  # noqa: S608 - our own words
                told,
            )
        pressing = [*ids, *ids[:TWICE]]
        checkouts = [new_id() for _ in pressing]
        item = json.dumps([{"sku_id": str(article.id), "quantity": 1}])
        begun = {
            "ids": checkouts,
            "members": [each[0] for each in pressing],
            "items": [item] * len(pressing),
        }
        await session.execute(BEGIN, begun)
    await db.close()
    total = total_of(known, [article])
    return [
        order_request(shop.port, each[3], checkout, total)
        for each, checkout in zip(pressing, checkouts, strict=True)
    ]


async def press(port: int, request: bytes, storm: Storm) -> None:
    """Until the shop has said yes or no."""
    begun = perf_counter()
    for attempt in range(TRIES):
        try:
            status, body = await send(port, request)
        except (OSError, asyncio.IncompleteReadError):
            status, body = 0, b""
        if status not in {0, 503}:
            title = json.loads(body).get("title", "")
            storm.outcomes["placed" if status == 201 else f"{status} {title}"] += 1  # noqa: PLR2004
            storm.seconds.append(perf_counter() - begun)
            return
        storm.pressed_again += 1
        await asyncio.sleep(0.2 * (attempt + 1))
    storm.outcomes["never told"] += 1
    storm.seconds.append(perf_counter() - begun)


async def browse(port: int, over: asyncio.Event) -> list[float]:
    times: list[float] = []

    async def one(number: int) -> None:
        client, chance = Client(port), Random(number)  # noqa: S311 - which page is looked at
        while not over.is_set():
            begun = perf_counter()
            answer = await client.ask("GET", chance.choice(PAGES))
            if answer.status != 200:  # noqa: PLR2004
                raise SystemExit(f"browsing was answered {answer.status}")
            times.append(perf_counter() - begun)
            await asyncio.sleep(0.05)
        client.close()

    await asyncio.gather(*(one(number) for number in range(BROWSERS)))
    return times


async def on_sale(shop: Running, known: Known) -> SkuFacts:
    """A hundred pieces on the shelf, and one for each person."""
    db = Database(shop.database_url)
    async with db.transaction() as session:
        sheet = await catalog.find_product(session, known.articles[0].slug)
        draft = replace(sheet.draft, limit_per_member=1, version=None)
        await catalog.save_product(session, draft, by=SYSTEM)
        await session.execute(SHELF, {"sku": known.articles[0].id, "units": UNITS})
        (article,) = await catalog.skus(session, [known.articles[0].id])
    await db.close()
    return article


SHELF = text(
    "update inventory_stock set on_hand = reserved + case when location_id = ("
    " select id from inventory_location where sells order by priority limit 1)"
    " then cast(:units as bigint) else 0 end where sku_id = :sku"
)
WINNERS = text("""
    select count(*) as lines, count(distinct o.member_id) as people, sum(l.quantity) as pieces
    from orders_line l join orders_order o on o.id = l.order_id
    where l.sku_id = :sku and o.phone = :phone
""")


async def measure(shop: Running) -> dict[str, object]:
    known = await known_shop(shop)
    article = await on_sale(shop, known)
    requests = await crowd(shop, known, article)
    Random(3).shuffle(requests)  # noqa: S311 - who comes when
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(QUIET_SECONDS, over.set)
    before = await browse(shop.port, over)
    over.clear()
    browsing = asyncio.create_task(browse(shop.port, over))
    storm, begun = Storm(), perf_counter()

    async def later(place: int, request: bytes) -> None:
        await asyncio.sleep(WITHIN * place / len(requests))
        await press(shop.port, request, storm)

    await asyncio.gather(*(later(place, request) for place, request in enumerate(requests)))
    took = perf_counter() - begun
    over.set()
    during = await browsing
    return {
        "buyers": BUYERS,
        "presses": len(requests),
        "winners": storm.outcomes["placed"],
        **await _told(shop, article.id, known),
        "outcomes": dict(storm.outcomes),
        "pressed_again": storm.pressed_again,
        "slowest_answer_s": round(max(storm.seconds), 2),
        "answer_p95_s": round(_p95(storm.seconds), 2),
        "answered_within_5_s": sum(each <= ANSWER_SECONDS for each in storm.seconds),
        "storm_s": round(took, 2),
        "browse_p95_ms_before": round(1000 * _p95(before), 1),
        "browse_p95_ms_during": round(1000 * _p95(during), 1),
        "workers": WORKERS,
    }


async def _told(shop: Running, sku: UUID, known: Known) -> dict[str, int]:
    db = Database(shop.database_url)
    async with db.reading() as session:
        row = (await session.execute(WINNERS, {"sku": sku, "phone": known.phone})).one()
    await db.close()
    return {"people_with_an_order": row.people, "pieces_sold": int(row.pieces or 0)}


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]


def main() -> None:
    with a_shop(workers=WORKERS) as shop:
        figures = uvloop.run(measure(shop))
    report(figures)


if __name__ == "__main__":
    main()
