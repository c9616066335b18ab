"""How much staff may refund without anybody's leave: limits that are data."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.console.kit import (
    Answers,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    ListScreen,
    MoneyField,
    Phone,
    Show,
    Subject,
    WholeField,
)
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import CNY
from hutong.payments import NoSuchRule, RefundRule
from hutong.views.lists import NoFilters
from hutong.views.refund_batches import rule_list

PERMISSION = "payments.rules"
DAYS_MAX = 3650


async def _find(session: AsyncSession, key: str) -> RefundRule:
    if key != CNY:  # the form asks for yuan
        raise NoSuchRule(key)
    return await payments.find_rule(session, key)


async def _begin(_session: AsyncSession, rule: RefundRule) -> Answers:
    return {
        "auto": rule.auto,
        "auto_daily": rule.auto_daily,
        "auto_days": rule.auto_days,
        "four_eyes": rule.four_eyes,
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    rule: RefundRule = deed.subject
    if answers["four_eyes"] < answers["auto"]:
        words = gettext("This must not be less than what passes by itself.")
        raise Invalid([Problem("four_eyes", words)])
    rule.auto_minor = answers["auto"].minor
    rule.auto_daily_minor = answers["auto_daily"].minor
    rule.auto_days = answers["auto_days"]
    rule.four_eyes_minor = answers["four_eyes"].minor
    return Done(message=gettext("Saved. It holds from the next refund on."))


RULE = Subject(
    kind="refund_rule",
    find=_find,
    label=lambda rule: str(rule.currency),
    id_of=lambda rule: str(rule.currency),
)
RULE_FORM = FormScreen(
    slug="refund-rules",
    title=lambda _rule: gettext("Refunds in renminbi"),
    permission=PERMISSION,
    subject=RULE,
    groups=(
        Group(
            N_("Passes by itself"),
            (
                MoneyField(name="auto", title=N_("One refund, up to"), required=True),
                MoneyField(
                    name="auto_daily",
                    title=N_("One person's refunds of a day, up to"),
                    required=True,
                ),
                WholeField(
                    name="auto_days",
                    title=N_("Days after the payment"),
                    required=True,
                    most=DAYS_MAX,
                ),
            ),
            N_("What is within all three needs nobody's leave. All else waits for an approver."),
        ),
        Group(
            N_("Four eyes"),
            (MoneyField(name="four_eyes", title=N_("Above this it takes two"), required=True),),
            N_("Whoever asks for such a refund cannot approve it. Batches count as a sum."),
        ),
    ),
    begin=_begin,
    save=_save,
    creates=False,
)
RULES = ListScreen(
    slug="refund-rules",
    title=N_("Refund rules"),
    permission=PERMISSION,
    query=rule_list,
    filters_as=NoFilters,
    key=lambda row: str(row.currency),
    link=lambda row: f"/console/refund-rules/{row.currency}/edit",
    columns=(
        Column(name="currency", title=N_("Currency"), show=Show.CODE, phone=Phone.TITLE),
        Column(name="auto", title=N_("One refund, up to"), show=Show.MONEY),
        Column(
            name="auto_daily", title=N_("One person's refunds of a day, up to"), show=Show.MONEY
        ),
        Column(name="auto_days", title=N_("Days after the payment"), show=Show.NUMBER),
        Column(name="four_eyes", title=N_("Above this it takes two"), show=Show.MONEY),
    ),
    empty=Empty(N_("No rules: every refund takes two people.")),
)
