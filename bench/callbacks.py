"""How fast a payment provider's callbacks are taken in, durably: ./dev bench callbacks

Orders with a payment under way stand ready; the provider tells of each that it is paid, with a
valid signature, over HTTP, and waits for the answer. Beside it the database's own limit: pgbench
writing what one callback writes, in one transaction each. The worker must keep up: it is measured
how long after the last answer the last order is paid, and the books must agree.
"""

import asyncio
import os
import sys
import time
from datetime import timedelta
from uuid import UUID, uuid4

import uvloop
from sqlalchemy import text

from bench.buyers import prepare
from bench.checkouts import settled
from bench.load import Client, Tally, hammer
from bench.provider import Provider
from bench.running import Running, a_shop, free_port, pgbench, report
from hutong import assortment, orders
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.money import CNY, Money
from hutong.orders import Batcher, Delivery, PlacedLine, Placement

ORDERS = 27_000
AT_ONCE = 500
CLIENTS = 64
SECONDS = 5
WARM_SECONDS = 1
LIMIT_SECONDS = 5
WORKERS = max(1, (os.cpu_count() or 2) // 2)
OK = 200
PRICE = Money(9900, CNY)
HOME = Delivery(
    recipient="林小满",
    phone="13900000000",
    region_code="330106",
    province="浙江省",
    city="杭州市",
    district="西湖区",
    street="",
    detail="巷里一号院 2 号楼 301",
)
# As if each had been sent to the cashier.
UNDER_WAY = text("""
    insert into payments_attempt
        (id, intent_id, provider, method, state, started_at, moved_at, expires_at, queries, note)
    select gen_random_uuid(), id, 'sandbox', 'page', 'open', opened_at, opened_at, expires_at, 0, ''
    from payments_intent intent
    where intent.state = 'pending'
      and not exists (select from payments_attempt where intent_id = intent.id)
    returning id, (select amount_minor from payments_intent where id = intent_id) as minor
""")
LIMIT_TABLES = """
create table bench_attempt (id int primary key, state text);
create table bench_intent (id int primary key, state text);
create table bench_entry (id bigserial primary key, intent int, body text);
create table bench_leg (id bigserial primary key, entry bigint, minor int);
create table bench_message (id bigserial primary key, event uuid unique, body text);
create table bench_event (id bigserial primary key, body text);
insert into bench_attempt select n, 'open' from generate_series(1, 100000) n;
insert into bench_intent select n, 'open' from generate_series(1, 100000) n;
"""
LIMIT = """
\\set one random(1, 100000)
begin;
update bench_intent set state = 'captured' where id = :one;
update bench_attempt set state = 'captured' where id = :one;
insert into bench_entry (intent, body) values (:one, 'capture');
insert into bench_leg (entry, minor) values (:one, 9900), (:one, -9900);
insert into bench_message (event, body) values (gen_random_uuid(), repeat('x', 200));
insert into bench_event (body) values (repeat('x', 200));
commit;
"""

Message = tuple[bytes, dict[str, str]]


async def measure(shop: Running, provider: Provider) -> dict[str, object]:
    buyers = await prepare(shop)
    await _place(shop, [UUID(sku) for sku in buyers.skus])
    messages = await _under_way(shop, provider)
    async with provider.listening():
        begun = time.monotonic()
        tally = await _hammered(shop, messages)
        behind = await settled(shop)
        needed = time.monotonic() - begun
    told = ORDERS - len(messages)
    print(f"callbacks {tally.per_second}/s", file=sys.stderr)
    return {
        "callbacks_per_s": tally.per_second,
        "callback_p50_ms": tally.percentile(0.5),
        "callback_p99_ms": tally.percentile(0.99),
        "callbacks": told,
        "all_paid_after_s": behind,
        "paid_per_s": round(told / needed, 1),
    }


async def _place(shop: Running, skus: list[UUID]) -> None:
    db, batcher = Database(shop.database_url), Batcher.of(shop.database_url)
    async with db.reading() as session:
        edition = await assortment.edition(session)
    await db.close()
    for start in range(0, ORDERS, AT_ONCE):
        several = range(start, start + AT_ONCE)
        await asyncio.gather(
            *(orders.place(batcher, _placement(skus[n % len(skus)], edition)) for n in several)
        )
    await batcher.close()


def _placement(sku_id: UUID, edition: int) -> Placement:
    line = PlacedLine(
        sku_id=sku_id,
        product_id=uuid4(),
        slug="bench",
        title={"zh": "杯", "en": "mug"},
        sku_title={"zh": "", "en": ""},
        sku_code="BENCH",
        picture=None,
        quantity=1,
        unit_price=PRICE,
        payable=PRICE,
    )
    member_id = uuid4()
    return Placement(
        member_id=member_id,
        idempotency_key=str(member_id),
        by=Actor.member(member_id, "林小满"),
        lines=[line],
        delivery=HOME,
        freight=Money(0, CNY),
        total=PRICE,
        pay_by=clock.now() + timedelta(hours=2),
        edition=edition,
    )


async def _under_way(shop: Running, provider: Provider) -> list[Message]:
    """What the provider has to tell, signed beforehand: its cost is not ours."""
    db = Database(shop.database_url)
    async with db.transaction() as session:
        rows = (await session.execute(UNDER_WAY)).all()
        for statement in filter(str.strip, LIMIT_TABLES.split(";")):
            await session.execute(text(statement))
    await db.close()
    ours = [row for row in rows if row.minor == PRICE.minor][:ORDERS]
    return [provider.told_paid(str(row.id), row.minor, CNY) for row in ours]


async def _hammered(shop: Running, messages: list[Message]) -> Tally:
    async def visit(client: Client) -> int:
        if not messages:
            raise SystemExit("there are not enough orders for so many callbacks")
        body, headers = messages.pop()
        answer = await client.ask("POST", "/notify/sandbox", headers=headers, body=body)
        if answer.status != OK or b"applied" not in answer.body:
            raise SystemExit(f"answered {answer.status}: {answer.body[:300]!r}")
        return answer.status

    await hammer(shop.port, CLIENTS, WARM_SECONDS, visit)
    return await hammer(shop.port, CLIENTS, SECONDS, visit)


def main() -> None:
    provider = Provider(free_port(), secret=uuid4().hex + uuid4().hex)
    with a_shop(workers=WORKERS, told=provider.settings) as shop:
        figures = uvloop.run(measure(shop, provider))
        limit = pgbench(shop.database_url, LIMIT, clients=CLIENTS, seconds=LIMIT_SECONDS)
    ratio = {"to_one_transaction": round(float(str(figures["callbacks_per_s"])) / limit, 3)}
    rest = {"one_transaction_per_s": round(limit, 1), "workers": WORKERS, "clients": CLIENTS}
    report(figures | ratio | rest)


if __name__ == "__main__":
    main()
