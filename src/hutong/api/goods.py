"""Looking around: categories, listing, search, one product."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Router, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter

from hutong import catalog, inventory, search
from hutong.api.cards import CardOut, why_not
from hutong.api.shapes import Amount, Told, amount, picture_url
from hutong.assortment import Restriction
from hutong.catalog import CategoryNode, ProductSheet, SuggestedSheet
from hutong.inventory import Level
from hutong.kernel import clock
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import CNY, Money
from hutong.kernel.texts import pick
from hutong.search import BRAND, TAG, Found, Index, Query, Sort
from hutong.web.region import DISTRICT, There
from hutong.web.region import read as region_of
from hutong.web.session import Session

SIZE_MAX = 48
PAGE_MAX = 1000
SLUG_MAX = 100
ORDER_MAX = 20

Page = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
Size = Annotated[int, QueryParameter(ge=1, le=SIZE_MAX)]
Words = Annotated[str, QueryParameter(max_length=100)]
Order = Annotated[str, QueryParameter(max_length=ORDER_MAX)]
Slug = Annotated[str | None, QueryParameter(max_length=SLUG_MAX)]
District = Annotated[
    str | None,
    QueryParameter(max_length=DISTRICT, description="The district that parcels go to: 330106."),
]
Fen = Annotated[int | None, QueryParameter(ge=0, le=10**12)]


class CategoryOut(Told, frozen=True):
    slug: str
    name: str
    blurb: str
    picture: str | None
    children: list["CategoryOut"]

    @classmethod
    def of(cls, node: CategoryNode) -> "CategoryOut":
        return cls(
            slug=node.slug,
            name=pick(node.name),
            blurb=pick(node.blurb),
            picture=picture_url(node.picture),
            children=[cls.of(child) for child in node.children],
        )


class OptionOut(Told, frozen=True):
    value: str
    name: str
    count: int


class FacetOut(Told, frozen=True):
    key: str
    name: str
    options: list[OptionOut]


class ListingOut(Told, frozen=True):
    """`order`: ask for other pages with it, and no product moves from one to another meanwhile."""

    items: list[CardOut]
    total: int
    page: int
    pages: int
    order: str
    facets: list[FacetOut]
    price_from: Amount | None
    price_to: Amount | None

    @classmethod
    def of(cls, found: Found, there: There) -> "ListingOut":
        names = {BRAND: _("Brand"), TAG: _("Tag")}
        return cls(
            items=[
                CardOut.of(document, there, found.looks.get(document.product_id))
                for document in found.items
            ],
            total=found.total,
            page=found.page,
            pages=found.pages,
            order=found.order,
            facets=[
                FacetOut(
                    key=facet.key,
                    name=names.get(facet.key) or pick(facet.label),
                    options=[
                        OptionOut(value=option.key, name=pick(option.label), count=option.count)
                        for option in facet.options
                    ],
                )
                for facet in found.facets.specs
            ],
            price_from=amount(found.facets.price_from),
            price_to=amount(found.facets.price_to),
        )


class SuggestedOut(Told, frozen=True):
    """By the maker's list of the day `dated`; not to be shown after the day `until`."""

    price: Amount
    dated: date
    until: date

    @classmethod
    def of(cls, suggested: SuggestedSheet) -> "SuggestedOut":
        price = Amount.of(suggested.price)
        return cls(price=price, dated=suggested.dated, until=suggested.until)


class SkuOut(Told, frozen=True):
    """`left` is said when little is left. `values` are in the order of the product's specs.
    `original_price` is there for as long as it may stand struck through beside the price: the
    lowest one that was asked in the days before. `suggested_price` is what the maker suggests as
    the retail price: show it as that, never struck through or as a discount of the shop."""

    id: UUID
    code: str
    title: str
    price: Amount
    original_price: Amount | None
    suggested_price: SuggestedOut | None
    weight_grams: int
    picture: str | None
    values: list[UUID]
    available: bool
    left: int | None


class ValueOut(Told, frozen=True):
    id: UUID
    name: str
    picture: str | None


class SpecOut(Told, frozen=True):
    id: UUID
    name: str
    values: list[ValueOut]


class ParameterOut(Told, frozen=True):
    name: str
    value: str


class PictureOut(Told, frozen=True):
    url: str
    alt: str


class ProductOut(Told, frozen=True):
    """`not_sold_there`: why it cannot be had in the region that was asked for."""

    id: UUID
    slug: str
    title: str
    subtitle: str
    description: str
    category_id: UUID
    listed: bool
    pictures: list[PictureOut]
    parameters: list[ParameterOut]
    specs: list[SpecOut]
    skus: list[SkuOut]
    not_sold_there: str | None

    @classmethod
    def of(
        cls, sheet: ProductSheet, levels: dict[UUID, Level], barred: Restriction | None
    ) -> "ProductOut":
        return cls(
            id=sheet.id,
            slug=sheet.slug,
            title=pick(sheet.title),
            subtitle=pick(sheet.subtitle),
            description=pick(sheet.description),
            category_id=sheet.category_id,
            listed=sheet.listed,
            pictures=[
                PictureOut(url=picture_url(each.key) or "", alt=pick(each.alt))
                for each in sheet.pictures
            ],
            parameters=[
                ParameterOut(name=pick(each.name), value=pick(each.value))
                for each in sheet.parameters
            ],
            specs=_specs(sheet),
            skus=_skus(sheet, levels),
            not_sold_there=why_not(barred),
        )


def _specs(sheet: ProductSheet) -> list[SpecOut]:
    return [
        SpecOut(
            id=spec.id,
            name=pick(spec.name),
            values=[
                ValueOut(id=value.id, name=pick(value.name), picture=picture_url(value.picture))
                for value in spec.values
            ],
        )
        for spec in sheet.specs
    ]


def _skus(sheet: ProductSheet, levels: dict[UUID, Level]) -> list[SkuOut]:
    at = clock.now()
    return [
        SkuOut(
            id=sku.id,
            code=sku.code,
            title=pick(sku.title),
            price=Amount.of(sku.price),
            original_price=Amount.of(struck) if (struck := sku.struck(at)) else None,
            suggested_price=SuggestedOut.of(told) if (told := sheet.suggests(sku, at)) else None,
            weight_grams=sku.weight_grams,
            picture=picture_url(sku.picture),
            values=list(sku.value_ids),
            available=sheet.listed and levels[sku.id].available > 0,
            left=levels[sku.id].hint,
        )
        for sku in sheet.active_skus
    ]


@get("/categories", summary=N_("The category tree"), sync_to_thread=False)
def categories(request: Request[Any, Any, State]) -> list[CategoryOut]:
    index: Index = request.app.state.index
    return [CategoryOut.of(node) for node in index.tree]


@get(
    "/products",
    summary=N_("Listing and search"),
    description=N_(
        "Prices are in fen. A page after the last gives the last. Ask for further pages with the "
        "`order` of the first: then no product moves from one to another meanwhile. With a "
        "`region`, what is hidden there is left out, and `not_sold_there` says why something "
        "cannot be had there."
    ),
)
async def listing(  # noqa: PLR0913 - a listing has that many filters
    request: Request[Any, Any, State],
    *,
    q: Words = "",
    category: Slug = None,
    price_min: Fen = None,
    price_max: Fen = None,
    in_stock: FromQuery[bool] = False,
    sort: FromQuery[Sort] = Sort.DEFAULT,
    page: Page = 1,
    size: Size = search.PAGE_SIZE,
    order: Order = "",
    region: District = None,
) -> ListingOut:
    index: Index = request.app.state.index
    there = seen_from(request, region)
    slugs, products = there.hidden
    found = await index.find(
        Query(
            text=q,
            category_slug=category,
            price_min=None if price_min is None else Money(price_min, CNY),
            price_max=None if price_max is None else Money(price_max, CNY),
            in_stock=in_stock,
            sort=sort,
            page=page,
            size=size,
            order=order,
            not_in=slugs,
            not_these=products,
        )
    )
    return ListingOut.of(found, there)


@get("/products/{slug:str}", summary=N_("One product"))
async def product(
    request: Request[Any, Any, State],
    session: Session,
    slug: FromPath[str],
    region: District = None,
) -> ProductOut:
    there = seen_from(request, region)
    sheet = await catalog.find_product(session, slug[:SLUG_MAX])
    levels = await inventory.levels(session, [sku.id for sku in sheet.active_skus])
    return ProductOut.of(sheet, levels, _barred(request.app.state.index, sheet, there))


@get("/products/{slug:str}/related", summary=N_("What stands beside it"))
async def related(
    request: Request[Any, Any, State], slug: FromPath[str], region: District = None
) -> list[CardOut]:
    there = seen_from(request, region)
    index: Index = request.app.state.index
    document = await index.by_slug(slug[:SLUG_MAX])
    if document is None:
        raise catalog.ProductNotFound(slug[:SLUG_MAX])
    beside = await index.related(document.product_id)
    return [CardOut.of(each, there) for each in there.shown(beside)]


def seen_from(request: Request[Any, Any, State], code: str | None) -> There:
    """Raises Invalid for what is no district."""
    known = region_of(code)
    if code is not None and known is None:
        words = _("Send the code of a district, such as 330106.")
        raise Invalid([Problem("region", words)])
    return There(known, request.app.state.navigation.atlas, clock.now())


def _barred(index: Index, sheet: ProductSheet, there: There) -> Restriction | None:
    """Services are not sent anywhere."""
    if sheet.is_service:
        return None
    document = index.glance_at(sheet.id)
    slugs = document.category_slugs if document else frozenset[str]()
    return there.keeps(sheet.id, slugs, sheet.parameters)


router = Router("/", route_handlers=[categories, listing, product, related], tags=["goods"])
