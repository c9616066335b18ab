"""Redeeming: a code is typed or scanned, looked at, and its service is had with one press."""

from hutong import vouchers
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Days,
    Deed,
    DetailScreen,
    Done,
    Empty,
    Fact,
    Facts,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
    Thing,
    Tone,
)
from hutong.console.services.words import VOUCHER_STATES
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.views.vouchers import VoucherFilters, VoucherRow, voucher_list, voucher_page
from hutong.web.templating import date

PERMISSION = "services.redeem"

CODE = Subject(
    kind="voucher",
    find=vouchers.by_code,
    label=lambda voucher: f"{voucher.number} {texts.pick(voucher.title)}",
    trail_kind="vouchers_voucher",
)


async def _redeem(deed: Deed, _answers: Answers) -> Done:
    redemption = await vouchers.redeem(deed.session, deed.subject.code, by=deed.by)
    if not redemption.again:
        return Done()
    voucher = redemption.voucher
    words = gettext("It was redeemed before: {at}, by {name}.")
    at = date(voucher.redeemed_at) if voucher.redeemed_at else ""
    return Done(message=words.format(at=at, name=voucher.redeemed_by))


async def _undo(deed: Deed, answers: Answers) -> None:
    await vouchers.undo(deed.session, deed.subject.code, reason=answers["reason"], by=deed.by)


def _what(row: VoucherRow) -> Thing:
    return Thing(texts.pick(row.title), row.written, row.picture)


def _whose(row: VoucherRow) -> str:
    return f"{row.recipient} {row.phone}"


REDEEM = Action(
    slug="redemption",
    title=N_("Redeem"),
    permission=PERMISSION,
    subject=CODE,
    run=_redeem,
    done=N_("Redeemed. The service can begin."),
    applies=lambda shown: bool(shown.can_redeem),
    icon="check-circle",
    primary=True,
)
UNDO = Action(
    slug="undoing",
    title=N_("Undo the redemption"),
    permission=PERMISSION,
    subject=CODE,
    run=_undo,
    done=N_("The code can be redeemed again."),
    fields=(TextField(name="reason", title=N_("Reason"), required=True, most=200),),
    question=N_("For a mistake: the code was redeemed, but nobody had the service."),
    applies=lambda shown: bool(shown.can_undo),
    tone=Tone.BAD,
)

CODES = ListScreen(
    slug="codes",
    title=N_("Redeem services"),
    permission=PERMISSION,
    query=voucher_list,
    filters_as=VoucherFilters,
    key=lambda row: str(row.code),
    link=lambda row: f"/console/codes/{row.code}",
    sort="-issued_at",
    columns=(
        Column(name="what", title=N_("Service"), show=Show.THING, value=_what, phone=Phone.TITLE),
        Column(name="whose", title=N_("Buyer"), show=Show.WRITTEN, value=_whose),
        Column(name="last_day", title=N_("Valid until"), show=Show.DAY, sort=True),
        Column(
            name="state",
            title=N_("State"),
            show=Show.LABEL,
            labels=VOUCHER_STATES,
            phone=Phone.BADGE,
        ),
        Column(name="issued_at", title=N_("Bought"), show=Show.TIME, sort=True),
    ),
    filters=(
        Search(
            title=N_("Find a code"),
            placeholder=N_("Type or scan the code; or order, phone, name"),
        ),
        Choice(name="state", title=N_("State"), labels=VOUCHER_STATES, in_tabs=True),
        Days(name="redeemed", title=N_("Redeemed on")),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in VOUCHER_STATES.items()),
    ),
    actions=(REDEEM, UNDO),
    empty=Empty(
        N_("No codes yet."), N_("Each unit of a service that somebody pays has a code here.")
    ),
)

CODE_PAGE = DetailScreen(
    slug="codes",
    title=lambda shown: texts.pick(shown.title),
    permission=PERMISSION,
    load=voucher_page,
    subtitle=lambda shown: str(shown.written),
    badges=lambda shown: [VOUCHER_STATES[shown.state]],
    sections=(
        Facts(
            title=N_("The service"),
            facts=(
                Fact("written", N_("Code of the service"), Show.CODE),
                Fact("sku_title", N_("Choice"), Show.TEXTS, optional=True),
                Fact("last_day", N_("Valid until"), Show.DAY),
                Fact("recipient", N_("Buyer"), Show.WRITTEN),
                Fact("phone", N_("Phone"), Show.CODE),
                Fact(
                    "number",
                    N_("Order"),
                    Show.CODE,
                    link=lambda shown: f"/console/orders/{shown.number}",
                ),
                Fact("amount", N_("Paid for it"), Show.MONEY),
            ),
        ),
        Facts(
            title=N_("What became of it"),
            facts=(
                Fact("issued_at", N_("Bought"), Show.TIME),
                Fact("redeemed_at", N_("Redeemed"), Show.TIME, optional=True),
                Fact("redeemed_by", N_("Redeemed by"), Show.WRITTEN, optional=True),
                Fact("voided_at", N_("Made void"), Show.TIME, optional=True),
            ),
            aside=True,
        ),
    ),
    actions=(REDEEM, UNDO),
)
