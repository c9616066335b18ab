"""How an order was paid, and what of it went back or is on its way back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders, payments
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money
from hutong.orders import Order
from hutong.payments import NothingToPay, RefundRequest, RefundState

NOT_PROMISED = {RefundState.ASKED, RefundState.DECLINED}
"""What staff only think about is nothing that the buyer may count on."""


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """One refund. `why` is what the buyer also reads at the provider; "" where the order itself
    says it."""

    amount: Money
    at: datetime
    done: bool
    why: str

    @property
    def label(self) -> str:
        return _("Refunded") if self.done else _("Refund under way")

    @property
    def tone(self) -> str:
        return "good" if self.done else "warn"


@dataclass(frozen=True, slots=True)
class Paid:
    way: str = ""
    """The provider, as people call it; "" before anything was paid."""
    back: tuple[MoneyBack, ...] = ()

    @property
    def under_way(self) -> bool:
        return any(not each.done for each in self.back)


NOT_YET = Paid()


async def paid(session: AsyncSession, order: Order) -> Paid:
    try:
        intent = await payments.find(session, order.id, member_id=order.member_id)
    except NothingToPay:
        return NOT_YET
    promised = [
        each
        for each in await payments.refunds(session, intent.id)
        if each.state not in NOT_PROMISED
    ]
    return Paid(
        way=payments.provider_name(intent.provider) if intent.provider else "",
        back=tuple(_back(each, order) for each in reversed(promised)),
    )


def _back(refund: RefundRequest, order: Order) -> MoneyBack:
    known = refund.reason == (order.cancel_reason or "")
    return MoneyBack(
        amount=refund.amount,
        at=refund.done_at or refund.owed_at,
        done=refund.state is RefundState.DONE,
        why="" if known else payments.in_words(orders.reason_words(refund.reason)),
    )
