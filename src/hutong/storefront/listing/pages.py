from dataclasses import dataclass, replace

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect, Template

from hutong import catalog
from hutong.catalog import CategoryNode, CategoryNotFound
from hutong.decoration import Content
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.search import BRAND, PAGE_SIZE, TAG, Found, Guidance, Index, Query, Sort
from hutong.storefront import linked_data, noting
from hutong.storefront.blocks import reader_of
from hutong.storefront.built.page import Kind, Sight, built
from hutong.storefront.cards import cards
from hutong.storefront.listing.hearing import heard, recognised, ways
from hutong.storefront.listing.page import (
    CategoriesPage,
    Facet,
    FacetOption,
    ListingPage,
    Order,
    Room,
)
from hutong.storefront.listing.place import Place, brand_place, category_place, search_place
from hutong.storefront.listing.wish import Wish
from hutong.web import kept, pages, region
from hutong.web.frame import Link, Site, shortened
from hutong.web.paging import Pages
from hutong.web.region import There
from hutong.web.session import Session
from hutong.web.templating import number
from hutong.web.visitor import Visiting

INSTEAD = 4

Asked = Request[object, object, State]


@get("/c", sync_to_thread=False)
def categories(request: Asked, state: State) -> Template:
    index: Index = state.index
    rooms = tuple(_room(node) for node in index.tree)
    names = _(", ").join(pick(room.title) for room in rooms)
    page = CategoriesPage(rooms=rooms, summary=shortened(names))
    kept.keep(request)
    return pages.show(request, "storefront/listing/categories.html", page, headers=pages.BROWSING)


@get("/c/{slug:str}")
async def category(
    request: HTMXRequest,
    *,
    state: State,
    session: Session,
    visitor: Visiting,
    slug: FromPath[str],
) -> Template | Redirect:
    """No statement is sent for a category that is where the address says."""
    index: Index = state.index
    way = index.category_path(slug)
    if not way:
        now = await catalog.moved_category(session, slug)
        if now is None or not index.category_path(now):
            raise CategoryNotFound(slug)
        return pages.moved(request, f"/c/{now}")
    wish = Wish.read(request.query_params)
    there = region.there(request)
    found = await index.find(_there(wish.query(slug), there))
    page = await _page(
        index, found, Sorting(wish, category_place(way), there), site=pages.site(request)
    )
    if wish.pairs() or found.page > 1:
        kept.keep(request)
        return _answer(request, page)
    content = state.navigation.board.page(page.path, there.at)
    until = state.navigation.board.until(page.path, there.at)
    above = landing(page, content, index, Sight(there, reader_of(visitor)))
    kept.keep(request, until=until)
    return _answer(request, above)


@get("/b/{slug:str}")
async def brand(
    request: HTMXRequest, *, state: State, session: Session, slug: FromPath[str]
) -> Template | Redirect:
    index: Index = state.index
    shown = await catalog.brand_at(session, slug)
    wish = Wish.read(request.query_params)
    there = region.there(request)
    found = await index.find(_there(replace(wish.query(None), brand=slug), there))
    site = pages.site(request)
    page = await _page(index, found, Sorting(wish, brand_place(shown), there), site=site)
    page = replace(
        page,
        linked_data=linked_data.graph(
            linked_data.brand(shown, site),
            *page.linked_data["@graph"],
        ),
    )
    return _answer(request, page)


@get("/search")
async def search(request: HTMXRequest, state: State) -> Template | Redirect:
    index: Index = state.index
    guidance: Guidance = state.guidance
    wish = Wish.read(request.query_params)
    there = region.there(request)
    found = await index.find(_there(wish.query(wish.category or None), there))
    noting.looked(request, wish, found)
    elsewhere = guidance.redirect(wish.words) if wish == Wish(words=wish.words) else None
    if elsewhere is not None:
        return Redirect(elsewhere, status_code=303)
    place = search_place(index.tree, found, wish)
    page = await _page(index, found, Sorting(wish, place, there), site=pages.site(request))
    if not wish.words:  # every search for words is noted
        kept.keep(request)
    return _answer(request, page)


def landing(page: ListingPage, content: Content | None, index: Index, sight: Sight) -> ListingPage:
    """What staff have built stands above the goods of the category."""
    if content is None:
        return page
    over = built(content, index, sight)
    return replace(page, blocks=over.blocks, kinds=over.kinds)


def _answer(request: HTMXRequest, page: ListingPage) -> Template:
    answer = pages.swap(
        request,
        part="storefront/listing/_list.html",
        whole="storefront/listing/listing.html",
        page=page,
        headers=pages.BROWSING,
    )
    if request.htmx:  # without the empty fields of the filter form
        answer.headers["hx-push-url"] = page.pages.url(page.pages.current)
    return answer


@dataclass(frozen=True, slots=True)
class Sorting:
    """What is asked for, where it stands, and where it would go."""

    wish: Wish
    place: Place
    there: There


def _there(query: Query, there: There) -> Query:
    """Without what rules hide in the visitor's region."""
    slugs, products = there.hidden
    return replace(query, not_in=slugs, not_these=products) if slugs or products else query


async def _page(index: Index, found: Found, asked: Sorting, *, site: Site) -> ListingPage:
    wish, place = asked.wish, asked.place
    return ListingPage(
        path=place.path,
        name=place.name,
        title=place.title,
        words=place.words,
        meta_title=place.meta_title or place.title,
        meta_description=place.meta_description,
        crumbs=place.crumbs,
        shelves=place.shelves,
        here=place.here,
        kept=wish.kept(),
        price_min="" if wish.lowest is None else str(wish.lowest),
        price_max="" if wish.highest is None else str(wish.highest),
        in_stock=wish.in_stock,
        sold=_sold(found, wish),
        facets=_facets(found),
        filters_set=wish.filters_set,
        bare_url=wish.unfiltered().at(place.path),
        orders=_orders(wish, place.path),
        total=found.total,
        cards=cards(found.items, asked.there, found.looks),
        region=asked.there.region,
        pages=Pages(
            path=place.path,
            query=wish.pairs(),
            current=found.page,
            count=found.pages,
            order=found.order,
        ),
        instead=() if found.items else cards(await index.tagged("hit", INSTEAD)),
        empty_title=place.empty_title
        if wish.words or wish.filters_set
        else _("Nothing is on sale here yet"),
        empty_words=_empty_words(wish),
        heard=heard(found, wish),
        recognised=recognised(found, wish, place.path),
        ways=ways(found, wish, index.tree),
        hidden_from_search=place.path == "/search" or not found.items,
        logo=place.logo,
        picture=place.picture or next((each.picture for each in found.items if each.picture), None),
        linked_data=_linked_data(found, place, site),
    )


def _linked_data(found: Found, place: Place, site: Site) -> linked_data.Data:
    """None for a search: it is hidden from those who would read it."""
    if place.path == "/search":
        return {}
    before = (found.page - 1) * PAGE_SIZE
    return linked_data.graph(
        linked_data.breadcrumb(place.crumbs, Link(place.name, place.path), site),
        linked_data.goods(cards(found.items), before=before, site=site),
    )


def _sold(found: Found, wish: Wish) -> tuple[FacetOption, ...]:
    """So many sold, or more: where that tells goods apart."""
    bands = [band for band in found.facets.sales if band.low]
    if not wish.sold and (not found.total or all(band.count == found.total for band in bands)):
        return ()
    words = _("{count} and more")
    return tuple(
        FacetOption(
            str(band.low),
            words.format(count=number(band.low or 0)),
            band.count,
            band.low == wish.sold,
        )
        for band in bands
    )


def _facets(found: Found) -> tuple[Facet, ...]:
    names = {BRAND: _("Brand"), TAG: _("Tag")}
    return tuple(
        Facet(
            names.get(facet.key) or pick(facet.label),
            tuple(
                FacetOption(
                    f"{facet.key}:{option.key}", pick(option.label), option.count, option.selected
                )
                for option in facet.options
            ),
        )
        for facet in found.facets.specs
    )


def _orders(wish: Wish, path: str) -> tuple[Order, ...]:
    """Price is one link that turns round when it is followed again."""
    upwards = wish.sort is not Sort.PRICE_UP
    price = Sort.PRICE_UP if upwards else Sort.PRICE_DOWN
    arrow = {Sort.PRICE_UP: "up", Sort.PRICE_DOWN: "down"}.get(wish.sort, "sort")
    plain = (
        (Sort.DEFAULT, _("Suggested")),
        (Sort.SALES, _("Best sellers")),
        (Sort.NEW, _("Newest")),
    )
    return (
        *(Order(title, wish.sorted_by(way).at(path), wish.sort is way) for way, title in plain),
        Order(
            _("Price from low to high") if upwards else _("Price from high to low"),
            wish.sorted_by(price).at(path),
            arrow != "sort",
            arrow,
        ),
    )


def _empty_words(wish: Wish) -> str:
    if wish.filters_set:
        return _("Try a wider price range or fewer filters.")
    if not wish.words:
        return _("What is on sale will stand here. Please look in again soon.")
    return _("Try a shorter word, or look through the categories.")


def _room(node: CategoryNode) -> Room:
    return Room(
        node.slug,
        node.name,
        node.blurb,
        f"/c/{node.slug}",
        tuple(Kind(shelf.name, f"/c/{shelf.slug}", shelf.picture) for shelf in node.children),
    )
