"""How fast orders are placed over HTTP, durably, and what belongs to it: ./dev bench orders

Members with tokens place checkouts of two articles, or of one that everybody wants. Beside them, in
the same run: pgbench writing the same rows, one order in one transaction, and the stored function
alone. The keys uniform_64 and so on are the shop's orders to pgbench's with 64 clients, the middle
one of five rounds. The worker hears of every order meanwhile; before each run begins it has heard
of all others. Before all that, in another shop, whole purchases (`checkouts.py`) and providers'
callbacks (`callbacks.py`).
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import uvloop
from sqlalchemy import text

from bench import callbacks, checkouts, cpu
from bench.buyers import Cart, Known, hot, known_shop, requests, uniform
from bench.limits import function_alone, one_order
from bench.provider import Provider
from bench.running import Running, a_shop, free_port, pgbench, report
from bench.sockets import Answers, storm
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings

CLIENTS = 64
SECONDS = 5
WARM = 2000
ROUNDS = 5
MOST_PER_SECOND = 4500
PATIENCE_SECONDS = 120
WORKERS = Settings().workers  # as a shop of its own would have
UNHEARD = text("""
    select count(*) from event_consumer place
    where exists (select from event_slice(place.xid, place.position, 1))
""")


async def placed(shop: Running, wanted: list[bytes], clients: int) -> dict[str, object]:
    before = cpu.used()
    answers: Answers = await storm(shop.port, iter(wanted), clients=clients, seconds=SECONDS)
    if set(answers.statuses) != {b"201"}:
        raise SystemExit(f"{answers.statuses}: {answers.odd[:1]!r}")
    done = answers.statuses[b"201"]
    return {
        "per_s": answers.per_second(),
        "p50_ms": answers.percentile(0.5),
        "p99_ms": answers.percentile(0.99),
        "cpu_us": cpu.per_order(before, cpu.used(), done),
    }


async def all_heard(shop: Running) -> None:
    db, begun = Database(shop.database_url), time.monotonic()
    unheard = 1
    while unheard:
        if time.monotonic() - begun > PATIENCE_SECONDS:
            raise SystemExit("the worker does not keep up")
        async with db.reading() as session:
            unheard = await session.scalar(UNHEARD) or 0
        await asyncio.sleep(0.1)
    await db.close()


async def measure(shop: Running) -> dict[str, object]:
    known = await known_shop(shop)
    warm = await requests(shop, known, list(uniform(known, WARM)))
    with suppress(SystemExit):
        await placed(shop, warm, 64)
    told: dict[str, object] = {}
    for name, kind in (("uniform", uniform), ("hot", hot)):
        for clients in (64, 256):
            rounds = [await _round(shop, known, kind, clients) for _ in range(ROUNDS)]
            middle = sorted(rounds, key=lambda each: each.ratio)[ROUNDS // 2]
            told[f"{name}_{clients}"] = middle.ratio
            told[f"{name}_{clients}_rounds"] = [each.ratio for each in rounds]
            told[f"{name}_{clients}_placed"] = middle.ours
            told[f"{name}_{clients}_pgbench"] = middle.limit
            print(f"{name} {clients}: {middle}", file=sys.stderr)
        told[f"{name}_function_alone"] = await function_alone(
            shop.database_url, known.articles, is_hot=name == "hot"
        )
        print(told[f"{name}_function_alone"], file=sys.stderr)
    return told


@dataclass(frozen=True)
class Round:
    ratio: float
    ours: dict[str, object]
    limit: dict[str, int]


async def _round(
    shop: Running, known: Known, kind: Callable[[Known, int], Iterator[Cart]], clients: int
) -> Round:
    """The shop, and pgbench right after it: no machine is as fast from one minute to the next."""
    wanted = await requests(shop, known, list(kind(known, MOST_PER_SECOND * SECONDS)))
    await all_heard(shop)
    ours = await placed(shop, wanted, clients)
    await all_heard(shop)
    script = one_order(is_hot=kind is hot, articles=len(known.articles))
    before = cpu.used()
    limit = await asyncio.to_thread(
        pgbench, shop.database_url, script, clients=CLIENTS, seconds=SECONDS
    )
    spent = cpu.per_order(before, cpu.used(), round(limit * SECONDS))["database"]
    ratio = round(float(str(ours["per_s"])) / limit, 2)
    return Round(ratio, ours, {"per_s": round(limit), "cpu_us": spent})


def main() -> None:
    provider = Provider(free_port(), secret=uuid4().hex + uuid4().hex)
    with a_shop(workers=WORKERS, told=provider.settings) as shop:
        figures = uvloop.run(checkouts.measure(shop, provider))
        figures |= uvloop.run(callbacks.measure(shop, provider))
    # Elsewhere: what pgbench writes are no orders, and the database does not clear up after the
    # payments meanwhile.
    with a_shop(workers=WORKERS) as shop:
        figures |= uvloop.run(measure(shop))
    report(figures | {"workers": WORKERS})


if __name__ == "__main__":
    main()
