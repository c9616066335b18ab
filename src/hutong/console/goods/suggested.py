"""What makers suggest that their goods are sold for: entered with its proof, confirmed by somebody
else who has looked at the proof, withdrawn at once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet, SuggestedPrice, Suggestion
from hutong.console.goods.product_form import PERMISSION, PRODUCT
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Deed,
    Document,
    Done,
    Empty,
    File,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    MoneyField,
    PartField,
    Phone,
    Posted,
    Rows,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
    Tone,
)
from hutong.kernel import texts
from hutong.kernel.errors import DomainError, Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.money import Money
from hutong.views.suggested import SuggestedFilters, SuggestedRow, suggested_list

DECIDES = "approvals.decide"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
STATES: Labels = {
    "waiting": Label(N_("Waits for a second person"), Tone.WARN),
    "shown": Label(N_("Shoppers see it"), Tone.GOOD),
    "over": Label(N_("Its time is over"), Tone.BAD),
    "ended": Label(N_("Replaced or withdrawn")),
}


async def _begin(_session: AsyncSession, _product: ProductSheet) -> Answers:
    return {}


async def _receive(deed: Deed, posted: Posted) -> None:
    """The file is kept first: it is still there if the form comes back."""
    for each in posted.files("paper")[:1]:
        try:
            key = await catalog.put_proof(deed.session, each.file.read(), name=each.filename)
        except DomainError as refusal:
            raise Invalid([Problem("proof", str(refusal))]) from refusal
        posted.add("proof", str(key))


async def _save(deed: Deed, answers: Answers) -> Done:
    product: ProductSheet = deed.subject
    code, price = answers["code"], answers["price"]
    skus = [sku for sku in product.active_skus if not code or sku.code == code]
    if not skus:
        raise Invalid([Problem("code", gettext("The product has no SKU with this code."))])
    wanted = [
        Suggestion(
            sku_id=sku.id,
            price=Money(price.minor, sku.price.currency),
            dated=_day(answers["dated"], "dated"),
            until=_day(answers["until"], "until") if answers["until"] else None,
            address=answers["address"],
            file_id=_file_id(answers["proof"]),
        )
        for sku in skus
    ]
    try:
        await catalog.suggest_prices(deed.session, wanted, by=deed.by)
    except Invalid as refusal:
        raise Invalid(list(_once(refusal.problems))) from refusal
    return Done(go_to=f"/console/price-history/{product.id}")


def _once(problems: Sequence[Problem]) -> Sequence[Problem]:
    """Every SKU is asked the same: each problem once, at its field."""
    fields = {each.field.rpartition(".")[2]: each.message for each in problems}
    return [Problem(field, message) for field, message in fields.items()]


def _day(typed: str, field: str) -> date:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise Invalid([Problem(field, gettext("A day such as 2026-11-22 is needed."))]) from None


def _file_id(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Invalid([Problem("proof", gettext("Please choose the file again."))]) from None


async def _find(session: AsyncSession, key: str) -> SuggestedPrice:
    return await catalog.suggested_price(session, as_id(key))


async def _confirm(deed: Deed, _answers: Answers) -> None:
    await catalog.confirm_suggested(deed.session, deed.subject.id, by=deed.by)


async def _withdraw(deed: Deed, _answers: Answers) -> None:
    await catalog.withdraw_suggested(deed.session, deed.subject.id, by=deed.by)


async def _proof(deed: Deed, keys: Sequence[str]) -> File:
    if len(keys) != 1:
        raise Invalid([Problem("row", gettext("Look at one proof at a time."))])
    suggested = await catalog.suggested_price(deed.session, as_id(keys[0]))
    kept, content = await catalog.proof_of(deed.session, suggested)
    name = f"proof-{suggested.id}.{ENDINGS[kept.media_type]}"
    return File(name=name, media_type=kept.media_type, content=content, inline=True)


def _proved(row: SuggestedRow) -> str:
    """The maker's site, which the cell leads to, or that there is a file."""
    return (urlsplit(row.address).hostname or "") if row.address else gettext("A file")


def _where(row: SuggestedRow) -> str | None:
    return row.address or None


SUGGESTED = Subject(
    kind="suggested_price",
    find=_find,
    label=lambda suggested: f"¥{suggested.price.major:,.2f}",
    trail_kind="catalog_suggested_price",
)
CONFIRM = Action(
    slug="confirmation",
    title=N_("Confirm the price"),
    permission=DECIDES,
    subject=SUGGESTED,
    run=_confirm,
    done=N_("Shoppers see it from now on."),
    question=N_("You have seen the proof, and it names this price for these goods."),
    applies=lambda row: row.state == "waiting",
    is_for=lambda row, viewer: row.entered_by_id != viewer.id,
)
WITHDRAW = Action(
    slug="withdrawal",
    title=N_("Take the price down"),
    permission=PERMISSION,
    subject=SUGGESTED,
    run=_withdraw,
    done=N_("It is shown no longer."),
    question=N_("It leaves the product page at once; another one can be entered."),
    applies=lambda row: row.state != "ended",
    tone=Tone.BAD,
)
_COLUMNS = (
    Column(name="price", title=N_("Suggested price"), show=Show.MONEY),
    Column(name="dated", title=N_("The maker's list of"), show=Show.DAY),
    Column(name="until", title=N_("Holds until"), show=Show.DAY),
    Column(name="proof", title=N_("Proof"), value=_proved, link=_where, show=Show.WRITTEN),
    Column(name="entered_by", title=N_("Entered by"), show=Show.WHO),
    Column(name="confirmed_by", title=N_("Confirmed by"), show=Show.WHO),
    Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
)
OF_PRODUCT = Rows(
    title=N_("Suggested retail prices"),
    name="suggested",
    columns=(
        Column(name="code", title=N_("SKU code"), show=Show.CODE, phone=Phone.TITLE),
        *_COLUMNS,
    ),
    empty=N_("The maker suggests none, as far as we know."),
)
SUGGESTED_FORM = FormScreen(
    slug="price-history",
    title=lambda product: gettext("A suggested price for {product}").format(
        product=texts.pick(product.title)
    ),
    permission=PERMISSION,
    subject=PRODUCT,
    groups=(
        Group(
            "",
            (
                TextField(
                    name="code",
                    title=N_("SKU code"),
                    hint=N_("Empty: it holds for every SKU of the product."),
                    most=40,
                ),
                MoneyField(
                    name="price", title=N_("Retail price that the maker suggests"), required=True
                ),
                TextField(
                    name="dated",
                    title=N_("Day of the maker's list"),
                    hint=N_("It is shown for a year from this day at most."),
                    required=True,
                    type="date",
                ),
                TextField(
                    name="until",
                    title=N_("Holds until"),
                    hint=N_("Where the list names an end. Empty: a year."),
                    type="date",
                ),
                TextField(
                    name="address",
                    title=N_("Address of the proof"),
                    hint=N_("Where the maker has published it."),
                    most=500,
                    placeholder="https://",
                    wide=True,
                ),
                PartField(
                    name="proof",
                    title=N_("File of the proof"),
                    template="console/goods/_proof.html",
                    parse=lambda posted: posted.one("proof"),
                    echo=lambda posted: posted.one("proof"),
                    wide=True,
                ),
            ),
            hint=N_(
                "A list, a letter or a page of the maker that names the price. Somebody else looks"
                " at it before shoppers see the price."
            ),
        ),
    ),
    begin=_begin,
    save=_save,
    creates=False,
    receive=_receive,
)
SUGGESTED_LIST = ListScreen(
    slug="suggested-prices",
    title=N_("Suggested prices"),
    permission="catalog.view",
    query=suggested_list,
    filters_as=SuggestedFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/price-history/{row.product_id}",
    sort="-entered_at",
    columns=(
        Column(name="title", title=N_("Product"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="code", title=N_("SKU code"), show=Show.CODE),
        Column(name="sold_at", title=N_("Our price"), show=Show.MONEY),
        *_COLUMNS,
    ),
    filters=(
        Search(title=N_("Search suggested prices"), placeholder=N_("Product or SKU code")),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    actions=(CONFIRM, WITHDRAW),
    bulk=(CONFIRM, WITHDRAW),
    documents=(
        Document(
            slug="proof",
            title=N_("Look at the proof"),
            permission="catalog.view",
            make=_proof,
            applies=lambda row: row.file_id is not None,
        ),
    ),
    export="suggested-prices",
    hint=N_("Entered on the page of a product's price history. Without proof none is shown."),
    empty=Empty(
        N_("No suggested prices yet."),
        N_("Enter one with its proof on the page of a product's price history."),
    ),
)
