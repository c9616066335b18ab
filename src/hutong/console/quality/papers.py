"""Certificates and inspection reports of goods: add, look at, withdraw; and what categories ask."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, listing
from hutong.catalog import ProductSheet
from hutong.console.goods.words import categories_by_id
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
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
    ManyField,
    PartField,
    Phone,
    Posted,
    Search,
    Show,
    Subject,
    SwitchField,
    Tab,
    TextField,
    Tone,
    WholeField,
)
from hutong.kernel import texts
from hutong.kernel.errors import DomainError, Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.listing import OnExpiry, Paper, PaperDraft, PaperKind, Standard, StandardDraft
from hutong.views.lists import NoFilters
from hutong.views.reviews import (
    PaperFilters,
    StandardRow,
    paper_list,
    standard_list,
)

REVIEW, RULES = "listing.review", "listing.rules"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
KINDS: Labels = {
    PaperKind.INSPECTION: Label(N_("Inspection report")),
    PaperKind.COMPULSORY: Label(N_("Compulsory certificate (3C)")),
    PaperKind.LICENCE: Label(N_("Licence")),
    PaperKind.BRAND: Label(N_("Brand authorisation")),
    PaperKind.ORIGIN: Label(N_("Certificate of origin")),
}
STATES: Labels = {
    "expired": Label(N_("Expired"), Tone.BAD),
    "soon": Label(N_("Expires within 30 days"), Tone.WARN),
    "valid": Label(N_("Valid"), Tone.GOOD),
    "failed": Label(N_("Not passed"), Tone.BAD),
    "withdrawn": Label(N_("Withdrawn")),
}
EXPIRY: Labels = {
    OnExpiry.KEEP: Label(N_("Stay on sale; cannot be listed again")),
    OnExpiry.TAKE_OFF: Label(N_("Are taken off sale"), Tone.BAD),
}


async def _product(session: AsyncSession, key: str) -> ProductSheet:
    return await catalog.product_by_id(session, as_id(key))


async def _blank(_session: AsyncSession, _product: ProductSheet) -> Answers:
    return {"passed": True}


async def _receive(deed: Deed, posted: Posted) -> None:
    """The file is kept first: it is still there if the form comes back."""
    for each in posted.files("paper")[:1]:
        try:
            key = await listing.put_file(deed.session, each.file.read())
        except DomainError as refusal:
            raise Invalid([Problem("file_key", str(refusal))]) from refusal
        posted.add("file_key", key)


async def _add(deed: Deed, answers: Answers) -> Done:
    product: ProductSheet = deed.subject
    issued_on = _day(answers["issued_on"], "issued_on")
    if issued_on is None:
        raise Invalid([Problem("issued_on", gettext("Please fill this in."))])
    draft = PaperDraft(
        product_id=product.id,
        kind=PaperKind(answers["kind"]),
        number=answers["number"],
        issuer=answers["issuer"],
        batch=answers["batch"],
        supplier=answers["supplier"],
        passed=answers["passed"],
        issued_on=issued_on,
        expires_on=_day(answers["expires_on"], "expires_on"),
        file_key=answers["file_key"],
    )
    await listing.add_paper(deed.session, draft, by=deed.by)
    return Done(go_to=f"/console/goods-check/{product.id}")


def _day(typed: str, field: str) -> date | None:
    if not typed:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise Invalid([Problem(field, gettext("A day such as 2026-11-22 is needed."))]) from None


async def _paper(session: AsyncSession, key: str) -> Paper:
    return await listing.find_paper(session, as_id(key))


async def _withdraw(deed: Deed, _answers: Answers) -> None:
    await listing.withdraw_paper(deed.session, deed.subject.id, by=deed.by)


async def _file(deed: Deed, keys: Sequence[str]) -> File:
    if len(keys) != 1:
        raise Invalid([Problem("row", gettext("Look at one certificate at a time."))])
    paper, file = await listing.file_of(deed.session, as_id(keys[0]))
    name = f"{paper.kind}-{paper.id}.{ENDINGS[file.media_type]}"
    return File(name=name, media_type=file.media_type, content=file.content, inline=True)


PAPER_FORM = FormScreen(
    slug="goods-check",
    title=lambda product: gettext("A certificate for {product}").format(
        product=texts.pick(product.title)
    ),
    permission="catalog.edit",
    subject=Subject(kind="product", find=_product, label=lambda product: texts.pick(product.title)),
    groups=(
        Group(
            "",
            (
                ChoiceField(
                    name="kind", title=N_("Kind of certificate"), labels=KINDS, required=True
                ),
                TextField(name="number", title=N_("Certificate number"), required=True, most=80),
                TextField(name="issuer", title=N_("Issued by"), required=True, most=80),
                TextField(name="issued_on", title=N_("Issued on"), required=True, type="date"),
                TextField(
                    name="expires_on",
                    title=N_("Valid until"),
                    type="date",
                    hint=N_("Empty: it does not end."),
                ),
                PartField(
                    name="file_key",
                    title=N_("File"),
                    template="console/quality/_paper_file.html",
                    parse=lambda posted: posted.one("file_key"),
                    echo=lambda posted: posted.one("file_key"),
                    wide=True,
                ),
            ),
        ),
        Group(
            N_("Inspection"),
            (
                TextField(name="batch", title=N_("Batch"), most=80),
                TextField(name="supplier", title=N_("Supplier"), most=80),
                SwitchField(
                    name="passed",
                    title=N_("Passed"),
                    hint=N_(
                        "Goods whose latest inspection of a batch failed are taken off sale and"
                        " cannot be listed."
                    ),
                ),
            ),
        ),
    ),
    begin=_blank,
    save=_add,
    creates=False,
    receive=_receive,
)
PAPERS = ListScreen(
    slug="papers",
    title=N_("Certificates and inspections"),
    permission="catalog.view",
    query=paper_list,
    filters_as=PaperFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/goods-check/{row.product_id}",
    sort="expires_on",
    columns=(
        Column(name="title", title=N_("Product"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="kind", title=N_("Kind of certificate"), show=Show.LABEL, labels=KINDS),
        Column(name="number", title=N_("Certificate number"), show=Show.CODE),
        Column(name="batch", title=N_("Batch"), show=Show.CODE),
        Column(name="supplier", title=N_("Supplier"), show=Show.WRITTEN),
        Column(name="expires_on", title=N_("Valid until"), show=Show.DAY, sort=True),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
    ),
    filters=(
        Search(title=N_("Search certificates"), placeholder=N_("Product, number, batch, supplier")),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
        Choice(name="kind", title=N_("Kind of certificate"), labels=KINDS),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    actions=(
        Action(
            slug="withdrawal",
            title=N_("Withdraw"),
            permission=REVIEW,
            subject=Subject(kind="paper", find=_paper, label=lambda paper: str(paper.number)),
            run=_withdraw,
            done=N_("The certificate no longer counts."),
            question=N_("Goods that need it cannot be listed without another one."),
            applies=lambda row: row.withdrawn_at is None,
            tone=Tone.BAD,
        ),
    ),
    documents=(
        Document(slug="file", title=N_("Open the file"), permission="catalog.view", make=_file),
    ),
    export="certificates",
    hint=N_("Added on the page where a product is checked."),
    empty=Empty(
        N_("No certificates yet."), N_("Add one on the page of a product under Goods check.")
    ),
)


async def _standard(session: AsyncSession, key: str) -> Standard:
    return await listing.find_standard(session, as_id(key))


async def _standard_begin(_session: AsyncSession, standard: Standard | None) -> Answers:
    if standard is None:
        return {"on_expiry": OnExpiry.KEEP}
    return {
        "category": standard.category_id,
        "reviewed": standard.reviewed,
        "checklist": standard.checklist,
        "made_known": standard.made_known,
        "introduced_from": standard.introduced_from,
        "papers": standard.papers,
        "on_expiry": standard.on_expiry,
    }


async def _standard_save(deed: Deed, answers: Answers) -> Done:
    kept: Standard | None = deed.subject
    draft = StandardDraft(
        id=kept.id if kept else None,
        category_id=_category(answers["category"]),
        reviewed=answers["reviewed"],
        checklist=answers["checklist"],
        made_known=answers["made_known"],
        introduced_from=answers["introduced_from"],
        papers=tuple(PaperKind(each) for each in answers["papers"]),
        on_expiry=OnExpiry(answers["on_expiry"]),
    )
    return Done(created=await listing.save_standard(deed.session, draft, by=deed.by))


def _category(answer: str | None) -> UUID | None:
    try:
        return UUID(answer) if answer else None
    except ValueError:
        words = gettext("Please choose one of these.")
        raise Invalid([Problem("category", words)]) from None


async def _remove(deed: Deed, _answers: Answers) -> None:
    await listing.remove_standard(deed.session, deed.subject.id)


def _papers_told(row: StandardRow) -> str:
    return gettext(", ").join(gettext(KINDS[each].title) for each in row.papers if each in KINDS)


def _whose(row: StandardRow) -> str:
    return texts.pick(row.category) if row.category else gettext("The whole shop")


STANDARD = Subject(kind="standard", find=_standard, label=lambda standard: str(standard.id))
STANDARD_FORM = FormScreen(
    slug="standards",
    title=lambda _standard: gettext("Standard of listing"),
    permission=RULES,
    subject=STANDARD,
    groups=(
        Group(
            "",
            (
                ChoiceField(
                    name="category",
                    title=N_("Goods of"),
                    options=categories_by_id,
                    hint=N_(
                        "And of the categories below, unless one has a standard of its own."
                        " Nothing chosen: the whole shop."
                    ),
                ),
                SwitchField(
                    name="reviewed",
                    title=N_("Somebody else reviews goods before they are listed"),
                ),
                SwitchField(
                    name="checklist",
                    title=N_("The checklist of a new product is done before it is listed"),
                    hint=N_("Every step but the last one, which says that it is on sale."),
                ),
                SwitchField(
                    name="made_known",
                    title=N_("The maker's name and address are told"),
                    hint=N_("Three-nothing goods, without a maker or certificates, stay off."),
                ),
                WholeField(
                    name="introduced_from",
                    title=N_("Points of 100 that something new needs"),
                    hint=N_(
                        "A product that was never on sale, and the first goods of a category, are"
                        " then proposed with a scorecard and approved by somebody else. Empty:"
                        " anything may come in."
                    ),
                    most=100,
                ),
                ManyField(
                    name="papers", title=N_("Certificates that are needed"), labels=KINDS, wide=True
                ),
                ChoiceField(
                    name="on_expiry",
                    title=N_("When one expires, goods on sale"),
                    labels=EXPIRY,
                    required=True,
                ),
            ),
        ),
    ),
    begin=_standard_begin,
    save=_standard_save,
)
STANDARDS = ListScreen(
    slug="standards",
    title=N_("Standards of listing"),
    permission="catalog.view",
    query=standard_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/standards/{row.id}/edit",
    columns=(
        Column(name="category", title=N_("Goods of"), value=_whose, phone=Phone.TITLE),
        Column(name="reviewed", title=N_("Reviewed first"), show=Show.YES),
        Column(name="checklist", title=N_("Checklist first"), show=Show.YES),
        Column(name="made_known", title=N_("Maker told"), show=Show.YES),
        Column(name="papers", title=N_("Certificates"), value=_papers_told, wide=True),
        Column(
            name="on_expiry",
            title=N_("When one expires, goods on sale"),
            show=Show.LABEL,
            labels=EXPIRY,
        ),
        Column(name="edited_by", title=N_("By"), show=Show.WHO),
    ),
    actions=(
        Action(
            slug="removal",
            title=N_("Remove"),
            permission=RULES,
            subject=STANDARD,
            run=_remove,
            done=N_("The standard is gone; the next one above holds."),
            question=N_("Goods of the category follow the standard of the category above."),
            tone=Tone.BAD,
        ),
    ),
    create=STANDARD_FORM,
    empty=Empty(
        N_("No standards yet."),
        N_("Say which goods are reviewed first, and which certificates they need."),
    ),
)
