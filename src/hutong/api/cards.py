"""A product among others, as programs are told of it."""

from uuid import UUID

from hutong.api.shapes import Amount, Told, picture_url
from hutong.assortment import Restriction
from hutong.kernel.texts import pick
from hutong.search import Document, Look, Marked, Place
from hutong.web.region import There


class TagOut(Told, frozen=True):
    """`badge`: it is shown on cards, in one of the shop's tones."""

    slug: str
    name: str
    tone: str
    badge: bool

    @classmethod
    def of(cls, tag: Marked) -> "TagOut":
        return cls(slug=tag.slug, name=pick(tag.name), tone=tag.tone, badge=tag.is_badge)


class BrandOut(Told, frozen=True):
    slug: str
    name: str

    @classmethod
    def of(cls, brand: Place) -> "BrandOut":
        return cls(slug=brand.slug, name=pick(brand.name))


class CardOut(Told, frozen=True):
    """A product as a listing shows it. `not_sold_there`: why it cannot be had in the region that
    was asked for; null where it can, and where none was. `sku`: the code of the one that the
    picture shows, where a colour or another look of its own was asked for."""

    id: UUID
    slug: str
    title: str
    subtitle: str
    picture: str | None
    sku: str | None
    price_from: Amount
    price_to: Amount
    sales: int
    in_stock: bool
    tags: list[TagOut]
    brand: BrandOut | None
    not_sold_there: str | None

    @classmethod
    def of(cls, document: Document, there: There, look: Look | None = None) -> "CardOut":
        return cls(
            id=document.product_id,
            slug=document.slug,
            title=pick(document.title),
            subtitle=pick(document.subtitle),
            picture=picture_url(look.picture if look else document.picture),
            sku=look.sku if look else None,
            price_from=Amount.of(document.price_from),
            price_to=Amount.of(document.price_to),
            sales=document.sales,
            in_stock=document.in_stock,
            tags=[TagOut.of(tag) for tag in document.tags],
            brand=BrandOut.of(document.brand) if document.brand else None,
            not_sold_there=why_not(there.bars(document)),
        )


def why_not(rule: Restriction | None) -> str | None:
    """The reason of a rule that keeps goods from a region."""
    return pick(rule.reason) if rule else None
