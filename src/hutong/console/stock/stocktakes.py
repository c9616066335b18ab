"""Counting: planned, entered on a telephone or from a file, looked at, posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.goods.words import categories_by_id
from hutong.console.kit import (
    Answers,
    Choice,
    ChoiceField,
    Column,
    Deed,
    DetailScreen,
    Document,
    Done,
    Empty,
    Fact,
    Facts,
    File,
    FormScreen,
    Group,
    ListScreen,
    Part,
    Rows,
    Search,
    Show,
    SwitchField,
    Tab,
    TextField,
    Timeline,
)
from hutong.console.stock.choices import (
    location_choice,
    location_filter,
    location_of,
)
from hutong.console.stock.history import Moment, moments
from hutong.console.stock.paper import Sheet, printed, tabled
from hutong.console.stock.papers import WRITTEN, WRITTEN_BETWEEN, articles, named
from hutong.console.stock.stocktake_acts import (
    CANCEL,
    COUNT,
    POST,
    RECOUNT,
    REVIEW,
    START,
    STOCKTAKE,
    find,
)
from hutong.console.stock.things import article
from hutong.console.stock.words import RANKS, STOCKTAKE_STATES
from hutong.inventory import MAIN, Rank, StocktakePlan, StocktakeState
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import Texts
from hutong.views.stock.goods import Line
from hutong.views.stock.stocktakes import (
    PAPER_MAX,
    StocktakeFilters,
    StocktakePage,
    StocktakeRow,
    stocktake_list,
    stocktake_page,
)


def scope(row: StocktakeRow) -> str:
    if row.category:
        return texts.pick(row.category)
    return gettext(RANKS[row.rank].title) if row.rank else gettext("Everything there")


@dataclass(frozen=True)
class StocktakeShown:
    page: StocktakePage

    @property
    def row(self) -> StocktakeRow:
        return self.page.row

    @property
    def state(self) -> StocktakeState:
        return self.row.state

    @property
    def counting(self) -> bool:
        return self.row.counting

    @property
    def location(self) -> Texts:
        return self.row.location

    @property
    def scope(self) -> str:
        return scope(self.row)

    @property
    def blind(self) -> bool:
        return self.row.blind

    @property
    def articles(self) -> int:
        return self.row.articles

    @property
    def counted(self) -> int:
        return self.row.counted

    @property
    def differing(self) -> int | None:
        return None if self.row.hidden else self.row.differing

    @property
    def note(self) -> str:
        return self.row.note or ""

    @property
    def lines(self) -> Sequence["LineShown"]:
        """The sheet; once the counting is over, what was counted of it."""
        return [LineShown(line, hidden=self.row.hidden) for line in self.page.sheet]

    @property
    def beyond(self) -> int | None:
        return self.page.beyond or None

    @property
    def left(self) -> int | None:
        return self.row.left if self.row.over else None

    @property
    def moments(self) -> Sequence[Moment]:
        return moments(self.page.steps, STOCKTAKE_STATES)


@dataclass(frozen=True)
class LineShown:
    line: Line
    hidden: bool

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def bin(self) -> str | None:
        return self.line.bin

    @property
    def book(self) -> int | None:
        return None if self.hidden else self.line.quantity

    @property
    def counted(self) -> int | None:
        return self.line.counted

    @property
    def difference(self) -> int | None:
        return None if self.hidden else self.line.difference


async def _load(session: AsyncSession, key: str) -> StocktakeShown:
    return StocktakeShown(await find(session, key))


async def _begin(_session: AsyncSession, _stocktake: Any) -> Answers:
    return {"location": MAIN, "blind": True}


async def _plan(deed: Deed, answers: Answers) -> Done:
    category: str | None = answers["category"]
    plan = StocktakePlan(
        location_id=location_of(answers["location"]),
        category_id=location_of(category, "category") if category else None,
        rank=Rank(answers["rank"]) if answers["rank"] else None,
        blind=answers["blind"],
        note=answers["note"],
    )
    stocktake = await inventory.plan_stocktake(deed.session, plan, by=deed.by)
    return Done(go_to=f"/console/stocktakes/{stocktake.id}")


async def _print(deed: Deed, keys: Sequence[str]) -> File:
    pages = [await stocktake_page(deed.session, as_id(key), most=PAPER_MAX) for key in keys]
    return await printed(deed, "count-sheet", [_sheet(page) for page in pages])


async def _table(deed: Deed, keys: Sequence[str]) -> File:
    """A blind count that still runs shows no numbers here either."""
    pages = [await stocktake_page(deed.session, as_id(key), most=PAPER_MAX) for key in keys]
    documents = [(page.row.number, _told(page)) for page in pages]
    return await tabled("stocktakes", documents)


def _told(page: StocktakePage) -> Sequence[Line]:
    if not page.row.hidden:
        return page.lines
    return [blinded(line) for line in page.lines]


def blinded(line: Line) -> Line:
    facts = {name: getattr(line, name) for name in Line.__dataclass_fields__}
    return Line(**facts | {"quantity": None})


def _sheet(page: StocktakePage) -> Sheet:
    row = page.row
    lines = sorted(page.lines, key=lambda line: (line.bin or "~", line.code))
    return Sheet(
        number=row.number,
        title=gettext("Count sheet"),
        facts=(
            (gettext("Location"), texts.pick(row.location)),
            (gettext("What is counted"), scope(row)),
            (gettext("Note"), row.note or ""),
        ),
        lines=lines,
        blank=gettext("Counted pieces"),
        numbers=not row.hidden,
    )


SHEET = Document(
    slug="sheet",
    title=N_("Count sheet"),
    permission="inventory.view",
    make=_print,
    icon="receipt",
)
LINES_FILE = Document(
    slug="lines", title=N_("Lines as Excel"), permission="inventory.view", make=_table
)
STOCKTAKE_FORM = FormScreen(
    slug="stocktakes",
    title=lambda _stocktake: gettext("A new stocktake"),
    permission=COUNT,
    subject=STOCKTAKE,
    groups=(
        Group(
            "",
            (
                location_choice(),
                ChoiceField(
                    name="category",
                    title=N_("Only one category"),
                    unset=N_("All"),
                    options=categories_by_id,
                ),
                ChoiceField(
                    name="rank",
                    title=N_("Only one rank"),
                    unset=N_("All"),
                    labels=RANKS,
                    hint=N_("A makes most of the sales: count it more often than C."),
                ),
                SwitchField(
                    name="blind",
                    title=N_("Blind count"),
                    hint=N_("Who counts does not see what the books say."),
                ),
                TextField(name="note", title=N_("Note"), most=200, wide=True),
            ),
        ),
    ),
    begin=_begin,
    save=_plan,
    edits=False,
)
STOCKTAKES = ListScreen(
    slug="stocktakes",
    title=N_("Stocktakes"),
    permission="inventory.view",
    query=stocktake_list,
    filters_as=StocktakeFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/stocktakes/{row.id}",
    sort="-made_at",
    columns=(
        *named(STOCKTAKE_STATES),
        Column(name="location", title=N_("Location"), show=Show.TEXTS),
        Column(name="scope", title=N_("What is counted"), value=scope),
        Column(name="articles", title=N_("Kinds of articles"), show=Show.NUMBER),
        Column(name="counted", title=N_("Counted so far"), show=Show.NUMBER),
        Column(
            name="differing",
            title=N_("Differences"),
            show=Show.NUMBER,
            value=lambda row: None if row.hidden else row.differing,
        ),
        WRITTEN,
        Column(name="posted_at", title=N_("Posted"), show=Show.TIME),
    ),
    tabs=(
        Tab(N_("All")),
        Tab(N_("Being counted"), {"state": "counting"}),
        Tab(N_("To be looked at"), {"state": "review"}),
        Tab(N_("Posted"), {"state": "posted"}),
    ),
    filters=(
        Search(title=N_("Search stocktakes"), placeholder=N_("Number")),
        Choice(name="state", title=N_("State"), labels=STOCKTAKE_STATES, in_tabs=True),
        location_filter(),
        WRITTEN_BETWEEN,
    ),
    documents=(SHEET, LINES_FILE),
    create=STOCKTAKE_FORM,
    export="stocktakes",
    empty=Empty(
        N_("No stocktakes yet."),
        N_("Begin one at a location: what was counted is held against the books."),
    ),
)
STOCKTAKE_PAGE = DetailScreen(
    slug="stocktakes",
    history=("inventory_stocktake",),
    title=lambda shown: str(shown.row.number),
    permission="inventory.view",
    load=_load,
    subtitle=lambda shown: f"{texts.pick(shown.location)} · {shown.scope}",
    badges=lambda shown: [STOCKTAKE_STATES[shown.state]],
    sections=(
        Part(
            title=N_("Counting"),
            template="console/stock/_counting.html",
            permission=COUNT,
        ),
        Rows(
            title=N_("Articles"),
            name="lines",
            columns=(
                *articles(lambda row: article(row.line)),
                Column(name="book", title=N_("By the books"), show=Show.NUMBER),
                Column(name="counted", title=N_("Counted pieces"), show=Show.NUMBER),
                Column(name="difference", title=N_("Difference"), show=Show.CHANGE),
            ),
            empty=N_("The sheet is made when the counting starts."),
        ),
        Facts(
            title=N_("Stocktake"),
            facts=(
                Fact("location", N_("Location"), Show.TEXTS),
                Fact("scope", N_("What is counted")),
                Fact("blind", N_("Blind count"), Show.YES),
                Fact("articles", N_("Kinds of articles"), Show.NUMBER),
                Fact("counted", N_("Counted so far"), Show.NUMBER),
                Fact("left", N_("Never counted"), Show.NUMBER, optional=True),
                Fact("differing", N_("Differences"), Show.NUMBER),
                Fact(
                    "beyond",
                    N_("Further lines, in the count sheet and in Excel"),
                    Show.NUMBER,
                    optional=True,
                ),
                Fact("note", N_("Note"), optional=True),
            ),
            aside=True,
        ),
        Timeline(title=N_("History"), name="moments"),
    ),
    actions=(START, REVIEW, POST, RECOUNT, CANCEL),
    documents=(SHEET, LINES_FILE),
)
