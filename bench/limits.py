"""What the database does by itself: one order in one transaction, and many in the function."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from time import perf_counter
from uuid import UUID, uuid4

from bench import cpu
from hutong import assortment
from hutong.catalog import SkuFacts
from hutong.inventory import MAIN
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.ids import OWN_SELLER
from hutong.kernel.money import Money, total
from hutong.kernel.wire import Wire
from hutong.orders import Delivery, PlacedLine, Placement, hot
from hutong.orders.placement import Draft, drafted

CONNECTIONS = 4
BATCH = 64
BATCHES = 240
HOME = Delivery(
    recipient="林小满",
    phone="13900000000",
    region_code="330106",
    province="浙江省",
    city="杭州市",
    district="西湖区",
    street="北山街道",
    detail="巷里一号院 2 号楼 301",
)
TABLES = """
create table if not exists bench_sku as
select row_number() over (order by id)::int as n, id, product_id from catalog_sku where active;
create unique index if not exists bench_sku_n on bench_sku (n)
"""
LINES = f"""
insert into orders_line
    (order_id, position, sku_id, product_id, slug, title, sku_title, sku_code, quantity, shipped,
     weight_grams, trace, currency, unit_price_minor, payable_minor)
select md5(:r::text)::uuid, row_number() over (), id, product_id, 'slug',
       '{{"en": "A title of usual length", "zh": "一个普通长度的标题"}}', '{{"en": "", "zh": ""}}',
       'CODE', 1, 0, 500, '[{{"rule": "list", "label": "List price", "amount_minor": 5900}}]',
       'CNY', 5900, 5900
from bench_sku where n in (:one, :two);
insert into inventory_reservation
    (id, reference, sku_id, location_id, quantity, shipped, state, expires_at, made_at)
select gen_random_uuid(), md5(:r::text)::uuid, id, '{MAIN}', 1, 0, 'held',
       now() + interval '30 minutes', now() from bench_sku where n in (:one, :two);
insert into inventory_movement
    (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at, by_kind,
     by_name)
select gen_random_uuid(), '{MAIN}', id, 0, 1, 'reserve', md5(:r::text)::uuid, now(), 'system',
       'system' from bench_sku where n in (:one, :two);
"""  # noqa: S608 - our own words, as below
ORDER = f"""
insert into orders_order
    (id, number, seller_id, member_id, shard, state, payment, fulfilment, moves, placed_at, pay_by,
     currency, goods_minor, discount_minor, freight_minor, total_minor, freight_trace, recipient,
     phone, region_code, province, city, district, street, detail, buyer_note, idempotency_key,
     fingerprint)
values (md5(:r::text)::uuid, :r::text, '{OWN_SELLER}', md5(:m::text)::uuid, 1, 'open', 'unpaid',
        'none', 1, now(), now() + interval '30 minutes', 'CNY', 100, 0, 0, 100, '[]', '林小满',
        '13900000000', '330106', '浙江省', '杭州市', '西湖区', '', '巷里一号院 2 号楼 301', '',
        :r::text, repeat('f', 64));
"""  # noqa: S608
BESIDE = """
insert into orders_history
    (order_id, position, at, axis, before, after, by_kind, by_id, by_name, note)
values (md5(:r::text)::uuid, 1, now(), 'order', null, 'open', 'member', md5(:m::text)::uuid, 'r',
        '');
insert into payments_intent
    (id, reference, number, member_id, state, opened_at, expires_at, currency, amount_minor)
values (gen_random_uuid(), md5(:r::text)::uuid, :r::text, md5(:m::text)::uuid, 'pending', now(),
        now() + interval '30 minutes', 'CNY', 100);
insert into event (name, key, payload, at) values
    ('inventory.stock_changed', null,
     jsonb_build_object('sku_ids', jsonb_build_array(md5(:r::text)::uuid)), now()),
    ('orders.placed', md5(:r::text)::uuid,
     jsonb_build_object('order_id', md5(:r::text)::uuid), now());
insert into api_answer (member_id, key, fingerprint, status, body, at)
values (md5(:m::text)::uuid, :r::text, repeat('f', 64), 201, repeat('b', 900)::bytea, now());
"""
TAKE = f"""
update inventory_stock set reserved = reserved + 1
where location_id = '{MAIN}' and sku_id = (select id from bench_sku where n = :{{which}});
"""  # noqa: S608


def one_order(*, is_hot: bool, articles: int) -> str:
    """For pgbench: the rows of an order as plainly as SQL can, without the look-ups of a shop.
    Two articles are taken in one order by all, so that nobody waits in a circle."""
    half = articles // 2
    chosen = (
        ["\\set one 1", "\\set two 1"]
        if is_hot
        else [f"\\set one random(1, {half})", f"\\set two random({half + 1}, {articles})"]
    )
    takes = [TAKE.format(which="one")] + ([] if is_hot else [TAKE.format(which="two")])
    return "\n".join(
        [
            "\\set r random(1, 9000000000000000)",
            "\\set m random(1, 100000)",
            *chosen,
            "begin;",
            *takes,
            ORDER,
            LINES,
            BESIDE,
            "commit;",
        ]
    )


async def function_alone(url: str, articles: Sequence[SkuFacts], *, is_hot: bool) -> object:
    """Batches made beforehand, on a few connections that have nothing else to do."""
    chance = Random(11)  # noqa: S311 - which article is bought
    chosen = articles[:1] if is_hot else articles
    db = Database(url)
    async with db.reading() as session:
        edition = await assortment.edition(session)
    await db.close()
    batches = [
        hot.arguments([_draft(chosen, chance, edition) for _ in range(BATCH)])
        for _ in range(BATCHES)
    ]
    waiting = iter(batches)
    wires = [
        Wire(url, name="hutong bench", statement_ms=5000, lock_ms=5000) for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(_all(wire, iter([next(waiting)])) for wire in wires))
    before, begun = cpu.used(), perf_counter()
    await asyncio.gather(*(_all(wire, waiting) for wire in wires))
    seconds, orders = perf_counter() - begun, (BATCHES - CONNECTIONS) * BATCH
    spent = cpu.per_order(before, cpu.used(), orders)["database"]
    for wire in wires:
        await wire.close()
    return {"per_s": round(orders / seconds), "cpu_us": spent, "batch": BATCH}


async def _all(wire: Wire, waiting: Iterator[Sequence[object]]) -> None:
    for batch in waiting:
        (answer,) = await wire(hot.PLACE_BATCH, *batch)
        if set(answer["verdicts"]) != {"placed"}:
            raise SystemExit(f"not placed: {answer['verdicts']}")


def _draft(articles: Sequence[SkuFacts], chance: Random, edition: int) -> Draft:
    cart = chance.sample(articles, min(2, len(articles)))
    lines = [
        PlacedLine(
            sku_id=each.id,
            product_id=each.product_id,
            slug=each.slug,
            title=each.title,
            sku_title=each.sku_title,
            sku_code=each.code,
            picture=each.picture,
            quantity=1,
            unit_price=each.price,
            payable=each.price,
            weight_grams=each.weight_grams,
            trace=[{"rule": "list", "label": "List price", "amount_minor": each.price.minor}],
        )
        for each in cart
    ]
    member_id: UUID = uuid4()
    placement = Placement(
        member_id=member_id,
        idempotency_key=str(uuid4()),
        by=Actor.member(member_id, "林小满"),
        lines=lines,
        delivery=HOME,
        freight=Money(0, "CNY"),
        total=total(line.payable for line in lines),
        pay_by=clock.now() + timedelta(minutes=30),
        edition=edition,
    )
    return drafted(placement, clock.now())
