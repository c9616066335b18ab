"""How search serves, in figures."""

from hutong.console.kit import Chart, ChartScreen, Series, Tile
from hutong.kernel.i18n import N_
from hutong.views.searches.figures import search_figures

WEEK_BEFORE = N_("the 7 days before")
FIGURES = ChartScreen(
    slug="search",
    title=N_("Search in figures"),
    permission="search.view",
    load=search_figures,
    tiles=(
        Tile(
            title=N_("Searches in 7 days"),
            now="now.count",
            before="before.count",
            compared_with=WEEK_BEFORE,
        ),
        Tile(
            title=N_("Clicked, in a hundred searches"),
            now="now.click_rate",
            before="before.click_rate",
            compared_with=WEEK_BEFORE,
        ),
        Tile(
            title=N_("Found nothing, in a hundred searches"),
            now="now.empty_rate",
            before="before.empty_rate",
            compared_with=WEEK_BEFORE,
            more_is_better=False,
        ),
        Tile(
            title=N_("Bought, in a hundred searches"),
            now="now.bought_rate",
            before="before.bought_rate",
            compared_with=WEEK_BEFORE,
        ),
    ),
    charts=(
        Chart(
            title=N_("Searches, day by day"),
            name="days",
            series=(Series(name="count", title=N_("Searches")),),
        ),
        Chart(
            title=N_("What came of a hundred searches"),
            name="rates",
            series=(
                Series(name="click_rate", title=N_("Clicked"), line=True),
                Series(name="added_rate", title=N_("Put in the cart"), line=True),
                Series(name="bought_rate", title=N_("Bought"), line=True),
                Series(name="empty_rate", title=N_("Found nothing"), line=True),
            ),
        ),
    ),
)
