"""Home. Every number is counted when the page is opened; none is made up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.dashboard.feed import SHOWN
from hutong.console.dashboard.waiting import COUNTERS
from hutong.console.kit import Block, Chart, HomeScreen, Series, Show, Tile
from hutong.kernel import clock
from hutong.kernel.i18n import N_, gettext
from hutong.views.dashboard import Day, Sales, last_days, today_and_yesterday
from hutong.views.orders import OrderRow, newest_orders
from hutong.views.waiting import Waiting, waiting
from hutong.web.templating import money

SAME_HOUR = N_("Yesterday at this hour")
WAITS, NUMBERS, DAYS, ORDERS = "waiting", "numbers", "days", "orders"
ACTIVITY, CHECKS, ASKED = "activity", "checks", "asked"


@dataclass(frozen=True, kw_only=True)
class HomeShown:
    """What no block shows is not asked for."""

    waiting: Waiting
    today: Sales | None = None
    yesterday: Sales | None = None
    days: Sequence[Day] = ()
    newest: Sequence[OrderRow] = ()


async def _load(session: AsyncSession, blocks: Collection[str]) -> HomeShown:
    now = clock.now()
    today = yesterday = None
    if NUMBERS in blocks:
        today, yesterday = await today_and_yesterday(session, now)
    return HomeShown(
        waiting=await waiting(session),
        today=today,
        yesterday=yesterday,
        days=await last_days(session, now) if DAYS in blocks else (),
        newest=await newest_orders(session, SHOWN) if ORDERS in blocks else (),
    )


def _given_back(shown: HomeShown) -> str:
    """What was paid counts as paid, whatever happens afterwards; that is said beside it."""
    returned = shown.today.returned if shown.today else None
    words = gettext("{amount} of it was given back since.")
    return words.format(amount=money(returned)) if returned else ""


DASHBOARD = HomeScreen(
    slug="",
    title=N_("Workbench"),
    permission="dashboard.view",
    load=_load,
    blocks=(
        Block(name=WAITS, title=N_("To do"), template="console/dashboard/_waiting.html"),
        Block(
            name=CHECKS,
            title=N_("Steps of checklists"),
            template="console/dashboard/_checks.html",
            permission="checklists.view",
        ),
        Block(name=ASKED, title=N_("What you asked for"), template="console/dashboard/_asked.html"),
        Block(
            name=NUMBERS, title=N_("Today's numbers"), template="console/dashboard/_numbers.html"
        ),
        Block(
            name=DAYS,
            title=N_("The last thirty days"),
            template="console/dashboard/_days.html",
            wide=False,
        ),
        Block(
            name=ORDERS,
            title=N_("New orders"),
            template="console/dashboard/_orders.html",
            permission="orders.view",
            wide=False,
        ),
        Block(
            name=ACTIVITY,
            title=N_("What colleagues did last"),
            template="console/dashboard/_activity.html",
            permission="audit.view",
        ),
    ),
    of_role={
        "owner": (NUMBERS, WAITS, CHECKS, ASKED, DAYS, ORDERS, ACTIVITY),
        "operator": (WAITS, CHECKS, ASKED, NUMBERS, DAYS, ORDERS),
        "warehouse": (WAITS, CHECKS, ORDERS),
        "support": (WAITS, CHECKS, ASKED, ORDERS),
        "auditor": (ACTIVITY, NUMBERS, DAYS),
    },
    counters=COUNTERS,
    tiles=(
        Tile(
            title=N_("Paid today"),
            now="today.amount",
            before="yesterday.amount",
            compared_with=SAME_HOUR,
            show=Show.MONEY,
            note=_given_back,
        ),
        Tile(
            title=N_("Orders placed today"),
            now="today.placed",
            before="yesterday.placed",
            compared_with=SAME_HOUR,
        ),
        Tile(
            title=N_("Orders paid today"),
            now="today.paid",
            before="yesterday.paid",
            compared_with=SAME_HOUR,
        ),
        Tile(
            title=N_("Average paid order"),
            now="today.average",
            before="yesterday.average",
            compared_with=SAME_HOUR,
            show=Show.MONEY,
        ),
    ),
    charts=(
        Chart(
            title=N_("The last thirty days"),
            name="days",
            series=(
                Series(name="amount", title=N_("Paid amount (yuan)"), show=Show.MONEY),
                Series(name="paid", title=N_("Paid orders"), line=True),
            ),
        ),
    ),
    jump="d",
)
