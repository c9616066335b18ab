"""Whether scenes make shoppers stay and buy, from what their browsers told."""

from hutong.console.kit import Chart, ChartScreen, Part, Series, Tile
from hutong.kernel.i18n import N_, gettext
from hutong.views.scenes import STAY_WANTED, SceneFigures, scene_figures

ELSEWHERE = N_("opened from elsewhere")


def _stay(_shown: SceneFigures) -> str:
    return gettext("Wanted: {seconds} seconds from a scene.").format(seconds=STAY_WANTED)


def _more(_shown: SceneFigures) -> str:
    return gettext("Wanted: 25 per cent more than elsewhere.")


SCENES = ChartScreen(
    slug="scenes",
    title=N_("Scenes in figures"),
    permission="decoration.view",
    load=scene_figures,
    tiles=(
        Tile(
            title=N_("Seconds in view, median"),
            now="scenes.median",
            before="rest.median",
            compared_with=ELSEWHERE,
            note=_stay,
        ),
        Tile(
            title=N_("Put in the cart, in a hundred"),
            now="scenes.rate",
            before="rest.rate",
            compared_with=ELSEWHERE,
            note=_more,
        ),
    ),
    charts=(
        Chart(
            title=N_("Seconds in view, day by day"),
            name="days",
            series=(
                Series(name="scenes_stay", title=N_("From scenes"), line=True),
                Series(name="rest_stay", title=N_("From elsewhere"), line=True),
                Series(name="stay_wanted", title=N_("Wanted"), line=True),
            ),
        ),
        Chart(
            title=N_("Put in the cart, in a hundred pages"),
            name="rates",
            series=(
                Series(name="scenes_rate", title=N_("From scenes"), line=True),
                Series(name="rest_rate", title=N_("From elsewhere"), line=True),
                Series(name="rate_wanted", title=N_("Wanted"), line=True),
            ),
        ),
    ),
    parts=(Part(title=N_("Scene by scene"), template="console/decoration/_scenes.html"),),
)
