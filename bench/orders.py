"""How fast orders are placed over HTTP, durably: ./dev bench orders

Members with tokens begin a checkout of two articles and place it, each waiting for its answer
before the next. Beside them the database's own limit: pgbench writing one order of two lines in
one transaction, as plainly as SQL can.
"""

import json
import os
import sys
from dataclasses import dataclass
from itertools import count
from random import Random
from time import perf_counter
from uuid import uuid4

import uvloop
from sqlalchemy import text

from bench.load import Client, Tally, hammer
from bench.running import Running, a_shop, pgbench, report
from hutong import identity, inventory, members
from hutong.identity import Device
from hutong.inventory import Want
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.members import AddressDraft

CLIENTS = 32
SECONDS = 8
WORKERS = max(1, (os.cpu_count() or 2) // 2)
STOCK = 100_000
PHONE = 13900000000
CREATED = 201

LIMIT_TABLES = """
create table bench_stock (sku int primary key, on_hand int, reserved int,
                          check (reserved <= on_hand));
create table bench_order (id bigserial primary key, key uuid unique, total int);
create table bench_line (order_id bigint, place int, sku int, quantity int,
                         primary key (order_id, place));
insert into bench_stock select n, 1000000000, 0 from generate_series(1, 500) n;
"""
LIMIT = """
\\set one random(1, 250)
\\set two random(251, 500)
begin;
update bench_stock set reserved = reserved + 1 where sku in (:one, :two);
insert into bench_order (key, total) values (gen_random_uuid(), 100);
insert into bench_line values (currval('bench_order_id_seq'), 1, :one, 1);
insert into bench_line values (currval('bench_order_id_seq'), 2, :two, 1);
commit;
"""


@dataclass(frozen=True)
class Buyers:
    tokens: list[str]
    skus: list[str]


async def prepare(shop: Running) -> Buyers:
    """Members with an address and a token each, and shelves that do not run empty."""
    db = Database(shop.database_url)
    async with db.transaction() as session:
        for statement in filter(str.strip, LIMIT_TABLES.split(";")):
            await session.execute(text(statement))
        rows = await session.execute(text("select id from catalog_sku where active"))
        skus = [row.id for row in rows]
        wanted = [Want(sku, STOCK) for sku in skus]
        await inventory.receive_many(session, wanted, by=SYSTEM)
        tokens = [await _buyer(session, PHONE + number) for number in range(CLIENTS)]
    await db.close()
    return Buyers(tokens, [str(sku) for sku in skus])


async def _buyer(session: object, phone: int) -> str:
    member = await members.join(session, str(phone))  # type: ignore[arg-type]
    province = members.regions.provinces()[0]
    city = members.regions.children(province.code)[0]
    district = members.regions.children(city.code)[0]
    draft = AddressDraft(
        recipient="林小满",
        phone=str(phone),
        province=province.code,
        city=city.code,
        district=district.code,
        detail="巷里一号院 2 号楼 301",
        is_default=True,
    )
    await members.save_address(session, draft, member_id=member.id)  # type: ignore[arg-type]
    return await identity.start_session(
        session,  # type: ignore[arg-type]
        member.subject,
        device=Device(ip="127.0.0.1", user_agent="bench"),
    )


async def buy(shop: Running, buyers: Buyers) -> tuple[Tally, list[float]]:
    chance = Random(7)  # noqa: S311 - which article is bought
    turn = count()
    placing: list[float] = []
    busy: dict[int, str] = {}

    async def visit(client: Client) -> int:
        token = busy.setdefault(id(client), buyers.tokens[next(turn) % CLIENTS])
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        items = [{"sku_id": sku, "quantity": 1} for sku in chance.sample(buyers.skus, 2)]
        begun = await _post(client, "/api/v1/checkouts", headers, {"items": items})
        started = perf_counter()
        wanted = {"checkout_id": begun["id"], "total": begun["quote"]["total"]}
        key = {"idempotency-key": str(uuid4())}
        await _post(client, "/api/v1/orders", headers | key, wanted)
        placing.append(perf_counter() - started)
        return CREATED

    await hammer(shop.port, CLIENTS, 1, visit)
    placing.clear()
    return await hammer(shop.port, CLIENTS, SECONDS, visit), placing


async def _post(
    client: Client, path: str, headers: dict[str, str], body: dict[str, object]
) -> dict[str, object]:
    answer = await client.ask("POST", path, headers=headers, body=json.dumps(body).encode())
    if answer.status != CREATED:
        raise SystemExit(f"{path} answered {answer.status}: {answer.body[:300]!r}")
    told: dict[str, object] = json.loads(answer.body)
    return told


async def measure(shop: Running) -> dict[str, object]:
    tally, placing = await buy(shop, await prepare(shop))
    ordered = sorted(placing)
    print(f"orders {tally.per_second}/s", file=sys.stderr)
    return {
        "orders_per_s": tally.per_second,
        "order_p50_ms": tally.percentile(0.5),
        "order_p99_ms": tally.percentile(0.99),
        "placing_p50_ms": round(1000 * ordered[len(ordered) // 2], 1),
        "placing_p99_ms": round(1000 * ordered[int(len(ordered) * 0.99)], 1),
    }


def main() -> None:
    with a_shop(workers=WORKERS) as shop:
        figures = uvloop.run(measure(shop))
        limit = pgbench(shop.database_url, LIMIT, clients=CLIENTS, seconds=SECONDS)
    ratio = {"to_one_transaction": round(float(str(figures["orders_per_s"])) / limit, 3)}
    rest = {"one_transaction_per_s": round(limit, 1), "workers": WORKERS, "clients": CLIENTS}
    report(figures | ratio | rest)


if __name__ == "__main__":
    main()
