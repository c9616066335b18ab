"""What a page tells machines about itself: schema.org, as data in a block that no browser runs."""

from collections.abc import Sequence
from typing import Any

from hutong import content
from hutong.catalog import Brand, ProductSheet, SkuSheet
from hutong.content import Shopfront
from hutong.inventory import Level
from hutong.kernel import clock
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.web.frame import Link, Site, shortened
from hutong.web.goods import Card

Data = dict[str, Any]
PICTURE_WIDTH = 960
OWN_NUMBERS = "2"  # barcodes that mean something inside one shop only


def graph(*things: Data) -> Data:
    return {"@context": "https://schema.org", "@graph": [thing for thing in things if thing]}


def shop(front: Shopfront, site: Site) -> tuple[Data, Data]:
    """Who sells, and the site with its search."""
    origin = site.origin
    name, home = pick(front.name), f"{origin}/"
    seller = {
        "@type": ["Organization", "OnlineStore"],
        "@id": f"{origin}/#shop",
        "name": name,
        "description": pick(front.description),
        "url": home,
    }
    said = f"&lang={site.language}" if site.language else ""
    search = {
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": f"{origin}/search?q={{search_term_string}}{said}",
        },
        "query-input": "required name=search_term_string",
    }
    whole = {
        "@type": "WebSite",
        "name": name,
        "url": home,
        "inLanguage": ["zh-CN", "en"],
        "publisher": {"@id": f"{origin}/#shop"},
        "potentialAction": search,
    }
    return seller, whole


def product(
    sheet: ProductSheet, sku: SkuSheet | None, *, summary: str, level: Level, site: Site
) -> Data:
    """With the offer of the article that is chosen; none where nothing can be had."""
    data: Data = {
        "@type": "Product",
        "name": pick(sheet.title),
        "description": summary,
        "url": site.at(f"/p/{sheet.slug}"),
        "image": [
            site.origin + content.picture_url(picture.key, PICTURE_WIDTH)
            for picture in sheet.pictures
        ],
    }
    if sheet.brand:
        data["brand"] = {
            "@type": "Brand",
            "name": pick(sheet.brand.name),
            "url": site.at(f"/b/{sheet.brand.slug}"),
        }
    if sku is None:
        return data
    data["sku"] = sku.code
    if sku.barcode and not sku.barcode.startswith(OWN_NUMBERS):
        data["gtin13"] = sku.barcode
    data["offers"] = {
        "@type": "Offer",
        "url": site.at(f"/p/{sheet.slug}"),
        "price": str(sku.price.major),
        "priceCurrency": sku.price.currency,
        "availability": f"https://schema.org/{_availability(sheet, level)}",
        "itemCondition": "https://schema.org/NewCondition",
    }
    if suggested := sheet.suggests(sku, clock.now()):
        data["offers"]["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceType": "https://schema.org/MSRP",
            "price": str(suggested.price.major),
            "priceCurrency": suggested.price.currency,
            "validThrough": suggested.until.isoformat(),
        }
    return data


def _availability(sheet: ProductSheet, level: Level) -> str:
    if not sheet.listed:
        return "Discontinued"
    return "InStock" if level.available > 0 else "OutOfStock"


def brand(shown: Brand, site: Site) -> Data:
    data: Data = {"@type": "Brand", "name": pick(shown.name), "url": site.at(f"/b/{shown.slug}")}
    if story := pick(shown.story):
        data["description"] = shortened(story)
    if shown.logo:
        data["logo"] = site.origin + content.picture_url(shown.logo, PICTURE_WIDTH)
    return data


def breadcrumb(above: Sequence[Link], here: Link, site: Site) -> Data:
    way = (Link(_("Front page"), "/"), *above, here)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": link.title, "item": site.at(link.url)}
            for n, link in enumerate(way, 1)
        ],
    }


def goods(shown: Sequence[Card], *, before: int, site: Site) -> Data:
    """What a listing shows, counted on from the pages before it."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": card.title, "url": site.at(card.url)}
            for n, card in enumerate(shown, before + 1)
        ],
    }
