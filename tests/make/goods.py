"""Makers of goods: the smallest valid thing, each through the module's own front door."""

import atexit
import shutil
import tempfile
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from itertools import count, product
from pathlib import Path
from uuid import UUID

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content, inventory
from hutong.catalog import (
    Category,
    CategoryDraft,
    PictureDraft,
    ProductDraft,
    ProductKind,
    ProductSheet,
    SkuDraft,
    SpecDraft,
    SpecValueDraft,
)
from hutong.kernel.actor import SYSTEM
from hutong.kernel.money import yuan
from hutong.kernel.texts import Texts

_numbers = count(1)


def words(zh: str, en: str | None = None) -> Texts:
    return {"zh": zh, "en": en or zh}


@lru_cache(maxsize=1)
def media_dir() -> Path:
    """A folder for pictures that goes away with the test run."""
    folder = Path(tempfile.mkdtemp(prefix="hutong-media-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def photo(
    colour: str = "steelblue", *, width: int = 8, height: int = 8, kind: str = "PNG"
) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind)
    return file.getvalue()


async def picture(session: AsyncSession, colour: str = "steelblue") -> str:
    alt = words("一只杯子", "A mug")
    put = await content.put_picture(session, photo(colour), alt=alt, media_dir=media_dir())
    return put.key


async def category(
    session: AsyncSession, slug: str | None = None, *, parent: Category | None = None
) -> Category:
    slug = slug or f"category-{next(_numbers)}"
    draft = CategoryDraft(
        slug=slug, name=words(f"分类 {slug}", slug), parent_id=parent.id if parent else None
    )
    return await catalog.save_category(session, draft, by=SYSTEM)


def spec(name: str, *values: str) -> SpecDraft:
    return SpecDraft(
        name=words(name), values=tuple(SpecValueDraft(name=words(value)) for value in values)
    )


def sku(code: str | None = None, *, choice: tuple[int, ...] = (), price: str = "59") -> SkuDraft:
    return SkuDraft(
        code=code or f"SKU-{next(_numbers)}", choice=choice, price=yuan(price), weight_grams=400
    )


async def draft(
    session: AsyncSession,
    slug: str | None = None,
    *,
    specs: tuple[SpecDraft, ...] = (),
    skus: tuple[SkuDraft, ...] = (),
    price: str = "59",
    category_id: UUID | None = None,
) -> ProductDraft:
    """A product that could be listed; with specs and no SKUs given, every combination."""
    every = product(*(range(len(each.values)) for each in specs))
    slug = slug or f"mug-{next(_numbers)}"
    return ProductDraft(
        slug=slug,
        title=words(f"马克杯 {slug}", f"Mug {slug}"),
        category_id=category_id or (await category(session)).id,
        pictures=(PictureDraft(key=await picture(session), alt=words("一只杯子", "A mug")),),
        specs=specs,
        skus=skus or tuple(sku(choice=choice, price=price) for choice in every),
    )


async def goods(
    session: AsyncSession,
    slug: str | None = None,
    *,
    specs: tuple[SpecDraft, ...] = (),
    price: str = "59",
    in_stock: int = 10,
    category_id: UUID | None = None,
) -> ProductSheet:
    """A product on the shelf, with that many of every SKU in stock."""
    wanted = await draft(session, slug, specs=specs, price=price, category_id=category_id)
    saved = await catalog.save_product(session, wanted, by=SYSTEM)
    await catalog.list_product(session, saved.id, by=SYSTEM)
    await session.flush()
    for each in saved.skus:
        if in_stock:
            await inventory.receive(session, each.id, in_stock, by=SYSTEM)
    return await catalog.product_by_id(session, saved.id)


async def service(
    session: AsyncSession,
    slug: str | None = None,
    *,
    price: str = "199",
    places: int = 10,
    valid_days: int = 90,
) -> ProductSheet:
    """A service on the shelf, with so many places."""
    wanted = replace(
        await draft(session, slug or f"course-{next(_numbers)}", price=price),
        kind=ProductKind.SERVICE,
        valid_days=valid_days,
    )
    saved = await catalog.save_product(session, wanted, by=SYSTEM)
    await catalog.list_product(session, saved.id, by=SYSTEM)
    await session.flush()
    if places:
        await inventory.receive(session, saved.skus[0].id, places, by=SYSTEM)
    return await catalog.product_by_id(session, saved.id)


async def limited(
    session: AsyncSession,
    sheet: ProductSheet,
    *,
    limit_per_member: int,
    limit_days: int | None = None,
) -> ProductSheet:
    """The same product, of which one person can buy only so many."""
    draft = replace(
        sheet.draft,
        limit_per_member=limit_per_member,
        limit_days=limit_days,
        version=None,
    )
    saved = await catalog.save_product(session, draft, by=SYSTEM)
    await session.flush()
    return saved
