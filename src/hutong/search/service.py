"""Keeps the documents: written anew from the catalog, touched when stock or sales move."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory
from hutong.catalog import (
    Category,
    ProductSheet,
    SkuSheet,
    Tag,
    TagSheet,
    WantedParameter,
    filter_values,
)
from hutong.inventory import Level
from hutong.kernel.texts import FALLBACK
from hutong.search import queries
from hutong.search.models import SearchDocument

BATCH = 500
NOW = text("pg_current_xact_id()")
KEPT = {"product_id", "sales"}

COUNT = text("""
    with sold as materialized (
        select * from unnest(cast(:ids as uuid[]), cast(:counts as bigint[])) as t (id, quantity)
    ),
    held as materialized (
        select product_id from search_document where product_id = any(cast(:ids as uuid[]))
        order by product_id for no key update
    )
    update search_document
    set sales = sales + sold.quantity, changed = pg_current_xact_id()
    from held join sold on sold.id = held.product_id
    where search_document.product_id = held.product_id
""")


async def rebuild(session: AsyncSession) -> int:
    """Every document anew, in a few statements for each five hundred. How many there are."""
    count = 0
    after: UUID | None = None
    while sheets := await catalog.products(session, after=after):
        await _write(session, sheets)
        count += len(sheets)
        after = sheets[-1].id
    return count


async def refresh(session: AsyncSession, product_ids: Sequence[UUID]) -> None:
    """These documents anew."""
    if product_ids:
        await _write(session, await catalog.products(session, product_ids))


async def refresh_all(session: AsyncSession, product_ids: Collection[UUID]) -> None:
    """However many they are."""
    ids = sorted(product_ids)
    for start in range(0, len(ids), BATCH):
        await refresh(session, ids[start : start + BATCH])


async def restock(session: AsyncSession, sku_ids: Sequence[UUID]) -> None:
    """Take over what is left of these SKUs, where that changes what a shopper is told."""
    documents = await queries.holding(session, sku_ids)
    known = [UUID(sku_id) for document in documents for sku_id in document.skus]
    levels = await inventory.levels(session, known)
    for document in documents:
        skus = _hints((UUID(sku_id) for sku_id in document.skus), levels)
        if skus != document.skus:
            document.skus = skus
            document.in_stock = _in_stock(skus)
            document.changed = NOW  # type: ignore[assignment]  # the database knows it
    await session.flush()


async def count_sales(session: AsyncSession, quantities: Mapping[UUID, int]) -> None:
    """So many more of each product were sold; less after a return. For whoever sells."""
    sold = {key: quantity for key, quantity in quantities.items() if quantity}
    if not sold:
        return
    await session.execute(COUNT, {"ids": list(sold), "counts": list(sold.values())})


async def _write(session: AsyncSession, sheets: Sequence[ProductSheet]) -> None:
    paths = await catalog.ancestry(session)
    skus = [sku.id for sheet in sheets for sku in sheet.active_skus]
    levels = await inventory.levels(session, skus)
    tags = await catalog.tag_paths(session) if any(sheet.marks for sheet in sheets) else {}
    wanted = catalog.wanted_along(paths)
    rows = [
        _row(sheet, paths[sheet.category_id], levels, tags)
        | {"specs": [*_specs(sheet), *_attributes(sheet, wanted[sheet.category_id])]}
        for sheet in sheets
    ]
    for start in range(0, len(rows), BATCH):
        fresh = insert(SearchDocument).values(rows[start : start + BATCH])
        columns = {name: fresh.excluded[name] for name in rows[0] if name not in KEPT}
        await session.execute(
            fresh.on_conflict_do_update(
                index_elements=["product_id"], set_={**columns, "changed": NOW}
            )
        )


def _row(
    sheet: ProductSheet,
    path: Sequence[Category],
    levels: Mapping[UUID, Level],
    tags: Mapping[str, Sequence[Tag]],
) -> dict[str, Any]:
    active = sheet.active_skus
    prices = [sku.price for sku in active] or [sku.price for sku in sheet.skus]
    skus = _hints((sku.id for sku in active), levels)
    hidden = any(category.hidden for category in path)
    return {
        "product_id": sheet.id,
        "slug": sheet.slug,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "path": [
            {"id": str(category.id), "slug": category.slug, "name": category.name}
            for category in path
        ],
        "parameters": [parameter.value for parameter in sheet.parameters],
        "currency": prices[0].currency,
        "price_from_minor": min(prices).minor,
        "price_to_minor": max(prices).minor,
        "picture": sheet.pictures[0].key if sheet.pictures else None,
        "looks": list(_looks(sheet)),
        "tags": _tags(sheet, tags),
        "keywords": sheet.keywords,
        "brand": sheet.brand and {"slug": sheet.brand.slug, "name": sheet.brand.name},
        "skus": skus,
        "in_stock": _in_stock(skus),
        "launched_at": sheet.launched_at,
        "edited_at": sheet.edited_at,
        "shown": sheet.listed and not hidden,
    }


def _tags(sheet: ProductSheet, paths: Mapping[str, Sequence[Tag]]) -> list[dict[str, Any]]:
    """The most important first, then those above them."""
    own: dict[str, TagSheet] = {mark.slug: mark for mark in sheet.marks}
    above: dict[str, Tag] = {
        tag.slug: tag for slug in own for tag in paths.get(slug, ()) if tag.slug not in own
    }
    every: list[TagSheet | Tag] = [*own.values(), *above.values()]
    return [
        {
            "slug": each.slug,
            "name": each.name,
            "tone": each.tone.value,
            "place": each.place.value,
            "above": each.slug in above,
        }
        for each in every
    ]


def _specs(sheet: ProductSheet) -> list[dict[str, Any]]:
    """Only values in which the product can really be had."""
    had = {value_id for sku in sheet.active_skus for value_id in sku.value_ids}
    return [
        {"name": spec.name, "values": [value.name for value in spec.values if value.id in had]}
        for spec in sheet.specs
    ]


def _attributes(sheet: ProductSheet, wanted: Sequence[WantedParameter]) -> Iterator[dict[str, Any]]:
    """Parameters that shoppers choose by, like specifications, which come first."""
    chosen = {each.name[FALLBACK] for each in wanted if each.filtered}
    chosen -= {spec.name.get(FALLBACK, "") for spec in sheet.specs}
    for each in sheet.parameters:
        if each.name.get(FALLBACK) in chosen and (values := list(filter_values(each))):
            yield {"name": each.name, "values": values}


def _looks(sheet: ProductSheet) -> Iterator[dict[str, Any]]:
    """Of specifications whose values have pictures of their own: a value that has several says
    nothing about how it looks."""
    for place, spec in enumerate(sheet.specs):
        skus: dict[UUID, list[SkuSheet]] = defaultdict(list)
        for sku in sheet.active_skus:
            if sku.picture:
                skus[sku.value_ids[place]].append(sku)
        shown = {key: having[0] for key, having in skus.items() if _alike(having)}
        if _alike(list(shown.values())):
            continue
        for value in spec.values:
            if value.id in shown:
                sku = shown[value.id]
                yield {
                    "key": spec.name.get(FALLBACK, ""),
                    "value": value.name,
                    "picture": sku.picture,
                    "sku": sku.code,
                }


def _alike(skus: Sequence[SkuSheet]) -> bool:
    return len({sku.picture for sku in skus}) <= 1


def _hints(sku_ids: Iterable[UUID], levels: Mapping[UUID, Level]) -> dict[str, int | None]:
    return {str(sku_id): levels[sku_id].hint for sku_id in sku_ids}


def _in_stock(skus: Mapping[str, int | None]) -> bool:
    return any(left is None or left > 0 for left in skus.values())
