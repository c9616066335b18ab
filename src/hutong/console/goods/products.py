"""The list of products and the page of one."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, listing
from hutong.catalog import ProductSheet, Sourcing
from hutong.checklists import About
from hutong.console.checks.attached import ATTACHED, Checks, begin_for
from hutong.console.goods.bulk import EDIT_MANY, UNDO
from hutong.console.goods.narrowing import FILTERS
from hutong.console.goods.product_form import EDIT_PRODUCT, NEW_PRODUCT, PRODUCT
from hutong.console.goods.product_shown import ProductShown
from hutong.console.goods.repricing import ASK_PRICE
from hutong.console.goods.taking_out import TAKEAWAYS
from hutong.console.goods.words import PRODUCT_STATES, SALE, SOURCINGS, brands_by_id
from hutong.console.kit import (
    Action,
    Answers,
    ChoiceField,
    Column,
    Deed,
    DetailScreen,
    Empty,
    Fact,
    Facts,
    ListScreen,
    Part,
    Phone,
    Rows,
    Show,
    Tab,
    Thing,
    Tone,
)
from hutong.kernel import texts
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.views.checklists.steps import attached
from hutong.views.products import (
    ProductFilters,
    ProductRow,
    product_aside,
    product_list,
)

EDIT = "catalog.edit"
TO = "~"


async def _load(session: AsyncSession, key: str) -> ProductShown:
    product = await catalog.product_by_id(session, as_id(key))
    above = (await catalog.ancestry(session)).get(product.category_id, ())
    levels = await inventory.levels(session, [sku.id for sku in product.skus])
    aside = await product_aside(session, product.id)
    checks = Checks(await attached(session, About.PRODUCT, str(product.id)))
    return ProductShown(product, above, levels, aside, checks)


async def _list(deed: Deed, _answers: Answers) -> None:
    await listing.put_on_sale(deed.session, [deed.subject.id], by=deed.by)


async def _delist(deed: Deed, _answers: Answers) -> None:
    await listing.take_off_sale(deed.session, deed.subject.id, by=deed.by)


async def _labelled(_session: AsyncSession, sheet: ProductSheet) -> Answers:
    return {"brand_id": sheet.brand.id if sheet.brand else None, "sourcing": sheet.sourcing}


async def _label(deed: Deed, answers: Answers) -> None:
    sheet: ProductSheet = deed.subject
    brand, sourcing = answers["brand_id"], answers["sourcing"]
    draft = replace(
        sheet.draft,
        brand_id=as_id(brand) if brand else None,
        sourcing=Sourcing(sourcing) if sourcing else None,
    )
    await catalog.save_product(deed.session, draft, by=deed.by)


def thing(row: ProductRow) -> Thing:
    return Thing(texts.pick(row.title), texts.pick(row.subtitle), row.picture)


def prices(row: ProductRow) -> str:
    if row.price_from is None or row.price_to is None:
        return ""
    least, most = row.price_from.major, row.price_to.major
    return f"¥{least:,.2f}" if least == most else f"¥{least:,.2f} {TO} {most:,.2f}"


LIST = Action(
    slug="listing",
    title=N_("Put on sale"),
    permission=EDIT,
    subject=PRODUCT,
    run=_list,
    done=N_("The product is on sale."),
    applies=lambda shown: bool(shown.can_list),
    primary=True,
)
DELIST = Action(
    slug="delisting",
    title=N_("Take off sale"),
    permission=EDIT,
    subject=PRODUCT,
    run=_delist,
    done=N_("The product is off sale."),
    question=N_("Shoppers can no longer buy it. Orders that were placed stay as they are."),
    applies=lambda shown: bool(shown.can_delist),
    tone=Tone.BAD,
)

LABEL = Action(
    slug="brand",
    title=N_("Brand and sourcing"),
    permission=EDIT,
    subject=PRODUCT,
    run=_label,
    begin=_labelled,
    done=N_("Saved."),
    fields=(
        ChoiceField(name="brand_id", title=N_("Brand"), options=brands_by_id),
        ChoiceField(name="sourcing", title=N_("Sourcing"), labels=SOURCINGS),
    ),
)

PRODUCTS = ListScreen(
    slug="products",
    title=N_("Products"),
    permission="catalog.view",
    query=product_list,
    filters_as=ProductFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/products/{row.id}",
    sort="-edited_at",
    columns=(
        Column(name="thing", title=N_("Product"), show=Show.THING, value=thing, phone=Phone.TITLE),
        Column(name="category", title=N_("Category"), show=Show.TEXTS),
        Column(name="prices", title=N_("Price"), value=prices, right=True),
        Column(name="skus", title=N_("SKUs"), show=Show.NUMBER),
        Column(name="available", title=N_("Can be sold"), show=Show.NUMBER),
        Column(
            name="state",
            title=N_("State"),
            show=Show.LABEL,
            labels=PRODUCT_STATES,
            phone=Phone.BADGE,
        ),
        Column(name="edited_at", title=N_("Last change"), show=Show.TIME, sort=True),
    ),
    filters=FILTERS,
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in PRODUCT_STATES.items()),
    ),
    actions=(LIST, DELIST),
    bulk=(EDIT_MANY, LIST, DELIST, ASK_PRICE),
    create=NEW_PRODUCT,
    export="products",
    takeaways=TAKEAWAYS,
    empty=Empty(
        N_("No products yet."), N_("Make the first one; it stays a draft until you sell it.")
    ),
    jump="p",
)

PRODUCT_PAGE = DetailScreen(
    slug="products",
    title=lambda shown: texts.pick(shown.product.title),
    permission="catalog.view",
    load=_load,
    subtitle=lambda shown: str(shown.subtitle),
    badges=lambda shown: shown.badges,
    sections=(
        Rows(
            title=N_("SKUs"),
            name="skus",
            columns=(
                Column(name="title", title=N_("Kind"), phone=Phone.TITLE),
                Column(
                    name="code",
                    title=N_("SKU code"),
                    show=Show.CODE,
                    link=lambda row: f"/console/stock/{row.sku.id}",
                ),
                Column(name="price", title=N_("Price"), show=Show.MONEY),
                Column(name="original", title=N_("Original price"), show=Show.MONEY),
                Column(name="available", title=N_("Can be sold"), show=Show.NUMBER),
                Column(name="weight", title=N_("Weight (grams)"), show=Show.NUMBER),
                Column(name="barcode", title=N_("Barcode"), show=Show.CODE),
                Column(
                    name="state",
                    title=N_("State"),
                    show=Show.LABEL,
                    labels=SALE,
                    phone=Phone.BADGE,
                ),
            ),
            empty=N_("No SKUs yet."),
        ),
        Part(title=N_("Pictures"), template="console/goods/_gallery.html"),
        Part(title=N_("Words"), template="console/goods/_words.html"),
        Facts(
            title=N_("Product"),
            facts=(
                Fact("category", N_("Category")),
                Fact("slug", N_("Page in the shop"), link=lambda shown: str(shown.slug)),
                Fact("check", N_("Goods check"), link=lambda shown: str(shown.check_url)),
                Fact("versions", N_("Versions"), link=lambda shown: str(shown.versions_url)),
                Fact("prices", N_("Price history"), link=lambda shown: str(shown.prices_url)),
                Fact("former", N_("Former addresses, which lead here"), optional=True),
                Fact("brand", N_("Brand"), optional=True),
                Fact("sourcing", N_("Sourcing"), optional=True),
                Fact("maker", N_("Maker"), Show.WRITTEN, optional=True),
                Fact("supplier", N_("Supplier"), Show.WRITTEN, optional=True),
                Fact("tags", N_("Tags"), optional=True),
                Fact("keywords", N_("Words that shoppers use for it"), optional=True),
                Fact("limit", N_("Purchase limit"), optional=True),
                Fact("valid_days", N_("Valid for days after the payment"), optional=True),
                Fact("launched_at", N_("First on sale"), Show.TIME, optional=True),
                Fact("edited_at", N_("Last change"), Show.TIME),
                Fact("edited_by", N_("By"), Show.WHO),
            ),
            aside=True,
        ),
        ATTACHED,
    ),
    actions=(LIST, LABEL, DELIST, begin_for(About.PRODUCT, PRODUCT)),
    edit=EDIT_PRODUCT,
    undo=UNDO,
)
