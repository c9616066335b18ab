"""How soon shoppers find what staff changed: ./dev bench freshness [COUNT]

A shop of COUNT products (200,000) with its web process, keeper and worker. Products get another
title, another price, are sold out, go off the shelf and come back, one after the other, by the use
cases that staff use; from the commit on the web process is asked until it says so. First with
nothing else going on, then while orders are placed. Beside it: how long a web process needs until
it searches an index that is there, and how much memory it then has.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import uvloop
from sqlalchemy.ext.asyncio import AsyncSession

from bench import cpu, search, shelves
from bench.buyers import Known, known_shop, requests, uniform
from bench.load import Client, send
from bench.orders import all_heard
from bench.running import Running, a_process, a_shop, free_port, report
from bench.shares import share
from hutong import catalog, inventory
from hutong.catalog import ProductSheet
from hutong.inventory import MovementReason, Shift
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.money import yuan

COUNT = 200_000
CHANGES = 100
EACH = 5  # changes of one product
ORDERS_PER_SECOND = 100
ORDERS_MAX = 30_000
ASK_SECONDS = 0.02
PATIENCE_SECONDS = 30
INDEX_SECONDS = 600
LATE_SECONDS = 2

Card = dict[str, Any] | None


class Step(NamedTuple):
    """What staff do, and how a shopper sees that it was done."""

    what: str
    change: Callable[[AsyncSession], Awaitable[object]]
    seen: Callable[[Card], bool]


@dataclass
class Watch:
    """The web process, asked until it says what was changed."""

    port: int
    took: list[float] = field(default_factory=list)
    late: list[str] = field(default_factory=list)

    async def found(self, word: str, step: Step) -> None:
        client, begun = Client(self.port), time.perf_counter()
        while not step.seen(await _card(client, word)):
            if time.perf_counter() - begun > PATIENCE_SECONDS:
                raise SystemExit(f"{step.what} of {word} is not found")
            await asyncio.sleep(ASK_SECONDS)
        client.close()
        self.took.append(time.perf_counter() - begun)
        if self.took[-1] > LATE_SECONDS:
            self.late.append(f"{step.what} {self.took[-1]:.2f}")


async def _card(client: Client, word: str) -> Card:
    answer = await client.ask("GET", f"/api/v1/products?q={word}&size=1")
    items: list[dict[str, Any]] = json.loads(answer.body)["items"]
    return next((each for each in items if word in each["title"]), None)


async def changed(db: Database, sheet: ProductSheet, word: str, watch: Watch) -> None:
    """One product through everything, at moments of no rhythm."""
    chance = Random(word)  # noqa: S311 - when staff press the button
    for step in _steps(sheet, word):
        await asyncio.sleep(chance.random())
        async with db.transaction() as session:
            await step.change(session)
        await watch.found(word, step)


def _steps(sheet: ProductSheet, word: str) -> Sequence[Step]:
    title = {language: f"{word} {text}" for language, text in sheet.title.items()}
    renamed = replace(sheet.draft, title=title)
    dearer = min(sku.price for sku in sheet.active_skus) + yuan("1")
    return (
        Step(
            "title",
            lambda session: catalog.save_product(session, renamed, by=SYSTEM),
            lambda card: card is not None,
        ),
        Step(
            "price",
            lambda session: _dearer(session, sheet),
            lambda card: card is not None and card["price_from"]["minor"] == dearer.minor,
        ),
        Step(
            "stock",
            lambda session: _sold_out(session, sheet),
            lambda card: card is not None and not card["in_stock"],
        ),
        Step(
            "delisting",
            lambda session: catalog.delist_product(session, sheet.id, by=SYSTEM),
            lambda card: card is None,
        ),
        Step(
            "listing",
            lambda session: catalog.list_product(session, sheet.id, by=SYSTEM),
            lambda card: card is not None,
        ),
    )


async def _dearer(session: AsyncSession, sheet: ProductSheet) -> None:
    for sku in sheet.active_skus:
        await catalog.change_price(session, sku.id, sku.price + yuan("1"), by=SYSTEM)


async def _sold_out(session: AsyncSession, sheet: ProductSheet) -> None:
    levels = await inventory.levels(session, [sku.id for sku in sheet.active_skus])
    for sku_id, level in levels.items():
        for shelf in level.shelves:
            lost = Shift(shelf.location_id, sku_id, -shelf.available, MovementReason.DAMAGED)
            await inventory.write_off(session, lost, by=SYSTEM)


async def phase(
    shop: Running, db: Database, sheets: Sequence[ProductSheet], name: str
) -> dict[str, Any]:
    watch, before = Watch(shop.port), cpu.used()
    for number, sheet in enumerate(sheets):
        await changed(db, sheet, f"{name}q{number:02}", watch)
    spent = cpu.per_order(before, cpu.used(), len(watch.took), cpu.EVERYBODY)
    print(f"{name}: late {watch.late}", file=sys.stderr)
    return {
        f"{name}_changes": len(watch.took),
        f"{name}_p50_ms": share(watch.took, 50),
        f"{name}_p99_ms": share(watch.took, 99),
        f"{name}_worst_ms": share(sorted(watch.took)[-1:], 0),
        f"{name}_late": len(watch.late),
        f"{name}_cpu_us": spent,
    }


@asynccontextmanager
async def orders(shop: Running, known: Known) -> AsyncIterator[list[int]]:
    """So many each second until the block ends; their statuses."""
    wanted = iter(await requests(shop, known, list(uniform(known, ORDERS_MAX))))
    statuses: list[int] = []

    async def buying(each: bytes) -> None:
        statuses.append((await send(shop.port, each))[0])

    async def crowd() -> None:
        async with asyncio.TaskGroup() as group:
            for each in wanted:
                group.create_task(buying(each))
                await asyncio.sleep(1 / ORDERS_PER_SECOND)

    task = asyncio.create_task(crowd())
    yield statuses
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def measure(shop: Running, count: int) -> dict[str, Any]:
    figures: dict[str, Any] = {"products": count, "build_s": await _until_full(shop.port)}
    figures |= await _web_process(shop)
    known = await known_shop(shop)
    await all_heard(shop)
    db = Database(shop.database_url)
    half = CHANGES // EACH
    sheets = await _goods(db, known, 2 * half)
    figures |= await phase(shop, db, sheets[:half], "idle")
    mine = {sku.id for sheet in sheets for sku in sheet.skus}
    others = replace(known, articles=[each for each in known.articles if each.id not in mine])
    async with orders(shop, others) as statuses:
        figures |= await phase(shop, db, sheets[half:], "busy")
    await db.close()
    return figures | {"orders": len(statuses), "placed": statuses.count(201)}


async def _goods(db: Database, known: Known, count: int) -> list[ProductSheet]:
    """As many goods as are wanted, that anybody may buy and nobody has ordered."""
    ids = list(dict.fromkeys(each.product_id for each in known.articles))
    async with db.reading() as session:
        sheets = await catalog.products(session, ids)
    return [each for each in sheets if each.listed and not each.is_service][:count]


async def _web_process(shop: Running) -> dict[str, Any]:
    """Another one, that finds the index there."""
    port, begun = free_port(), time.perf_counter()
    with a_process({**shop.environment, "HUTONG_PORT": str(port)}, "serve") as process:
        await _until_full(port)
        took = time.perf_counter() - begun
        return {"web_start_s": round(took, 1), "web_mb": _largest_mb(process.pid)}


async def _until_full(port: int) -> float:
    """Until goods are found by the index; seconds."""
    begun, client = time.perf_counter(), Client(port)
    while time.perf_counter() - begun < INDEX_SECONDS:
        with suppress(OSError):
            answer = await client.ask("GET", "/readyz")
            if b'"full"' in answer.body:
                client.close()
                return round(time.perf_counter() - begun, 1)
        await asyncio.sleep(0.1)
    raise SystemExit("there is no index")


def _largest_mb(parent: int) -> int:
    """Of the process and those below it the one that holds most: the one that answers."""
    held = []
    below = {parent}
    while below:
        held += [_held_mb(pid) for pid in below]
        below = {pid for pid, above, *_ in cpu.processes() if above in below}
    return max(held)


def _held_mb(pid: int) -> int:
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else COUNT

    def fill(url: str) -> None:
        asyncio.run(shelves.fill(url, list(shelves.many(search.shelf(), count))))

    with a_shop(workers=1, before=fill) as shop:
        report(uvloop.run(measure(shop, count)))


if __name__ == "__main__":
    main()
