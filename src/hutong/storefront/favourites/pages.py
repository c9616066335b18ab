from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import catalog, inventory, members
from hutong.catalog import ProductSheet
from hutong.inventory import Level
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money
from hutong.kernel.texts import pick
from hutong.recommendation import DeedKind
from hutong.search import Document, Index
from hutong.storefront import noting
from hutong.storefront.cards import marks
from hutong.storefront.product.memory import Memory
from hutong.web import pages
from hutong.web.frame import Flash, Link
from hutong.web.goods import Card, Mark
from hutong.web.session import Session
from hutong.web.visitor import MemberId


@dataclass(frozen=True, slots=True)
class Variant:
    code: str
    title: str
    price: Money


@dataclass(frozen=True, slots=True)
class Favourite:
    """`variants` are those that can be bought now."""

    slug: str
    card: Card
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class FavouritesPage:
    favourites: tuple[Favourite, ...]
    older_url: str


@dataclass(frozen=True, slots=True)
class Heart:
    slug: str
    favourite: bool


@get("/favourites")
async def show(
    request: HTMXRequest, state: State, session: Session, member_id: MemberId
) -> Template:
    page = await _page(state, session, member_id, before=_id(request.query_params.get("before")))
    return pages.show(request, "storefront/favourites/favourites.html", page)


@post("/favourites/{slug:str}", status_code=200)
async def mark(
    request: HTMXRequest,
    *,
    state: State,
    session: Session,
    member_id: MemberId,
    slug: FromPath[str],
) -> Response[Any]:
    memory: Memory = state.memory
    known = await memory.product(session, slug)
    await members.favourite(session, known.sheet.id, member_id=member_id)
    noting.done(request, member_id, known.sheet.id, DeedKind.MARKED)
    if request.htmx:
        return pages.show(
            request, "storefront/product/_favourite.html", Heart(slug, favourite=True)
        )
    saved = Flash(_("Saved to your favourites"), link=Link(_("Favourites"), "/favourites"))
    return pages.back(request, f"/p/{slug}", saved)


@post("/favourites/{slug:str}/removal", status_code=200)
async def unmark(
    request: HTMXRequest,
    *,
    state: State,
    session: Session,
    member_id: MemberId,
    slug: FromPath[str],
) -> Response[Any]:
    """From the list the whole list is answered; from the product page the heart."""
    memory: Memory = state.memory
    known = await memory.product(session, slug)
    await members.unfavourite(session, known.sheet.id, member_id=member_id)
    from_list = (await request.form()).get("from") == "list"
    if not request.htmx:
        return pages.back(request, "/favourites" if from_list else f"/p/{slug}")
    if from_list:
        page = await _page(state, session, member_id)
        return pages.show(request, "storefront/favourites/_favourites.html", page)
    return pages.show(request, "storefront/product/_favourite.html", Heart(slug, favourite=False))


async def _page(
    state: State, session: Session, member_id: UUID, *, before: UUID | None = None
) -> FavouritesPage:
    index: Index = state.index
    marked = await members.favourites(session, member_id, before=before)
    sheets = {sheet.id: sheet for sheet in await catalog.products(session, marked.product_ids)}
    skus = [sku.id for sheet in sheets.values() for sku in sheet.active_skus]
    levels = await inventory.levels(session, skus)
    return FavouritesPage(
        tuple(
            [
                _favourite(sheets[each], levels, await index.get(each))
                for each in marked.product_ids
                if each in sheets
            ]
        ),
        f"/favourites?before={marked.older}" if marked.older else "",
    )


def _favourite(
    sheet: ProductSheet, levels: dict[UUID, Level], document: Document | None
) -> Favourite:
    variants = tuple(_variants(sheet, levels)) if sheet.listed else ()
    prices = [sku.price for sku in sheet.active_skus or sheet.skus]
    card = Card(
        url=f"/p/{sheet.slug}",
        title=pick(sheet.title),
        subtitle=pick(sheet.subtitle),
        picture=sheet.pictures[0].key if sheet.pictures else None,
        price_from=min(prices),
        price_to=max(prices),
        sales=document.sales if document else 0,
        in_stock=bool(variants),
        marks=marks(sheet.marks) if sheet.listed else (Mark(_("No longer for sale"), "calm"),),
    )
    return Favourite(sheet.slug, card, variants)


def _variants(sheet: ProductSheet, levels: dict[UUID, Level]) -> Iterator[Variant]:
    for sku in sheet.active_skus:
        if levels[sku.id].available > 0:
            yield Variant(sku.code, pick(sku.title) or pick(sheet.title), sku.price)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
