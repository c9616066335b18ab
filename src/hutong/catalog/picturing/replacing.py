"""Another picture in the place of one, wherever products and categories show it."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import queries, trail
from hutong.catalog.events import CategoryChanged, ProductChanged
from hutong.catalog.labels.brands import replace_logo
from hutong.catalog.models import Product
from hutong.catalog.picturing.queries import products_showing
from hutong.catalog.versions.keeping import keep
from hutong.catalog.versions.models import BY_HAND
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor


async def replace_picture(
    session: AsyncSession,
    old: str,
    new: str,
    *,
    by: Actor,
    among: Collection[str] | None = None,
) -> list[str]:
    """Everywhere, or among these places alone. A product that shows the new one already shows it
    once. Says where: "product:<id>", "category:<id>", "brand:<id>"."""
    await queries.hold_editing(session)
    done = []
    at = clock.now()
    wanted = await products_showing(session, old)
    for product in (await queries.locked(session, wanted)).values():
        place = f"product:{product.id}"
        if among is not None and place not in among:
            continue
        before = trail.product_told(product)
        _swap(product, old, new)
        product.edited(at, by)
        trail.record_product(session, by, "catalog.replace_picture", product, before=before)
        events.emit(session, ProductChanged(product_id=product.id))
        done.append(place)
    if done:
        await keep(session, wanted, by=by, cause=BY_HAND)
    for category in await queries.categories(session):
        place = f"category:{category.id}"
        if category.picture != old or (among is not None and place not in among):
            continue
        before = trail.category_told(category)
        category.picture = new
        category.edited_at, category.edited_by = at, by.name
        trail.record_category(session, by, "catalog.replace_picture", category, before=before)
        events.emit(session, CategoryChanged(category_id=category.id))
        done.append(place)
    await session.flush()
    return [*done, *await replace_logo(session, old, new, by=by, among=among)]


def _swap(product: Product, old: str, new: str) -> None:
    if new in {picture.key for picture in product.pictures}:
        product.pictures = [picture for picture in product.pictures if picture.key != old]
    for picture in product.pictures:
        picture.key = new if picture.key == old else picture.key
    for side in product.turn:
        side.key = new if side.key == old else side.key
    for value in (value for spec in product.specs for value in spec.values):
        value.picture = new if value.picture == old else value.picture
    for sku in product.skus:
        sku.picture = new if sku.picture == old else sku.picture
