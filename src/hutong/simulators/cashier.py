"""What a person sees: the cashier of a payment, and the ledger and switches of a provider."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from sqlalchemy.dialects.postgresql import insert

from hutong.kernel import clock, i18n
from hutong.kernel.i18n import N_, gettext, ngettext
from hutong.simulators import alipay, books, queries
from hutong.simulators.desk import Desk
from hutong.simulators.models import (
    Answering,
    Billing,
    Charge,
    ChargeState,
    Message,
    Provider,
    Refund,
    Refunding,
    Switch,
    Telling,
)

HERE = Path(__file__).parent / "pages"
TOKEN_MAX = 60
LANGUAGES = {"zh": "zh_CN", "en": "en"}
NAMES = {
    Provider.WECHAT: N_("WeChat Pay, simulated"),
    Provider.ALIPAY: N_("Alipay, simulated"),
    Provider.UNIONPAY: N_("UnionPay, simulated"),
}
STATES = {
    ChargeState.OPEN: N_("Waiting for payment"),
    ChargeState.PAID: N_("Paid"),
    ChargeState.FAILED: N_("Payment failed"),
    ChargeState.CLOSED: N_("Closed"),
}
ANSWERING = {
    Answering.USUAL: N_("As usual"),
    Answering.SLOW: N_("Slowly: after 15 seconds"),
    Answering.SILENT: N_("Not at all, though it does what it is asked"),
    Answering.BROKEN: N_("With an error, doing nothing"),
    Answering.UNSIGNED: N_("With a signature that does not fit"),
}
TELLING = {
    Telling.AT_ONCE: N_("At once"),
    Telling.LATE: N_("After 20 seconds"),
    Telling.NEVER: N_("Never: the shop has to ask"),
    Telling.THREE_TIMES: N_("Three times"),
    Telling.REPLAYED: N_("With a message of yesterday"),
    Telling.FORGED: N_("With a forged signature"),
    Telling.WRONG_AMOUNT: N_("With a wrong amount"),
    Telling.REFUND_FIRST: N_("Only after its refund"),
}
REFUNDING = {
    Refunding.AT_ONCE: N_("At once"),
    Refunding.TAKES_TIME: N_("After 15 seconds"),
    Refunding.REFUSED: N_("Not: too little money in the account"),
}
BILLING = {
    Billing.USUAL: N_("As usual"),
    Billing.LATE: N_("Not yet"),
    Billing.SPOILT: N_("A spoilt file"),
    Billing.SHORT: N_("With its last line missing"),
}

Asked = Request[Any, Any, State]


class PayForm(msgspec.Struct, frozen=True):
    telling: Telling
    back: str = ""


class SwitchForm(msgspec.Struct, frozen=True):
    answering: Answering
    telling: Telling
    refunding: Refunding
    billing: Billing


@dataclass(frozen=True)
class Choice:
    name: str
    title: str
    chosen: str
    options: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class CashierPage:
    charge: Charge
    title: str
    state: str
    is_open: bool
    amount: str
    back: str
    telling: Choice
    ledger_url: str


@dataclass(frozen=True, kw_only=True)
class Row:
    charge: Charge
    state: str
    amount: str
    refunds: list[Refund]
    messages: list[Message]


@dataclass(frozen=True, kw_only=True)
class LedgerPage:
    provider: Provider
    title: str
    rows: list[Row]
    choices: list[Choice]
    others: list[tuple[str, str]]


def pages() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters["local"] = lambda at: f"{at.astimezone(clock.SHOP_ZONE):%Y-%m-%d %H:%M:%S}"
    made.filters["yuan"] = lambda minor: f"¥{minor // 100}.{minor % 100:02}"
    return made


PAGES = pages()


@get("/cashier/{token:str}")
async def show(
    request: Asked, state: State, token: FromPath[str], redirect_url: FromQuery[str] = ""
) -> Response[str]:
    speak(request)
    desk: Desk = state.desk
    async with desk.db.reading() as session:
        charge = await queries.by_token(session, token[:TOKEN_MAX])
        switch = await queries.switch(session, charge.provider)
    is_open = charge.is_open(clock.now())
    lapsed = charge.state is ChargeState.OPEN and not is_open
    page = CashierPage(
        charge=charge,
        title=gettext(NAMES[charge.provider]),
        state=gettext(STATES[ChargeState.CLOSED if lapsed else charge.state]),
        is_open=is_open,
        amount=PAGES.filters["yuan"](charge.amount_minor),
        back=_safe(redirect_url) or charge.return_url,
        telling=_choice("telling", N_("How the shop hears of it"), TELLING, switch.telling),
        ledger_url=f"/{charge.provider}/ledger",
    )
    return shown("cashier.html", page)


@post("/cashier/{token:str}/payment", status_code=303)
async def pay(state: State, token: FromPath[str], data: URLEncodedBody[PayForm]) -> Response[Any]:
    """Back to the shop, which must not believe that and waits for the message."""
    desk: Desk = state.desk
    async with desk.db.transaction() as session:
        charge = await books.pay(session, token[:TOKEN_MAX], data.telling)
    desk.wake()
    return _onward(charge, data.back)


@post("/cashier/{token:str}/failure", status_code=303)
async def fail(state: State, token: FromPath[str], data: URLEncodedBody[PayForm]) -> Response[Any]:
    desk: Desk = state.desk
    async with desk.db.transaction() as session:
        charge = await books.fail(session, token[:TOKEN_MAX])
    return _onward(charge, data.back)


@get("/{provider:str}/ledger")
async def ledger(request: Asked, state: State, provider: FromPath[str]) -> Response[str]:
    speak(request)
    which = _provider(provider)
    desk: Desk = state.desk
    async with desk.db.reading() as session:
        newest = await queries.newest(session, which)
        ids = [charge.id for charge in newest]
        refunds = await queries.refunds_of(session, ids)
        messages = await queries.messages_of(session, ids)
        switch = await queries.switch(session, which)
    rows = [
        Row(
            charge=charge,
            state=gettext(STATES[charge.state]),
            amount=PAGES.filters["yuan"](charge.amount_minor),
            refunds=[each for each in refunds if each.charge_id == charge.id],
            messages=[each for each in messages if each.charge_id == charge.id],
        )
        for charge in newest
    ]
    page = LedgerPage(
        provider=which,
        title=gettext(NAMES[which]),
        rows=rows,
        choices=_choices(switch),
        others=[(each.value, gettext(NAMES[each])) for each in Provider],
    )
    return shown("ledger.html", page)


@post("/{provider:str}/switches", status_code=303)
async def turn(
    request: Asked, state: State, provider: FromPath[str], data: URLEncodedBody[SwitchForm]
) -> Redirect:
    refuse_strangers(request)
    which = _provider(provider)
    desk: Desk = state.desk
    values = msgspec.structs.asdict(data)
    async with desk.db.transaction() as session:
        await session.execute(
            insert(Switch)
            .values(provider=which, **values)
            .on_conflict_do_update(index_elements=["provider"], set_=values)
        )
    return Redirect(f"/{which}/ledger", status_code=303)


@post("/{provider:str}/keys", status_code=303)
async def new_key(request: Asked, state: State, provider: FromPath[str]) -> Redirect:
    """The provider signs with a new key from now on."""
    refuse_strangers(request)
    which = _provider(provider)
    desk: Desk = state.desk
    desk.keys.rotate(which)
    return Redirect(f"/{which}/ledger", status_code=303)


@post("/alipay/app", status_code=201)
async def alipay_app(request: Asked, state: State) -> dict[str, str]:
    """Alipay's app, as far as a shop's app sees it: it takes the string and shows the cashier."""
    desk: Desk = state.desk
    charge = await alipay.start_from_app(desk, (await request.body()).decode())
    return {"cashier": f"{desk.base_url}/cashier/{charge.token}"}


def _choices(switch: Switch) -> list[Choice]:
    return [
        _choice("answering", N_("How it answers"), ANSWERING, switch.answering),
        _choice("telling", N_("How the shop hears of payments"), TELLING, switch.telling),
        _choice("refunding", N_("How it gives money back"), REFUNDING, switch.refunding),
        _choice("billing", N_("Its bills"), BILLING, switch.billing),
    ]


def _choice(name: str, title: str, words: Any, chosen: str) -> Choice:
    options = [(option.value, gettext(text)) for option, text in words.items()]
    return Choice(name, gettext(title), chosen, options)


def _provider(name: str) -> Provider:
    try:
        return Provider(name)
    except ValueError:
        raise NotFoundException from None


def _onward(charge: Charge, back: str) -> Response[Any]:
    to = _safe(back) or charge.return_url or f"/{charge.provider}/ledger"
    return Redirect(to, status_code=303)


def _safe(url: str) -> str:
    return url if urlsplit(url).scheme in {"http", "https"} else ""


def refuse_strangers(request: Asked) -> None:
    """A page of another site cannot turn the switches."""
    site = request.headers.get("sec-fetch-site", "none")
    if site not in {"same-origin", "none"}:
        raise PermissionDeniedException


def speak(request: Asked) -> None:
    wish = request.headers.get("accept-language", "").partition(",")[0].partition("-")[0]
    i18n.set_current(LANGUAGES.get(wish, i18n.DEFAULT))


def shown(template: str, page: object) -> Response[str]:
    text = PAGES.get_template(template).render(page=page, locale=i18n.current())
    return Response(text, media_type="text/html; charset=utf-8")


ROUTER = Router(
    "/",
    route_handlers=[show, pay, fail, ledger, turn, new_key, alipay_app],
)
