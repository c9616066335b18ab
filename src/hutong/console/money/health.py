"""How paying goes: true numbers of the last day and month, beside what is aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.console.kit import Chart, ChartScreen, Counter, Part, Series, Show, Tile
from hutong.kernel import clock
from hutong.kernel.i18n import N_
from hutong.payments import PaymentDay, PaymentDelay, PaymentHealth, PaymentsStuck

MONTH = timedelta(days=30)
ONE_DAY = timedelta(days=1)
GOAL = N_("Goal")
LIMIT = N_("Limit")


@dataclass(frozen=True)
class ProviderShown:
    health: PaymentHealth
    delay: PaymentDelay | None
    stuck: PaymentsStuck | None

    @property
    def name(self) -> str:
        return payments.provider_name(self.health.provider)

    @property
    def conversion(self) -> str:
        return _share(self.health.conversion)

    @property
    def failure(self) -> str:
        return _share(self.health.failure)

    @property
    def silence(self) -> str:
        return _share(self.health.silence)


@dataclass(frozen=True)
class HealthShown:
    day: PaymentHealth
    month: PaymentHealth
    days: Sequence[PaymentDay]
    providers: Sequence[ProviderShown]
    stuck: Sequence[PaymentsStuck]

    @property
    def conversion(self) -> str:
        return _share(self.month.conversion)

    @property
    def conversion_goal(self) -> str:
        return f"≥ {payments.CONVERSION_LEAST}%"

    @property
    def failure(self) -> str:
        return _share(self.month.failure)

    @property
    def failure_goal(self) -> str:
        return f"≤ {payments.FAILURE_MOST}%"

    @property
    def silence(self) -> str:
        return _share(self.month.silence)

    @property
    def silence_goal(self) -> str:
        return f"≤ {payments.SILENCE_MOST}%"

    @property
    def conversion_today(self) -> str:
        return _share(self.day.conversion)

    @property
    def unclear(self) -> int:
        return sum(each.unclear for each in self.stuck)


def _share(value: Decimal | None) -> str:
    return "" if value is None else f"{value}%"


async def _load(session: AsyncSession) -> HealthShown:
    now = clock.now()
    month = await payments.payment_health(session, now - MONTH, now)
    day = await payments.payment_health(session, now - ONE_DAY, now)
    delays = {
        each.provider: each
        for each in await payments.payment_delays(session, clock.local_day(now - MONTH))
    }
    stuck = await payments.payments_stuck(session)
    by_name = {each.provider: each for each in stuck}
    return HealthShown(
        day=payments.together(day),
        month=payments.together(month),
        days=await payments.payment_days(session, now - MONTH, now),
        providers=[
            ProviderShown(each, delays.get(each.provider), by_name.get(each.provider))
            for each in month
        ],
        stuck=stuck,
    )


def _tile(title: str, share: str, aim: str) -> Tile:
    """A share in words, beside what is aimed at."""
    return Tile(
        title=title,
        now=share,
        before=f"{share.removesuffix('_today')}_goal",
        compared_with=aim,
        show=Show.TEXT,
    )


HEALTH = ChartScreen(
    slug="payment-health",
    title=N_("Payment health"),
    permission="orders.view",
    load=_load,
    tiles=(
        _tile(N_("Paid of those who went to pay, 30 days"), "conversion", GOAL),
        _tile(N_("Paid of those who went to pay, 24 hours"), "conversion_today", GOAL),
        _tile(N_("Refused by bank or provider, 30 days"), "failure", LIMIT),
        _tile(N_("Came without a message, 30 days"), "silence", LIMIT),
    ),
    counters=(
        Counter(
            title=N_("Unclear payments"),
            count=lambda shown: shown.unclear,
            url="/console/payments?state=open",
            permission="orders.view",
            urgent=True,
        ),
    ),
    charts=(
        Chart(
            title=N_("The last thirty days"),
            name="days",
            series=(
                Series(name="paid", title=N_("Paid")),
                Series(name="conversion", title=N_("Paid of 100"), line=True),
            ),
        ),
    ),
    parts=(Part(title=N_("By provider"), template="console/money/_providers.html"),),
)
