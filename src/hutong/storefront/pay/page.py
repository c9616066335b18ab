from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import Money
from hutong.orders import Order

WAYS: Mapping[str, tuple[str, str]] = {
    "sandbox": (N_("Sandbox cashier"), N_("For trying out: no real money moves")),
}
POLL_SECONDS = 2
SLOW_SECONDS = 5
ASK_AFTER = 4  # polls of two seconds
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Way:
    """A provider through whom one can pay."""

    name: str

    @property
    def title(self) -> str:
        return gettext(WAYS[self.name][0]) if self.name in WAYS else self.name

    @property
    def hint(self) -> str:
        return gettext(WAYS[self.name][1]) if self.name in WAYS else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PayPage:
    order: Order
    ways: Sequence[Way]

    @property
    def url(self) -> str:
        return f"/pay/{self.order.number}"

    @property
    def total(self) -> Money:
        return self.order.total


class Result(StrEnum):
    PAID = "paid"
    CONFIRMING = "confirming"
    UNPAID = "unpaid"
    OVER = "over"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultPage:
    """`tries`: how often the page has asked by now."""

    order: Order
    result: Result
    tries: int = 0

    @property
    def pay_url(self) -> str:
        return f"/pay/{self.order.number}"

    @property
    def order_url(self) -> str:
        return f"/orders/{self.order.number}"

    @property
    def waiting(self) -> bool:
        return self.result is Result.CONFIRMING

    @property
    def next_url(self) -> str:
        return f"{self.pay_url}/result?tries={self.tries + 1}"

    @property
    def next_seconds(self) -> int:
        return POLL_SECONDS if self.tries < PATIENCE else SLOW_SECONDS

    @property
    def takes_long(self) -> bool:
        return self.tries >= PATIENCE

    @property
    def step(self) -> int:
        """Of cart, confirm, pay: one past the end when all is done."""
        return 4 if self.result is Result.PAID else 3
