"""Which share of the goods on sale, and of what is sold, are of our own brand or ours alone."""

from hutong.console.goods.words import SOURCINGS
from hutong.console.kit import (
    Choice,
    Column,
    Empty,
    Label,
    Labels,
    ListScreen,
    Phone,
    Show,
    Tab,
)
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.views.labels import BY_BRAND, ShareFilters, ShareRow, share_list

PERIODS: Labels = {
    "7": Label(N_("Last 7 days")),
    "90": Label(N_("Last 90 days")),
    "365": Label(N_("Last 365 days")),
}
VIEWS: Labels = {BY_BRAND: Label(N_("By brand"))}


def _name(row: ShareRow) -> str:
    if row.name:
        return texts.pick(row.name)
    label = SOURCINGS.get(row.key)
    return gettext(label.title) if label else gettext("Other goods")


SHARES = ListScreen(
    slug="sourcing-shares",
    title=N_("Shares of own brands"),
    permission="catalog.view",
    query=share_list,
    filters_as=ShareFilters,
    key=lambda row: str(row.key or "other"),
    columns=(
        Column(name="name", title=N_("Goods"), value=_name, phone=Phone.TITLE),
        Column(name="products", title=N_("On sale now"), show=Show.NUMBER),
        Column(
            name="of_products",
            title=N_("Share of the range"),
            value=lambda row: f"{row.of_products}%",
            right=True,
        ),
        Column(name="sales", title=N_("Paid for goods"), show=Show.MONEY),
        Column(
            name="of_sales",
            title=N_("Share of sales"),
            value=lambda row: f"{row.of_sales}%",
            right=True,
        ),
    ),
    filters=(
        Choice(name="days", title=N_("Period"), labels=PERIODS, unset=N_("Last 30 days")),
        Choice(name="by", title=N_("View"), labels=VIEWS, in_tabs=True),
    ),
    tabs=(Tab(N_("By sourcing")), Tab(N_("By brand"), {"by": BY_BRAND})),
    export="sourcing-shares",
    hint=N_(
        "Orders count from the day of their payment, cancelled ones do not; goods count as they"
        " are labelled now."
    ),
    empty=Empty(N_("Nothing is on sale yet.")),
)
