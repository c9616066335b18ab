"""The cashier page of the provider, and the list of what it did: for people who try the shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from hutong.kernel import clock
from hutong.kernel.i18n import N_, gettext
from hutong.sandbox import charges, queries
from hutong.sandbox.models import Charge, ChargeState, Telling
from hutong.sandbox.queries import Told
from hutong.web import pages
from hutong.web.session import Session

TELLINGS = {
    Telling.AT_ONCE: N_("At once"),
    Telling.AFTER_5_SECONDS: N_("After 5 seconds"),
    Telling.AFTER_60_SECONDS: N_("After 60 seconds"),
    Telling.THREE_TIMES: N_("Three times"),
    Telling.NEVER: N_("Never: the shop has to ask"),
    Telling.FORGED: N_("With a forged signature"),
    Telling.WRONG_AMOUNT: N_("With a wrong amount"),
}
STATES = {
    ChargeState.OPEN: N_("Waiting for payment"),
    ChargeState.PAID: N_("Paid"),
    ChargeState.FAILED: N_("Payment failed"),
    ChargeState.CLOSED: N_("Closed"),
}
ID_MAX = 40

Asked = Request[Any, Any, State]


class PayForm(msgspec.Struct, frozen=True):
    telling: Telling = Telling.AT_ONCE


@dataclass(frozen=True, kw_only=True)
class CashierPage:
    charge: Charge
    at: datetime

    @property
    def is_open(self) -> bool:
        return self.charge.is_open(self.at)

    @property
    def state_words(self) -> str:
        lapsed = self.charge.state is ChargeState.OPEN and not self.is_open
        return gettext(STATES[ChargeState.CLOSED if lapsed else self.charge.state])

    @property
    def paid(self) -> bool:
        return self.charge.state is ChargeState.PAID

    @property
    def tellings(self) -> list[tuple[str, str]]:
        return [(telling.value, gettext(words)) for telling, words in TELLINGS.items()]


@dataclass(frozen=True, kw_only=True)
class ChargeRow:
    charge: Charge
    state_words: str
    told: Sequence[Told]


@dataclass(frozen=True, kw_only=True)
class ChargesPage:
    rows: Sequence[ChargeRow]


@get("/cashier/{charge_id:str}")
async def show(request: Asked, session: Session, charge_id: FromPath[str]) -> Template:
    charge = await queries.find(session, charge_id[:ID_MAX])
    page = CashierPage(charge=charge, at=clock.now())
    return pages.show(request, "sandbox/cashier.html", page)


@post("/cashier/{charge_id:str}/payment")
async def pay(
    session: Session, charge_id: FromPath[str], data: URLEncodedBody[PayForm]
) -> Response[None]:
    """Back to the shop, which must not believe that and waits for the message."""
    charge = await charges.pay(session, charge_id[:ID_MAX], data.telling)
    return Redirect(charge.return_url, status_code=303)


@post("/cashier/{charge_id:str}/failure")
async def fail(session: Session, charge_id: FromPath[str]) -> Response[None]:
    charge = await charges.fail(session, charge_id[:ID_MAX])
    return Redirect(charge.return_url, status_code=303)


@get("/charges")
async def overview(request: Asked, session: Session) -> Template:
    """Not where strangers may look: in development only."""
    if request.app.state.settings.production:
        raise NotFoundException
    newest = await queries.newest_charges(session)
    told = await queries.told(session, [charge.id for charge in newest])
    rows = [
        ChargeRow(
            charge=charge,
            state_words=gettext(STATES[charge.state]),
            told=[each for each in told if each.charge_id == charge.id],
        )
        for charge in newest
    ]
    return pages.show(request, "sandbox/charges.html", ChargesPage(rows=rows))


router = Router(
    "/sandbox",
    route_handlers=[show, pay, fail, overview],
    request_max_body_size=4096,
    include_in_schema=False,
    opt={"anonymous": True},
)
