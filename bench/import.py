# ruff: noqa: N999 - named after what it measures
"""How long 10,000 SKUs from a spreadsheet take on two cores: ./dev bench import

The whole way that staff wait for: reading the file, the dry run over every row, and the import, all
or nothing. Beside it the plain way, one product after another, each in a transaction of its own,
through the same use case, measured on a part of the file.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import uvloop
import xlsxwriter

from bench.running import report
from hutong import catalog, exchange, migrate
from hutong.catalog import CategoryDraft, ProductDraft, SkuDraft, SpecDraft, SpecValueDraft
from hutong.embedded import Postgres
from hutong.exchange import Brought, Mode
from hutong.kernel import errands
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.kernel.money import yuan
from hutong.kernel.settings import Settings

CORES = 2
PRODUCTS, COLOURS = 2500, 4
PLAIN = 100
NAMES = [("月白", "Moon white"), ("霁蓝", "Deep blue"), ("豆青", "Pea green"), ("墨", "Ink")]
NOBODY = UUID(int=0)
BUYER = Actor.staff(new_id(), "王清")


def rows(count: int, prefix: str) -> Iterator[list[str]]:
    for number in range(count):
        for place, (zh, en) in enumerate(NAMES):
            slug = f"{prefix}-{number}"
            shared = [f"茶壶 {number}", f"Teapot {number}", "teaware", "颜色|Colour"]
            yield [
                slug,
                *(shared if place == 0 else [""] * len(shared)),
                f"{slug}-{place}",
                f"{zh}|{en}",
                f"{100 + number % 400}.50",
                "620",
                "5",
                "40",
            ]


HEADINGS = [
    *("product", "title_zh", "title_en", "category", "spec_1"),
    *("sku", "value_1", "price", "weight", "stock_low", "stock_high"),
]


def workbook(path: Path) -> bytes:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Products")
        for line, row in enumerate([HEADINGS, *rows(PRODUCTS, "pot")]):
            sheet.write_row(line, 0, row)
    return path.read_bytes()


async def measure(url: str, home: Path) -> dict[str, object]:
    db = Database(url)
    settings = Settings(home=home)
    works = exchange.works(settings)
    async with db.transaction() as session:
        teaware = CategoryDraft(slug="teaware", name={"zh": "茶器", "en": "Teaware"})
        category = await catalog.save_category(session, teaware, by=SYSTEM)
    file = Brought("pots.xlsx", workbook(home / "pots.xlsx"))

    began = time.perf_counter()
    async with db.transaction() as session:
        brought = await exchange.bring(session, file, megabytes=64, by=BUYER)
    await errands.run(db, works, brought.errand_id or NOBODY)
    checked = time.perf_counter()
    async with db.transaction() as session:
        await exchange.confirm(session, brought.id, Mode.ALL, may_pin=True, by=BUYER)
        confirmed = await exchange.find_import(session, brought.id)
    await errands.run(db, works, confirmed.errand_id or NOBODY)
    done = time.perf_counter()

    async with db.reading() as session:
        counted = await exchange.counts(session, brought.id)
    plain = await one_by_one(db, category.id)
    await db.close()
    skus = PRODUCTS * COLOURS
    print(f"{dict(counted.states)}", file=sys.stderr)
    return {
        "skus": skus,
        "cores": CORES,
        "import_10k_s": round(done - began, 2),
        "check_s": round(checked - began, 2),
        "carry_out_s": round(done - checked, 2),
        "plain_10k_s": round(plain * PRODUCTS / PLAIN, 2),
        "carry_out_to_plain": round((done - checked) / (plain * PRODUCTS / PLAIN), 3),
    }


async def one_by_one(db: Database, category_id: UUID) -> float:
    """Seconds for PLAIN products."""
    began = time.perf_counter()
    for number in range(PLAIN):
        slug = f"plain-{number}"
        values = tuple(SpecValueDraft(name={"zh": zh, "en": en}) for zh, en in NAMES)
        draft = ProductDraft(
            slug=slug,
            title={"zh": f"茶壶 {number}", "en": f"Teapot {number}"},
            category_id=category_id,
            specs=(SpecDraft(name={"zh": "颜色", "en": "Colour"}, values=values),),
            skus=tuple(
                SkuDraft(code=f"{slug}-{n}", price=yuan("100.50"), weight_grams=620, choice=(n,))
                for n in range(COLOURS)
            ),
        )
        async with db.transaction() as session:
            await catalog.save_product(session, draft, by=BUYER)
    return time.perf_counter() - began


def main() -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])  # ours and the database's
    home = Path(tempfile.mkdtemp(prefix="hutong-bench-"))
    home.chmod(0o711)
    try:
        with Postgres(home) as server:
            migrate.upgrade(server.url)
            report(uvloop.run(measure(server.url, home)))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
