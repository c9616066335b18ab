"""Making and changing a product: words in both languages, pictures, specifications, SKUs."""

from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, search
from hutong.catalog import (
    LIMIT_DAYS_MAX,
    LIMIT_MAX,
    PROVENANCE,
    VALID_DAYS_MAX,
    ProductDraft,
    ProductKind,
    ProductSheet,
)
from hutong.console.goods import locating, matrix, moving, parameters, pictures, seo
from hutong.console.goods.matrix import MatrixRead
from hutong.console.goods.words import (
    PRODUCT_KINDS,
    categories_by_id,
    tags_by_slug,
)
from hutong.console.kit import (
    Answers,
    ChoiceField,
    Deed,
    Done,
    FormScreen,
    Group,
    HiddenField,
    ManyField,
    PartField,
    Posted,
    Subject,
    TextField,
    TextsField,
    WholeField,
)
from hutong.kernel import texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id

PERMISSION = "catalog.edit"
BODY_MAX = 96 * 1024 * 1024  # a film and the pictures of a turn


async def _find(session: AsyncSession, key: str) -> ProductSheet:
    return await catalog.product_by_id(session, as_id(key))


async def _begin(session: AsyncSession, sheet: ProductSheet | None) -> Answers:
    if sheet is None:
        return {
            "kind": ProductKind.GOODS,
            "preview": seo.of_product(None),
            "matrix": matrix.blank(),
            "pictures": pictures.pictures_of(None),
            "film": await moving.film_of(session, None),
            "turn": moving.turn_of(None),
            "parameters": parameters.of_product(None, ()),
        }
    asked = await parameters.asked_by(session, sheet.category_id)
    stock = await inventory.stock_rows(session, [sku.id for sku in sheet.skus])
    on_hand = Counter[UUID]()
    for row in stock:
        on_hand[row.sku_id] += row.on_hand
    return {
        "version": str(sheet.version),
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "slug": sheet.slug,
        "category_id": sheet.category_id,
        "tags": list(sheet.tags),
        "keywords": "\n".join(sheet.keywords),
        "meta_title": sheet.meta_title,
        "meta_description": sheet.meta_description,
        "preview": seo.of_product(sheet),
        **{field: getattr(sheet, field) for field in PROVENANCE},
        "limit_per_member": sheet.limit_per_member,
        "limit_days": sheet.limit_days,
        "valid_days": sheet.valid_days,
        "description": sheet.description,
        "pictures": pictures.pictures_of(sheet),
        "film": await moving.film_of(session, sheet),
        "turn": moving.turn_of(sheet),
        "parameters": parameters.of_product(sheet, asked),
        "matrix": matrix.of_product(sheet, on_hand),
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: ProductSheet | None = deed.subject
    typed: MatrixRead = answers["matrix"]
    version = answers["version"]
    draft = ProductDraft(
        id=kept.id if kept else None,
        version=int(version) if version.isdecimal() and version.isascii() else None,
        slug=answers["slug"],
        title=answers["title"],
        subtitle=answers["subtitle"],
        description=answers["description"],
        category_id=_category(answers["category_id"]),
        tags=tuple(answers["tags"]),
        keywords=tuple(search.split_words(answers["keywords"])),
        meta_title=answers["meta_title"],
        meta_description=answers["meta_description"],
        brand_id=kept.brand.id if kept and kept.brand else None,
        sourcing=kept.sourcing if kept else None,
        **{field: answers[field] for field in PROVENANCE},
        limit_per_member=answers["limit_per_member"],
        limit_days=answers["limit_days"],
        kind=kept.kind if kept else ProductKind(answers["kind"]),
        valid_days=answers["valid_days"],
        pictures=answers["pictures"],
        film=answers["film"],
        turn=answers["turn"],
        parameters=answers["parameters"],
        specs=typed.specs,
        skus=typed.skus,
    )
    product = await catalog.save_product(deed.session, draft, by=deed.by)
    await deed.session.flush()
    for sku in product.skus:
        if typed.stock.get(sku.code):
            await inventory.receive(deed.session, sku.id, typed.stock[sku.code], by=deed.by)
    return Done(go_to=f"/console/products/{product.id}")


async def _receive(deed: Deed, posted: Posted) -> None:
    parameters.ask(posted, await parameters.asked_by(deed.session, posted.one("category_id")))
    await pictures.receive_pictures(deed, posted)
    await moving.receive_moving(deed, posted)


def _category(answer: str) -> UUID:
    try:
        return UUID(answer)
    except ValueError:
        words = gettext("Please choose one of these.")
        raise Invalid([Problem("category_id", words)]) from None


def _title(sheet: Any) -> str:
    return texts.pick(sheet.title) if sheet else gettext("A new product")


PRODUCT = Subject(kind="product", find=_find, label=_title, trail_kind="catalog_product")

_KIND = ChoiceField(name="kind", title=N_("Goods or service"), labels=PRODUCT_KINDS, required=True)
_VALID_DAYS = WholeField(
    name="valid_days",
    title=N_("Valid for days after the payment"),
    hint=N_("Services only: so long can the buyer use it. Afterwards the code expires."),
    least=1,
    most=VALID_DAYS_MAX,
    only_for=("kind", ProductKind.SERVICE),
)
_SERVICE = N_(
    "A service is not sent: the buyer has a code for each unit, and staff redeem it. Its stock is"
    " how many places there are. What it is once saved, it stays."
)
_GROUPS = (
    Group(
        N_("What it is"),
        (
            HiddenField(name="version", title=""),
            TextsField(name="title", title=N_("Title"), required=True, most=120),
            TextsField(name="subtitle", title=N_("One line about it"), most=120),
            ChoiceField(
                name="category_id", title=N_("Category"), options=categories_by_id, required=True
            ),
            TextField(
                name="slug",
                title=N_("Address of its page"),
                hint=N_("Small letters, digits and hyphens, such as moon-white-mug."),
                required=True,
                most=80,
            ),
            ManyField(name="tags", title=N_("Tags"), options=tags_by_slug, wide=True),
            TextField(
                name="keywords",
                title=N_("Words that shoppers use for it"),
                hint=N_("One in a line. Searching for them finds it, whatever its title says."),
                most=2000,
                lines=3,
                wide=True,
            ),
        ),
    ),
    Group(
        N_("Pictures"),
        (
            PartField(
                name="pictures",
                title=N_("Pictures"),
                template="console/goods/_pictures.html",
                parse=pictures.pictures_read,
                echo=pictures.pictures_typed,
                locate=locating.in_pictures,
                wide=True,
            ),
        ),
        hint=N_("The first one is the main picture. JPEG, PNG or WebP, at most 15 MB each."),
    ),
    Group(
        N_("Specifications and SKUs"),
        (
            PartField(
                name="matrix",
                title=N_("Specifications and SKUs"),
                template="console/goods/_matrix.html",
                parse=matrix.read,
                echo=matrix.typed,
                paths=("specs", "skus"),
                locate=locating.in_matrix,
                wide=True,
            ),
        ),
        hint=N_("Without specifications the product has one SKU."),
    ),
    Group(
        N_("Description"),
        (
            TextsField(name="description", title=N_("Description"), most=20_000, lines=8),
            parameters.FIELD,
        ),
    ),
    Group(
        N_("Maker and supplier"),
        (
            TextField(name="maker", title=N_("Maker"), most=PROVENANCE["maker"]),
            TextField(
                name="maker_address",
                title=N_("Maker's address"),
                most=PROVENANCE["maker_address"],
            ),
            TextField(name="supplier", title=N_("Supplier"), most=PROVENANCE["supplier"]),
            TextField(
                name="supplier_number",
                title=N_("Supplier's identity number"),
                hint=N_("Such as the unified social credit code."),
                most=PROVENANCE["supplier_number"],
            ),
        ),
        hint=N_("Where the standard asks for a maker, goods without name and address stay off."),
    ),
    Group(
        N_("Purchase limit"),
        (
            WholeField(
                name="limit_per_member",
                title=N_("How many one person can buy"),
                least=1,
                most=LIMIT_MAX,
            ),
            WholeField(
                name="limit_days",
                title=N_("Within how many days"),
                least=1,
                most=LIMIT_DAYS_MAX,
            ),
        ),
        hint=N_(
            "All its SKUs together; cancelled orders do not count. Empty: no limit, or for ever."
        ),
    ),
    moving.MOVING,
    seo.OF_PRODUCT,
)

NEW_PRODUCT = FormScreen(
    slug="products",
    title=_title,
    permission=PERMISSION,
    subject=PRODUCT,
    groups=(
        _GROUPS[0],
        Group(N_("Goods or service"), (_KIND, _VALID_DAYS), _SERVICE),
        *_GROUPS[1:],
    ),
    begin=_begin,
    save=_save,
    receive=_receive,
    edits=False,
    body_max=BODY_MAX,
)
EDIT_PRODUCT = replace(
    NEW_PRODUCT,
    groups=(
        *_GROUPS,
        Group(
            N_("Service"),
            (replace(_VALID_DAYS, only_for=None),),
            applies=lambda sheet: sheet.kind is ProductKind.SERVICE,
        ),
    ),
    creates=False,
    edits=True,
)
