"""The dashboard. Every number is counted when the page is opened; none is made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.dashboard.feed import SHOWN
from hutong.console.kit import Chart, ChartScreen, Counter, Part, Series, Show, Tile
from hutong.kernel import clock
from hutong.kernel.i18n import N_, gettext
from hutong.views.dashboard import Day, Sales, Waiting, last_days, today_and_yesterday, waiting
from hutong.views.orders import OrderRow, newest_orders
from hutong.web.templating import money

SAME_HOUR = N_("Yesterday at this hour")


@dataclass(frozen=True, kw_only=True)
class DashboardShown:
    today: Sales
    yesterday: Sales
    waiting: Waiting
    days: Sequence[Day]
    newest: Sequence[OrderRow]


async def _load(session: AsyncSession) -> DashboardShown:
    now = clock.now()
    today, yesterday = await today_and_yesterday(session, now)
    return DashboardShown(
        today=today,
        yesterday=yesterday,
        waiting=await waiting(session),
        days=await last_days(session, now),
        newest=await newest_orders(session, SHOWN),
    )


def _given_back(shown: DashboardShown) -> str:
    """What was paid counts as paid, whatever happens afterwards; that is said beside it."""
    returned = shown.today.returned
    words = gettext("{amount} of it was given back since.")
    return words.format(amount=money(returned)) if returned else ""


DASHBOARD = ChartScreen(
    slug="",
    title=N_("Dashboard"),
    permission="dashboard.view",
    load=_load,
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
    counters=(
        Counter(
            title=N_("Alarms"),
            count=lambda shown: shown.waiting.alarms,
            url="/console/alarms?state=new",
            permission="alarms.view",
            urgent=True,
        ),
        Counter(
            title=N_("To ship"),
            count=lambda shown: shown.waiting.to_ship,
            url="/console/orders?state=to_ship",
            permission="orders.view",
        ),
        Counter(
            title=N_("Awaiting payment"),
            count=lambda shown: shown.waiting.unpaid,
            url="/console/orders?state=unpaid",
            permission="orders.view",
        ),
        Counter(
            title=N_("Refunds owed"),
            count=lambda shown: shown.waiting.refunds,
            url="/console/refunds?state=open",
            permission="orders.view",
            urgent=True,
        ),
        Counter(
            title=N_("To approve"),
            count=lambda shown: shown.waiting.approvals,
            url="/console/approvals?state=open",
            permission="approvals.view",
        ),
        Counter(
            title=N_("Held payments"),
            count=lambda shown: shown.waiting.payments_held,
            url="/console/payments?state=held",
            permission="orders.view",
            urgent=True,
        ),
        Counter(
            title=N_("Low stock"),
            count=lambda shown: shown.waiting.low_stock,
            url="/console/stock?low=1",
            permission="catalog.view",
        ),
        Counter(
            title=N_("Failed messages"),
            count=lambda shown: shown.waiting.messages_failed,
            url="/console/messages?state=failed",
            permission="messages.view",
            urgent=True,
        ),
        Counter(
            title=N_("Parked events"),
            count=lambda shown: shown.waiting.events_parked,
            url="/console/parked-events",
            permission="audit.view",
            urgent=True,
        ),
        Counter(
            title=N_("Failed jobs"),
            count=lambda shown: shown.waiting.jobs_failed,
            url="/console/failed-jobs",
            permission="audit.view",
            urgent=True,
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
    parts=(
        Part(
            title=N_("New orders"),
            template="console/dashboard/_feed.html",
            aside=True,
            permission="orders.view",
        ),
    ),
    jump="d",
)
