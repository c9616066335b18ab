"""Brands: who made the goods."""

from dataclasses import dataclass
from uuid import UUID

from babel import Locale
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Brand, BrandDraft
from hutong.console.decoration.logo import LOGO, receive_logo
from hutong.console.kit import (
    Answers,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    ListScreen,
    Option,
    Phone,
    Search,
    Show,
    Subject,
    TextField,
    TextsField,
)
from hutong.kernel import i18n, texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import Texts
from hutong.views.labels import products_by_brand
from hutong.views.lists import Found, Paging

PERMISSION = "catalog.edit"
CODE_LETTERS = 2
NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@dataclass(frozen=True, kw_only=True)
class BrandFilters:
    q: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BrandRow:
    id: UUID
    slug: str
    name: Texts
    country: str
    products: int


async def _brands(session: AsyncSession, filters: BrandFilters, paging: Paging) -> Found[BrandRow]:
    counted = await products_by_brand(session)
    rows = [
        BrandRow(
            id=brand.id,
            slug=brand.slug,
            name=brand.name,
            country=_territories().get(brand.country or "", ""),
            products=counted.get(brand.id, 0),
        )
        for brand in await catalog.brands(session)
        if not filters.q or filters.q.lower() in f"{brand.name} {brand.slug}".lower()
    ]
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


def _territories() -> dict[str, str]:
    """Countries and regions by their codes, in the reader's language."""
    known: dict[str, str] = dict(Locale.parse(i18n.current()).territories)
    return {
        code: name
        for code, name in known.items()
        if len(code) == CODE_LETTERS and code.isalpha() and code not in NO_COUNTRY
    }


async def _countries(_session: AsyncSession) -> list[Option]:
    """China first, as most brands are from here."""
    named = sorted(_territories().items(), key=lambda each: (each[0] != "CN", each[0]))
    return [Option(code, f"{name} ({code})") for code, name in named]


async def _find(session: AsyncSession, key: str) -> Brand:
    return await catalog.find_brand(session, as_id(key))


async def _begin(_session: AsyncSession, brand: Brand | None) -> Answers:
    if brand is None:
        return {"country": "CN", "logo": ""}
    return {
        "name": brand.name,
        "slug": brand.slug,
        "country": brand.country,
        "story": brand.story,
        "logo": brand.logo or "",
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Brand | None = deed.subject
    draft = BrandDraft(
        id=kept.id if kept else None,
        slug=answers["slug"],
        name=answers["name"],
        country=answers["country"],
        story=answers["story"],
        logo=answers["logo"] or None,
    )
    saved = await catalog.save_brand(deed.session, draft, by=deed.by)
    return Done(created=None if kept else saved)


BRAND_FORM = FormScreen(
    slug="brands",
    title=lambda brand: texts.pick(brand.name) if brand else gettext("A new brand"),
    permission=PERMISSION,
    subject=Subject(
        kind="brand",
        find=_find,
        label=lambda brand: texts.pick(brand.name),
        trail_kind="catalog_brand",
    ),
    groups=(
        Group(
            "",
            (
                TextsField(name="name", title=N_("What it is called"), required=True, most=40),
                TextField(
                    name="slug",
                    title=N_("Address of its page"),
                    hint=N_("Small letters, digits and hyphens, such as cups-and-mugs."),
                    required=True,
                    most=80,
                ),
                ChoiceField(name="country", title=N_("Country or region"), options=_countries),
                LOGO,
                TextsField(name="story", title=N_("Story"), most=5000, lines=6),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
    receive=receive_logo,
)
BRANDS = ListScreen(
    slug="brands",
    title=N_("Brands"),
    permission="catalog.view",
    query=_brands,
    filters_as=BrandFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/brands/{row.id}/edit",
    columns=(
        Column(name="name", title=N_("Brand"), show=Show.TEXTS, phone=Phone.TITLE),
        Column(name="slug", title=N_("Address of its page"), show=Show.CODE),
        Column(name="country", title=N_("Country or region")),
        Column(
            name="products",
            title=N_("Products"),
            show=Show.NUMBER,
            link=lambda row: f"/console/products?brand={row.slug}",
        ),
    ),
    filters=(Search(title=N_("Search brands"), placeholder=N_("Name or address")),),
    create=BRAND_FORM,
    empty=Empty(
        N_("No brands yet."),
        N_("Goods show their brand, and each brand has a page of its own in the shop."),
    ),
)
