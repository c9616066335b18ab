"""Products taken along as a file, made by a worker; the template; the wrong rows of an import."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, catalog, inventory
from hutong.catalog import ProductSheet
from hutong.exchange import queries, reading, suggestions, writing
from hutong.exchange.cells import Limit
from hutong.exchange.planned import Kind
from hutong.exchange.reading import Limits
from hutong.exchange.writing import Shop
from hutong.inventory import MAIN
from hutong.kernel import clock, files
from hutong.kernel.db import Database
from hutong.kernel.errands import Made, Progress
from hutong.kernel.i18n import gettext as _
from hutong.kernel.settings import Settings

AT_ONCE = 500
AS_BEFORE = Limits(rows=100_000, unpacked=640 * 1024 * 1024)  # it was taken in within limits


async def products_as_file(
    db: Database, settings: Settings, ids: Sequence[UUID], *, kind: str, progress: Progress
) -> Made:
    """These products in the exchange format: xlsx, csv, or zip with their pictures."""
    lines: list[writing.Line] = []
    keys: list[str] = []
    for begin in range(0, len(ids), AT_ONCE):
        async with db.reading() as session:
            sheets = await catalog.products(session, ids[begin : begin + AT_ONCE])
            shop = await _shop(session, sheets)
        lines += writing.lines(sheets, shop)
        keys += [key for sheet in sheets for _field, key in sheet.draft.picture_keys]
        await progress(begin + len(sheets), len(ids))
    if kind == "csv":
        content = await asyncio.to_thread(writing.as_csv, lines)
    else:
        content = await asyncio.to_thread(writing.as_xlsx, lines)
    if kind == "zip":
        content = await asyncio.to_thread(writing.as_zip, content, keys, settings.media_dir)
    day = clock.local_day(clock.now()).isoformat()
    return Made(
        name=f"products-{day}.{kind}", media_type=writing.MEDIA_TYPES[kind], content=content
    )


async def template(session: AsyncSession) -> bytes:
    return writing.template(
        {
            "category": [each.slug for each in await catalog.categories(session)],
            "tags": [each.slug for each in await catalog.tags(session)],
            "brand": [each.slug for each in await catalog.brands(session)],
        }
    )


async def wrong_rows(session: AsyncSession, import_id: UUID) -> bytes:
    """Every row of a product with something wrong, as it was brought, and why. Raises FileGone."""
    brought = await queries.find_import(session, import_id)
    if brought.file_id is None:
        raise files.FileGone
    packed = await files.content(session, brought.file_id)
    lines = await queries.lines(session, import_id, kinds=[Kind.WRONG], limit=max(1, brought.rows))
    told: defaultdict[int, list[str]] = defaultdict(list)
    for line in lines:
        for number in line.rows:
            told[number] += []
        for wrong in line.wrong:
            place = f"{wrong['cell']}: " if wrong["cell"] else ""
            told[wrong["row"]].append(f"{place}{wrong['message']}")
    table = await asyncio.to_thread(reading.read, packed, brought.file_name, AS_BEFORE)
    beside = _("Another row of this product is wrong.")
    rows = [
        (row.whole, "\n".join(told[row.number]) or beside)
        for row in table.rows
        if row.number in told
    ]
    return await asyncio.to_thread(writing.wrong_rows, table.headings, rows)


async def _shop(session: AsyncSession, sheets: Sequence[ProductSheet]) -> Shop:
    codes = {sku.id: sku.code for sheet in sheets for sku in sheet.skus}
    pins = await inventory.pinned(session, MAIN, list(codes)) if codes else {}
    shelves = await queries.shelves(session)
    limits = {codes[key]: Limit(pin.minimum, pin.maximum) for key, pin in pins.items()}
    named = await assortment.naming(session, [sheet.id for sheet in sheets])
    areas = {product: [area for _rule, area in rules] for product, rules in named.items()}
    return Shop(shelves.slugs, limits, areas, await suggestions.kept(session, sheets))
