"""Stock in figures: how fast it turns, what was missing, how right the books were."""

from hutong.console.kit import (
    Chart,
    ChartScreen,
    Choice,
    Column,
    Empty,
    Label,
    Labels,
    ListScreen,
    Part,
    Phone,
    Search,
    Series,
    Show,
    Tab,
    Tile,
    Tone,
)
from hutong.console.stock.choices import location_filter
from hutong.console.stock.things import ARTICLE
from hutong.kernel.i18n import N_
from hutong.views.stock.figures import Figures, stock_figures
from hutong.views.stock.stocktakes import AccuracyFilters, AccuracyRow, accuracy_list
from hutong.views.stock.turnover import (
    Advice,
    Pace,
    TurnoverFilters,
    turnover_list,
)
from hutong.web.templating import date

PACES: Labels = {
    Pace.OUT: Label(N_("Out of stock"), Tone.BAD),
    Pace.SLOW: Label(N_("Slow mover"), Tone.WARN),
    Pace.FINE: Label(N_("Moving well"), Tone.GOOD),
}
ADVICE: Labels = {
    Advice.ORDER: Label(N_("Order more"), Tone.BAD),
    Advice.FETCH: Label(N_("Fetch some from another location"), Tone.INFO),
    Advice.SEND_ON: Label(N_("Send it to where it sells"), Tone.INFO),
    Advice.PROMOTE: Label(N_("Promote or bundle it, order no more"), Tone.WARN),
    Advice.NONE: Label(N_("Nothing to do")),
}
TARGET: Labels = {
    "reached": Label(N_("Reached"), Tone.GOOD),
    "missed": Label(N_("Missed"), Tone.BAD),
}
HUNDRED = 100


def _month(shown: Figures) -> str:
    """Which month it is about: the last whose days are all closed."""
    return date(shown.month.day, "month") if shown.month else ""


def _percent(row: AccuracyRow) -> object:
    return round(row.accuracy * HUNDRED, 2)


FIGURES = ChartScreen(
    slug="stock-figures",
    title=N_("Stock in figures"),
    permission="inventory.view",
    load=stock_figures,
    tiles=(
        Tile(
            title=N_("Turns in a year"),
            now="turns",
            before="turns_before",
            compared_with=N_("the month before"),
            note=_month,
        ),
        Tile(
            title=N_("Turnover days"),
            now="lasts",
            before="lasts_before",
            compared_with=N_("the month before"),
            note=_month,
            more_is_better=False,
        ),
        Tile(
            title=N_("Out of stock, in a hundred article days"),
            now="out",
            before="out_before",
            compared_with=N_("the 30 days before"),
            more_is_better=False,
        ),
        Tile(
            title=N_("Books right, in a hundred articles counted"),
            now="right",
            before="right_before",
            compared_with=N_("the month counted before"),
        ),
    ),
    charts=(
        Chart(
            title=N_("Turnover, month by month"),
            name="months",
            by_month=True,
            series=(
                Series(name="lasts", title=N_("Turnover days")),
                Series(name="turns", title=N_("Turns in a year"), line=True),
            ),
        ),
        Chart(
            title=N_("Out of stock, day by day"),
            name="missing",
            series=(
                Series(name="rate", title=N_("Out of stock, in a hundred article days"), line=True),
            ),
        ),
        Chart(
            title=N_("How right the books were"),
            name="accuracy",
            by_month=True,
            series=(Series(name="rate", title=N_("Books right, in a hundred articles counted")),),
        ),
    ),
    parts=(
        Part(
            title=N_("By location, last 90 days"),
            template="console/stock/_places.html",
            aside=True,
        ),
    ),
)
TURNOVER = ListScreen(
    slug="turnover",
    title=N_("Turnover by article"),
    permission="inventory.view",
    hint=N_("The last 90 closed days; a slow mover lasts for more than 180 days."),
    query=turnover_list,
    filters_as=TurnoverFilters,
    key=lambda row: str(row.key),
    link=lambda row: f"/console/shelves/{row.key}",
    sort="-gone",
    columns=(
        Column(name="code", title=N_("SKU code"), show=Show.CODE, sort=True, phone=Phone.TITLE),
        ARTICLE,
        Column(name="location", title=N_("Location"), show=Show.TEXTS),
        Column(name="pace", title=N_("State"), show=Show.LABEL, labels=PACES, phone=Phone.BADGE),
        Column(name="free", title=N_("Free"), show=Show.NUMBER, sort=True),
        Column(name="gone", title=N_("Gone in 90 days"), show=Show.NUMBER, sort=True),
        Column(name="turns", title=N_("Turns in a year"), show=Show.NUMBER),
        Column(name="lasts", title=N_("Turnover days"), show=Show.NUMBER, sort=True),
        Column(name="lasted", title=N_("90 days before"), show=Show.NUMBER),
        Column(name="out_days", title=N_("Days without stock"), show=Show.NUMBER),
        Column(name="advice", title=N_("What to do"), show=Show.LABEL, labels=ADVICE),
    ),
    tabs=(
        Tab(N_("All")),
        Tab(N_("Slow movers"), {"pace": "slow"}),
        Tab(N_("Out of stock"), {"pace": "out"}),
    ),
    filters=(
        Search(title=N_("Search stock"), placeholder=N_("SKU code, barcode or article")),
        location_filter(),
        Choice(name="pace", title=N_("State"), labels=PACES, in_tabs=True),
    ),
    export="turnover",
    empty=Empty(N_("No closed days yet."), N_("Each night the day before is closed.")),
)
ACCURACY = ListScreen(
    slug="stock-accuracy",
    title=N_("Accuracy of the books"),
    permission="inventory.view",
    hint=N_("Of the articles counted, how many the books had right. The target is 99.5 percent."),
    query=accuracy_list,
    filters_as=AccuracyFilters,
    key=lambda row: str(row.key),
    columns=(
        Column(
            name="month",
            title=N_("Month"),
            value=lambda row: f"{row.month:%Y-%m}",
            phone=Phone.TITLE,
        ),
        Column(name="location", title=N_("Location"), show=Show.TEXTS),
        Column(name="counted", title=N_("Articles counted"), show=Show.NUMBER),
        Column(name="right", title=N_("Books right"), show=Show.NUMBER),
        Column(name="accuracy", title=N_("Accuracy"), show=Show.PERCENT, value=_percent),
        Column(
            name="reached",
            title=N_("Target"),
            show=Show.LABEL,
            labels=TARGET,
            value=lambda row: "reached" if row.reached else "missed",
            phone=Phone.BADGE,
        ),
    ),
    filters=(location_filter(),),
    export="stock-accuracy",
    empty=Empty(N_("Nothing was counted yet."), N_("Make a stocktake and post it.")),
)
