"""What one sight of a cart costs, and why it is one statement: ./dev bench cart

The quick way (cart/hot.py) beside the plain one, which asks each module by its front door: the
same facts for the same ten articles, one after another on one connection.
"""

import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

import psycopg
import uvloop

from bench.running import Running, a_shop, report
from hutong.cart import hot
from hutong.kernel.db import Database, fetch

ARTICLES = 10
LOOKS = 400
WARM = 40

Look = Callable[[], Awaitable[object]]


async def measure(shop: Running) -> dict[str, object]:
    db = Database(shop.database_url)
    skus, member_id = _shopper(shop.database_url)
    async with db.reading() as session:
        plain = await _cost(lambda: hot.plain(session, skus, member_id=member_id))
        ask = partial(fetch, session)
        quick = await _cost(lambda: hot.sight(ask, skus, member_id=member_id))
    await db.close()
    for name, (cpu, wall) in {"plain": plain, "quick": quick}.items():
        print(f"{name:6} {cpu} us CPU, {wall} us a look", file=sys.stderr)
    return {
        "articles": ARTICLES,
        "plain_cpu_us": plain[0],
        "plain_us": plain[1],
        "quick_cpu_us": quick[0],
        "quick_us": quick[1],
        "quick_to_plain_cpu": round(quick[0] / plain[0], 3),
    }


async def _cost(look: Look) -> tuple[int, int]:
    """Microseconds of our CPU, and of the clock, for one look."""
    for _warming in range(WARM):
        await look()
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    for _looking in range(LOOKS):
        await look()
    per_look = LOOKS * 1000
    return (time.process_time_ns() - cpu) // per_look, (time.perf_counter_ns() - wall) // per_look


def _shopper(url: str) -> tuple[list[UUID], UUID]:
    with psycopg.connect(url) as connection:
        skus = connection.execute(
            "select id from catalog_sku where active order by id limit %s", (ARTICLES,)
        ).fetchall()
        member = connection.execute("select member_id from members_address limit 1").fetchone()
    if member is None:
        raise SystemExit("the demo has no addresses")
    return [row[0] for row in skus], member[0]


def main() -> None:
    with a_shop(workers=1) as shop:
        figures = uvloop.run(measure(shop))
    report(figures)


if __name__ == "__main__":
    main()
