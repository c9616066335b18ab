"""From what is known of a product and what a shopper wishes to the page that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar.datastructures import MultiDict

from hutong import content, pricing
from hutong.catalog import ProductSheet, SkuSheet
from hutong.content import Film
from hutong.inventory import Level
from hutong.kernel import clock
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts, pick
from hutong.pricing import QuoteLine
from hutong.search import RELATED, Document, Index, Query
from hutong.storefront import linked_data
from hutong.storefront.cards import cards, marks
from hutong.storefront.product.choice import Wishes, choose, wishes_of
from hutong.storefront.product.memory import Known
from hutong.storefront.product.page import FilmShown, Moving, ProductPage, Shot
from hutong.web import found
from hutong.web.frame import Link, Site
from hutong.web.goods import Promise
from hutong.web.navigation import Navigation
from hutong.web.picture import film_url
from hutong.web.region import There
from hutong.web.templating import money

QUANTITY_MAX = 99
DIGITS = 4
SKU_CODE_MAX = 64
NONE = Level(0)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the address or the form of a product page says; what makes no sense is left out."""

    wishes: Wishes
    quantity: int

    @classmethod
    def read(cls, sheet: ProductSheet, given: "MultiDict[str] | Mapping[str, Any]") -> "Asking":
        wishes = {
            place: wish
            for place in range(len(sheet.specs))
            if (wish := _number(given.get(f"c{place}"))) is not None
        }
        code = str(given.get("sku") or "")[:SKU_CODE_MAX]
        return cls(wishes or wishes_of(sheet, code), _number(given.get("quantity")) or 1)


@dataclass(frozen=True, slots=True)
class Visiting:
    """Who looks: whether it is a favourite of theirs, and what can be sent to them."""

    favourite: bool
    there: There


async def product_page(
    known: Known,
    asking: Asking,
    *,
    index: Index,
    navigation: Navigation,
    visitor: Visiting,
    site: Site,
) -> ProductPage:
    sheet, document = known.sheet, known.document
    choice = choose(sheet, known.stock, asking.wishes)
    level = known.stock.get(choice.sku.id, NONE) if choice.sku else NONE
    most = min(QUANTITY_MAX, max(0, level.at_once), sheet.limit_per_member or QUANTITY_MAX)
    quantity = max(1, min(asking.quantity, most))
    summary = _summary(sheet)
    return ProductPage(
        slug=sheet.slug,
        title=sheet.title,
        subtitle=sheet.subtitle,
        crumbs=_crumbs(known),
        pictures=tuple(_pictures(sheet, choice.sku)),
        moving=_moving(known),
        questions=choice.questions,
        moved=choice.moved,
        sku=choice.sku,
        price=choice.sku.price if choice.sku else None,
        struck=choice.sku.struck(clock.now()) if choice.sku else None,
        suggested=sheet.suggests(choice.sku, clock.now()),
        sales=document.sales if document else 0,
        marks=marks(sheet.marks, most=len(sheet.marks)),
        brand=Link(pick(sheet.brand.name), f"/b/{sheet.brand.slug}") if sheet.brand else None,
        listed=sheet.listed,
        buyable=sheet.listed and most > 0,
        quantity=quantity,
        most=max(1, most),
        left=level.hint,
        limit=_limit(sheet),
        region=visitor.there.region,
        barred=_barred(known, visitor.there),
        favourite=visitor.favourite,
        freight=_freight(navigation, sheet, choice.sku, quantity),
        valid_days=sheet.valid_days,
        promises=() if sheet.is_service else _promises(navigation),
        parameters=sheet.parameters,
        description=tuple(content.blocks(pick(sheet.description))),
        related=cards(await _related(index, known), visitor.there),
        meta_title=pick(sheet.meta_title) or pick(sheet.title),
        summary=summary,
        linked_data=_linked_data(known, choice.sku, summary, site),
    )


async def _related(index: Index, known: Known) -> Sequence[Document]:
    """Its neighbours; of what is off the shelf, those that it had: from the narrowest place where
    something is on sale."""
    if known.document is not None:
        return await index.related(known.sheet.id)
    for place in reversed(known.way):
        near = Query(category_slug=place.slug, size=RELATED, counting=False)
        if items := (await index.find(near)).items:
            return items
    return ()


def _linked_data(known: Known, sku: SkuSheet | None, summary: str, site: Site) -> linked_data.Data:
    sheet = known.sheet
    level = known.stock.get(sku.id, NONE) if sku else NONE
    here = Link(pick(sheet.title), f"/p/{sheet.slug}")
    return linked_data.graph(
        linked_data.product(sheet, sku, summary=summary, level=level, site=site),
        linked_data.breadcrumb(_crumbs(known), here, site),
    )


def _barred(known: Known, there: There) -> str:
    """Why it cannot be sent to the visitor's region, in words."""
    if known.sheet.is_service:
        return ""
    slugs = known.document.category_slugs if known.document else frozenset[str]()
    rule = there.keeps(known.sheet.id, slugs, known.sheet.parameters)
    return pick(rule.reason) if rule else ""


def _promises(navigation: Navigation) -> tuple[Promise, ...]:
    return tuple(
        Promise(each.slug, each.title, each.line) for each in navigation.shopfront.promises
    )


def _number(given: object) -> int | None:
    text = str(given or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def _limit(sheet: ProductSheet) -> str:
    """How many of it one person can buy, in words."""
    if sheet.limit_per_member is None:
        return ""
    if sheet.limit_days is None:
        return _("At most {limit} for each person").format(limit=sheet.limit_per_member)
    words = _("At most {limit} for each person within {days} days")
    return words.format(limit=sheet.limit_per_member, days=sheet.limit_days)


def _crumbs(known: Known) -> tuple[Link, ...]:
    path = known.document.path if known.document else known.way
    return tuple(Link(pick(place.name), f"/c/{place.slug}") for place in path)


def _pictures(sheet: ProductSheet, sku: SkuSheet | None) -> list[Shot]:
    """The chosen article first, then the gallery; every picture once."""
    alts: dict[str, Texts] = {}
    if sku and sku.picture:
        alts[sku.picture] = sku.title
    alts |= {picture.key: picture.alt for picture in sheet.pictures}
    return [Shot(key, alt) for key, alt in alts.items()]


def _moving(known: Known) -> Moving:
    sheet = known.sheet
    return Moving(_film(known.film, sheet) if known.film else None, sheet.turn)


def _film(film: Film, sheet: ProductSheet) -> FilmShown:
    pictures = [picture.key for picture in sheet.pictures]
    return FilmShown(
        url=film_url(film.file),
        media_type=f"video/{film.container}",
        poster=film.poster or next(iter(pictures), ""),
        width=film.width,
        height=film.height,
        words=film.alt,
    )


def _freight(
    navigation: Navigation, sheet: ProductSheet, sku: SkuSheet | None, quantity: int
) -> str:
    if sku is None or sheet.is_service:
        return ""
    line = QuoteLine(
        sku_id=sku.id, quantity=quantity, list_price=sku.price, weight_grams=sku.weight_grams
    )
    charge = pricing.quote([line], navigation.rules).freight
    if not charge.deliverable:
        return ""
    if not charge.amount:
        return _("Free delivery")
    free_from = charge.terms.free_from if charge.terms else None
    if free_from is None:
        return _("Delivery from {fee}").format(fee=money(charge.amount))
    return _("Delivery from {fee}, free from {free}").format(
        fee=money(charge.amount), free=money(free_from)
    )


def _summary(sheet: ProductSheet) -> str:
    """What a list of search results shows below the title."""
    told = found.words_of_product(pick(sheet.title), pick(sheet.subtitle), pick(sheet.description))
    return pick(sheet.meta_description) or told
