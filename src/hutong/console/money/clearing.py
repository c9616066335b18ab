"""Where the money stands: with the providers, in the bank, owed to buyers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.console.kit import ChartScreen, Counter, Label, Part
from hutong.console.money.words import ACCOUNTS
from hutong.kernel.i18n import N_
from hutong.payments import Account, Standing
from hutong.views.clearing import Clearing, Payout, clearing_page


@dataclass(frozen=True)
class ClearingShown:
    providers: Sequence[Clearing]
    payouts: Sequence[Payout]
    standings: Sequence[Standing]

    @property
    def differences(self) -> int:
        return sum(each.differences for each in self.providers)

    def name(self, provider: str) -> str:
        return payments.provider_name(provider)

    def account(self, account: Account) -> Label:
        return ACCOUNTS[account]


async def _load(session: AsyncSession) -> ClearingShown:
    page = await clearing_page(session)
    return ClearingShown(page.providers, page.payouts, page.standings)


CLEARING = ChartScreen(
    slug="clearing",
    title=N_("Money with the providers"),
    permission="orders.view",
    load=_load,
    counters=(
        Counter(
            title=N_("Bill differences"),
            count=lambda shown: shown.differences,
            url="/console/differences?state=open",
            permission="orders.view",
            urgent=True,
        ),
    ),
    parts=(
        Part(title=N_("By provider"), template="console/money/_clearing.html"),
        Part(title=N_("Paid out to the bank"), template="console/money/_payouts.html"),
        Part(title=N_("All accounts"), template="console/money/_standings.html"),
    ),
)
