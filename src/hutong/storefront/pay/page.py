from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from hutong.kernel.money import Money
from hutong.orders import FulfilmentState, Order
from hutong.payments import Onward, provider_name
from hutong.storefront.pay.ways import Way
from hutong.views.under_way import UnderWay

POLL_SECONDS = 2
SLOW_SECONDS = 5
ASK_AFTER = 4  # polls of two seconds
PATIENCE = 30


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


@dataclass(frozen=True, kw_only=True, slots=True)
class OnwardPage:
    """Between our page and the provider's. `drawing`: the code as SVG; `tries` as below."""

    order: UnderWay
    provider: str
    onward: Onward
    drawing: str = ""
    tries: int = 0

    @property
    def title(self) -> str:
        return provider_name(self.provider)

    @property
    def total(self) -> Money:
        return self.order.total

    @property
    def pay_url(self) -> str:
        return f"/pay/{self.order.number}"

    @property
    def result_url(self) -> str:
        return f"{self.pay_url}/result"

    @property
    def look_url(self) -> str:
        return f"{self.pay_url}/onward?tries={self.tries + 1}"

    @property
    def look_seconds(self) -> int:
        return POLL_SECONDS if self.tries < PATIENCE else SLOW_SECONDS

    @property
    def code_url(self) -> str:
        """A simulated code leads to a web page; a real one only its app understands."""
        return self.onward.code if self.onward.code.startswith("http") else ""

    @property
    def invocation(self) -> str:
        return msgspec.json.encode(self.onward.invoke).decode()


class Result(StrEnum):
    PAID = "paid"
    CONFIRMING = "confirming"
    UNPAID = "unpaid"
    OVER = "over"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultPage:
    """`tries`: how often the page has asked by now."""

    order: UnderWay
    result: Result
    tries: int = 0

    @property
    def pay_url(self) -> str:
        return f"/pay/{self.order.number}"

    @property
    def order_url(self) -> str:
        return f"/orders/{self.order.number}"

    @property
    def ships(self) -> bool:
        return self.order.fulfilment is not FulfilmentState.NOT_NEEDED

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
