"""Fills the shelves of the demo shop: words, pictures, categories, products, freight."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content, pricing
from hutong.catalog import (
    CategoryDraft,
    PictureDraft,
    ProductDraft,
    SkuDraft,
    SpecDraft,
    SpecValueDraft,
    WantedParameter,
)
from hutong.catalog import Parameter as ParameterDraft
from hutong.content import Promise, Shopfront, Slide
from hutong.demo import brand as brands
from hutong.demo import labels
from hutong.demo.catalogue import Catalogue, Product, Sku, Spec
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.money import CNY, Money, yuan
from hutong.kernel.texts import Texts
from hutong.pricing import FreightDraft

PICTURES = Path(__file__).parent / "pictures"
WRITTEN = date(2026, 11, 21)  # the files' dates are as of this day; the demo's year ends today
OPENING = time(10, 0, tzinfo=clock.SHOP_ZONE)
PICTURES_AT_ONCE = 16
FAR = ("54", "65", "15", "63")  # Tibet, Xinjiang, Inner Mongolia, Qinghai
IN_STORE_PREFIX = "22"  # GS1: for numbers that a shop gives out itself

Report = Callable[[int], object]


def wanted_pictures(goods: Catalogue, brand: brands.Brand) -> dict[str, Texts]:
    """Every picture that something shows, with the words for those who cannot see it."""
    alt: dict[str, Texts] = {}
    for product in goods.products:
        for name in product.pictures:
            alt.setdefault(name, product.title)
        for sku in product.skus():
            alt.setdefault(sku.picture, product.title)
    for category in goods.categories:
        alt.setdefault(category.picture, category.name)
    for slide in brand.slides:
        alt.setdefault(slide.picture, slide.title)
    return alt


async def put_pictures(
    session: AsyncSession, alt: dict[str, Texts], media_dir: Path, report: Report
) -> dict[str, str]:
    """Picture names to media keys."""
    keys: dict[str, str] = {}
    names = sorted(alt)
    for start in range(0, len(names), PICTURES_AT_ONCE):
        some = names[start : start + PICTURES_AT_ONCE]
        uploads = [((PICTURES / f"{name}.webp").read_bytes(), alt[name]) for name in some]
        put = await content.put_pictures(session, uploads, media_dir=media_dir)
        keys |= {name: picture.key for name, picture in zip(some, put, strict=True)}
        report(len(some))
    return keys


async def write_words(
    session: AsyncSession, brand: brands.Brand, keys: dict[str, str], by: Actor
) -> None:
    slides = [
        Slide(
            title=slide.title,
            line=slide.line,
            picture=keys[slide.picture],
            url=f"/p/{slide.product}" if slide.product else f"/c/{slide.category}",
        )
        for slide in brand.slides
    ]
    wanted = Shopfront(
        name=brand.name,
        slogan=brand.slogan,
        description=brand.description,
        story=brand.story,
        footer=brand.footer,
        slides=tuple(slides),
        promises=tuple(
            Promise(slug=each.slug, title=each.title, line=each.line) for each in brand.promises
        ),
    )
    await content.save_shopfront(session, wanted, by=by)
    for position, article in enumerate(brand.articles):
        await content.save_article(
            session, article.slug, title=article.title, body=article.body, by=by, position=position
        )


async def set_freight(session: AsyncSession) -> None:
    """As the help pages promise: 8 yuan, free from 99; more to where the road is long."""
    await pricing.save_freight_rule(
        session,
        FreightDraft(
            name={"zh": "标准快递", "en": "Standard delivery"},
            first_grams=3000,
            first_fee=yuan("8"),
            next_grams=1000,
            next_fee=yuan("2"),
            free_from=yuan("99"),
        ),
    )
    await pricing.save_freight_rule(
        session,
        FreightDraft(
            name={"zh": "偏远地区", "en": "Remote regions"},
            regions=FAR,
            first_grams=1000,
            first_fee=yuan("15"),
            next_grams=1000,
            next_fee=yuan("8"),
            free_from=yuan("299"),
            priority=10,
        ),
    )


async def put_up_categories(
    session: AsyncSession, goods: Catalogue, keys: dict[str, str], by: Actor
) -> dict[str, UUID]:
    ids: dict[str, UUID] = {}
    for position, category in enumerate(goods.categories):
        saved = await catalog.save_category(
            session,
            CategoryDraft(
                slug=category.slug,
                name=category.name,
                parent_id=ids[category.parent] if category.parent else None,
                blurb=category.blurb,
                picture=keys[category.picture],
                parameters=tuple(
                    WantedParameter(
                        name=each.name,
                        required=each.required,
                        unit=each.unit,
                        filtered=each.filtered,
                    )
                    for each in category.parameters
                ),
                position=position,
            ),
            by=by,
        )
        ids[category.slug] = saved.id
    return ids


def launch(product: Product, today: date) -> datetime:
    """When it first stood on the shelf, moved along with the day on which the demo is made."""
    return datetime.combine(product.launched + (today - WRITTEN), OPENING).astimezone(UTC)


@dataclass(frozen=True)
class Opening:
    """What the products of the demo have in common."""

    categories: dict[str, UUID]
    keys: dict[str, str]
    by: Actor
    today: date
    brands: Mapping[str, UUID]

    def tags(self, product: Product) -> tuple[str, ...]:
        """Those by hand; what is new or sells well gets its tag by a rule."""
        marks = {"daily_pick": product.daily_pick, "hit": product.hit}
        return tuple(badge for badge, there in marks.items() if there)


async def put_up_products(
    session: AsyncSession, goods: Catalogue, opening: Opening, report: Report
) -> dict[str, UUID]:
    """Each on the day it was launched, the oldest first."""
    products: dict[str, UUID] = {}
    numbered = sorted(enumerate(goods.products), key=lambda each: each[1].launched)
    for number, product in numbered:
        with clock.simulated(launch(product, opening.today)):
            draft = _draft(product, number, opening)
            saved = await catalog.save_product(session, draft, by=opening.by)
            await catalog.list_product(session, saved.id, by=opening.by)
            products[product.slug] = saved.id
        report(1)
    return products


def code(number: int, place: int) -> str:
    """The SKU's own code: XL, the product's number, the place of the SKU in it."""
    return f"XL{number + 1:03d}-{place + 1:02d}"


def _draft(product: Product, number: int, opening: Opening) -> ProductDraft:
    keys = opening.keys
    told = labels.label(product.slug, product.category, opening.brands)
    meta_title, meta_words = labels.FOUND.get(product.slug, ({}, {}))
    return ProductDraft(
        slug=product.slug,
        title=product.title,
        subtitle=product.subtitle,
        description=product.description,
        category_id=opening.categories[product.category],
        pictures=tuple(
            PictureDraft(key=keys[name], alt=product.title) for name in product.pictures
        ),
        parameters=tuple(
            ParameterDraft(name=each.name, value=each.value) for each in product.parameters
        ),
        tags=opening.tags(product),
        brand_id=told.brand_id,
        sourcing=told.sourcing,
        maker=told.maker,
        maker_address=told.maker_address,
        supplier=told.maker,
        supplier_number=told.supplier_number,
        keywords=told.keywords,
        meta_title=meta_title,
        meta_description=meta_words,
        limit_per_member=product.limit_per_member,
        specs=tuple(_spec(spec, keys) for spec in product.specs),
        skus=tuple(
            SkuDraft(
                code=code(number, place),
                barcode=_barcode(number, place),
                price=Money(sku.price, CNY),
                choice=_choice(product, sku),
                weight_grams=sku.weight_grams,
                picture=keys[sku.picture],
            )
            for place, sku in enumerate(product.skus())
        ),
    )


def _spec(spec: Spec, keys: dict[str, str]) -> SpecDraft:
    values = (
        SpecValueDraft(name=value.name, picture=keys[value.picture] if value.picture else None)
        for value in spec.values
    )
    return SpecDraft(name=spec.name, values=tuple(values))


def _choice(product: Product, sku: Sku) -> tuple[int, ...]:
    chosen = zip(product.specs, sku.choices, strict=True)
    return tuple(spec.values.index(value) for spec, value in chosen)


def _barcode(number: int, place: int) -> str:
    digits = f"{IN_STORE_PREFIX}{number + 1:06d}{place + 1:04d}"
    weighted = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"
