"""Every product of an import: what it would become, what it became, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.goods.import_words import (
    COLUMN_TITLES,
    FATES,
    KINDS,
    LINE_STATES,
    ChangeShown,
    WrongShown,
    changes_of,
    rows_of,
    told,
    wrong_of,
)
from hutong.console.kit import (
    Choice,
    Column,
    DetailScreen,
    Empty,
    Fact,
    Facts,
    ListScreen,
    Option,
    Phone,
    Rows,
    Search,
    Show,
    Tab,
)
from hutong.console.kit.screens import ROOT
from hutong.exchange import ImportLine, Kind, LineState, NoSuchImport
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.views.imports import LineFilters, line_list, line_seen, recent_imports

VIEW = "catalog.view"
PLACE_DIGITS = 6
NOT_MADE = (LineState.PLANNED, LineState.REFUSED)


@dataclass(frozen=True, slots=True)
class LineShown:
    line: ImportLine

    @property
    def changes(self) -> Sequence[ChangeShown]:
        return changes_of(self.line)

    @property
    def wrong(self) -> Sequence[WrongShown]:
        return wrong_of(self.line)

    @property
    def slug(self) -> str:
        return self.line.slug

    @property
    def rows(self) -> str:
        return rows_of(self.line)

    @property
    def state(self) -> str:
        return self.line.state

    @property
    def note(self) -> str:
        return self.line.note


def key_of(line: ImportLine) -> str:
    return f"{line.import_id}.{line.place}"


def product_url(line: ImportLine) -> str | None:
    """Its page, once there is one."""
    there = line.kind is not Kind.CREATE or line.state not in NOT_MADE
    return f"{ROOT}/products/{line.product_id}" if line.product_id and there else None


async def _load(session: AsyncSession, key: str) -> LineShown:
    import_id, _dot, place = key.partition(".")
    if not place.isdecimal() or not place.isascii() or len(place) > PLACE_DIGITS:
        raise NoSuchImport
    return LineShown(await line_seen(session, as_id(import_id), int(place)))


def _product_url(shown: LineShown) -> str | None:
    return product_url(shown.line)


async def _imports(session: AsyncSession) -> Sequence[Option]:
    return [Option(str(each.id), each.file_name) for each in await recent_imports(session)]


IMPORT_LINES = ListScreen(
    slug="import-lines",
    title=N_("Products of imports"),
    permission=VIEW,
    in_menu=False,
    query=line_list,
    filters_as=LineFilters,
    key=key_of,
    link=lambda line: f"{ROOT}/import-lines/{key_of(line)}",
    sort="place",
    columns=(
        Column(name="title", title=N_("Product"), show=Show.WRITTEN, phone=Phone.TITLE),
        Column(name="rows", title=N_("Rows of the file"), value=rows_of),
        Column(
            name="kind",
            title=N_("Kind of change"),
            show=Show.LABEL,
            labels=KINDS,
            phone=Phone.BADGE,
        ),
        Column(name="told", title=N_("What happens"), value=told, wide=True),
        Column(name="state", title=N_("Result"), show=Show.LABEL, labels=LINE_STATES),
        Column(name="slug", title=N_("In the shop"), show=Show.CODE, link=product_url),
    ),
    filters=(
        Search(title=N_("Search products"), placeholder=N_("Title, address or mistake")),
        Choice(name="of", title=N_("Import"), options=_imports),
        Choice(name="kind", title=N_("Kind of change"), labels=KINDS),
        Choice(name="state", title=N_("Result"), labels=LINE_STATES),
        Choice(name="column", title=N_("Wrong column"), labels=COLUMN_TITLES),
        Choice(name="fate", title=N_("When taken back"), labels=FATES),
    ),
    tabs=(Tab(N_("All")),),
    export="import-lines",
    empty=Empty(
        N_("No products of imports yet."),
        N_("Upload a file under Import: each of its rows then stands here with its result."),
    ),
)

LINE_PAGE = DetailScreen(
    slug="import-lines",
    title=lambda shown: shown.line.title,
    written=True,
    permission=VIEW,
    load=_load,
    badges=lambda shown: [KINDS[shown.line.kind]],
    sections=(
        Rows(
            title=N_("What is wrong"),
            name="wrong",
            columns=(
                Column(name="message", title=N_("What is wrong"), phone=Phone.TITLE, wide=True),
                Column(name="row", title=N_("Row"), show=Show.NUMBER),
                Column(name="cell", title=N_("Cell"), show=Show.CODE),
                Column(name="field", title=N_("Column")),
                Column(name="value", title=N_("What stands there"), show=Show.WRITTEN),
            ),
            empty=N_("Nothing is wrong with it."),
        ),
        Rows(
            title=N_("What changes"),
            name="changes",
            columns=(
                Column(name="field", title=N_("Column"), phone=Phone.TITLE),
                Column(name="sku", title=N_("SKU code"), show=Show.CODE),
                Column(name="before", title=N_("Before"), show=Show.WRITTEN, wide=True),
                Column(name="after", title=N_("After"), show=Show.WRITTEN, wide=True),
                Column(name="row", title=N_("Row"), show=Show.NUMBER),
            ),
            empty=N_("Nothing of it changes."),
        ),
        Facts(
            title=N_("Product"),
            facts=(
                Fact("slug", N_("Product address"), Show.CODE, link=_product_url),
                Fact("rows", N_("Rows of the file")),
                Fact("state", N_("Result"), Show.LABEL, LINE_STATES),
                Fact("note", N_("Note"), optional=True),
            ),
            aside=True,
        ),
    ),
)
