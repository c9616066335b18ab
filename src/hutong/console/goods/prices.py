"""What the articles of a product cost and since when; and the rules for original prices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, catalog
from hutong.catalog import PriceRule, PriceRules, ProductSheet
from hutong.console.approvals.screens import STATES
from hutong.console.approvals.wishes import WishShown
from hutong.console.goods.product_form import PERMISSION
from hutong.console.goods.repricing import ASK_PRICE
from hutong.console.goods.suggested import OF_PRODUCT
from hutong.console.goods.versions import SOURCES, VIEW
from hutong.console.goods.words import SALE
from hutong.console.kit import (
    Above,
    Answers,
    Chart,
    Column,
    Deed,
    DetailScreen,
    Done,
    Empty,
    Fact,
    Facts,
    FormScreen,
    Group,
    ListScreen,
    Part,
    Phone,
    Rows,
    Series,
    Show,
    Subject,
    SwitchField,
    TextField,
    WholeField,
)
from hutong.kernel import clock, texts
from hutong.kernel.errors import Forbidden, Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.money import Money
from hutong.views.lists import NoFilters
from hutong.views.prices import PriceRow, price_history, rule_list
from hutong.views.suggested import SuggestedRow, suggested_of_product

DAYS_SHOWN = 90
REASON_MAX = 300
DECIDES = "approvals.decide"


@dataclass(eq=False)
class MayNotLoosen(Forbidden):
    message = "Wider limits are set by somebody who decides on approvals."


@dataclass(frozen=True, slots=True)
class PriceDay:
    day: date
    least: Money
    most: Money


@dataclass(frozen=True)
class PricesShown:
    product: ProductSheet
    points: Sequence[PriceRow]
    rules: PriceRules
    wishes: Sequence[WishShown]
    suggested: Sequence[SuggestedRow]

    @property
    def name(self) -> str:
        return texts.pick(self.product.title)

    @property
    def product_url(self) -> str:
        return f"/console/products/{self.product.id}"

    @property
    def window(self) -> str:
        words = gettext("The lowest price on the shelf of the {days} days before")
        return words.format(days=self.rules.window_days)

    @property
    def least(self) -> str:
        words = gettext("On sale for at least {days} days of these")
        return words.format(days=self.rules.least_days)

    @property
    def shown(self) -> str:
        return gettext("Shown for {days} days").format(days=self.rules.shown_days)

    @property
    def rules_url(self) -> str:
        return "/console/price-rules"

    @property
    def enter(self) -> str:
        return gettext("Enter one with its proof")

    @property
    def enter_url(self) -> str:
        return f"/console/price-history/{self.product.id}/edit"

    @property
    def chart(self) -> Chart:
        return Chart(
            title=N_("Prices on the shelf"),
            name="prices",
            series=(
                Series(name="least", title=N_("Lowest"), show=Show.MONEY, line=True),
                Series(name="most", title=N_("Highest"), show=Show.MONEY, line=True),
            ),
        )

    @property
    def days(self) -> Sequence[PriceDay]:
        return list(_days(self.points, clock.local_day(clock.now())))


def _days(points: Sequence[PriceRow], today: date) -> Iterator[PriceDay]:
    """Day by day the lowest and the highest price that anything of it was on sale for."""
    spans = [
        (
            clock.local_day(point.since),
            clock.local_day(point.until) if point.until else today,
            point.price,
        )
        for point in points
        if point.on_sale
    ]
    for back in range(DAYS_SHOWN - 1, -1, -1):
        day = today - timedelta(days=back)
        prices = [price for since, until, price in spans if since <= day <= until]
        if prices:
            ordered = sorted(prices, key=lambda price: price.minor)
            yield PriceDay(day, ordered[0], ordered[-1])


async def _load(session: AsyncSession, key: str) -> PricesShown:
    product = await catalog.product_by_id(session, as_id(key))
    points = await price_history(session, product.id)
    rules = await catalog.price_rules(session)
    wishes = [WishShown(each) for each in await catalog.price_wishes(session, product.id)]
    suggested = await suggested_of_product(session, product.id)
    return PricesShown(product, points, rules, wishes, suggested)


def _why(row: PriceRow) -> str:
    if row.source is None:
        return gettext("Put on sale or taken off")
    way = gettext(SOURCES[row.source].title)
    return f"{way} · {row.reason}" if row.reason else way


async def _find(session: AsyncSession, _key: str) -> PriceRule | None:
    return await catalog.price_rule(session)


async def _begin(session: AsyncSession, _rule: Any) -> Answers:
    rules = await catalog.price_rules(session)
    return {
        "window_days": rules.window_days,
        "least_days": rules.least_days,
        "shown_days": rules.shown_days,
        "change_percent": rules.change_percent,
        "floor_percent": rules.floor_percent,
    }


async def _may_loosen(deed: Deed) -> None:
    may = await access.permissions_of(deed.session, deed.by.id) if deed.by.id else frozenset()
    if DECIDES not in may:
        raise MayNotLoosen


async def _save(deed: Deed, answers: Answers) -> Done:
    """What is shown now is counted first: nothing ends before somebody has agreed to that."""
    rules = PriceRules(
        window_days=answers["window_days"],
        least_days=answers["least_days"],
        shown_days=answers["shown_days"],
        change_percent=answers["change_percent"],
        floor_percent=answers["floor_percent"],
    )
    if (await catalog.price_rules(deed.session)).loosened_by(rules):
        await _may_loosen(deed)
    ending = await catalog.shown_since_too_long(deed.session, rules, clock.now())
    if ending and not answers["agreed"]:
        words = gettext(
            "Original prices that are shown now and would end at once: {count}. Agree to it below"
            " to go on."
        )
        raise Invalid([Problem("agreed", words.format(count=ending))])
    rule = await catalog.set_price_rules(deed.session, rules, reason=answers["reason"], by=deed.by)
    return Done(go_to="/console/price-rules", created=rule)


WISHES = Rows(
    title=N_("Prices asked for"),
    name="wishes",
    columns=(
        Column(name="what", title=N_("What"), phone=Phone.TITLE),
        Column(name="reason", title=N_("Reason"), show=Show.WRITTEN),
        Column(name="asked_by", title=N_("Asked by"), show=Show.WHO),
        Column(name="asked_at", title=N_("Asked at"), show=Show.TIME),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="decided_by", title=N_("Decided by"), show=Show.WHO),
        Column(name="note", title=N_("Note"), show=Show.WRITTEN),
    ),
    empty=N_("Nobody has asked for another price."),
)
PRICE_HISTORY = DetailScreen(
    slug="price-history",
    title=lambda _shown: gettext("Price history"),
    permission=VIEW,
    load=_load,
    above=lambda shown: Above(shown.product_url, shown.name),
    sections=(
        Part(title=N_("The last 90 days"), template="console/goods/_prices.html"),
        WISHES,
        OF_PRODUCT,
        Rows(
            title=N_("Every change"),
            name="points",
            columns=(
                Column(name="code", title=N_("SKU code"), show=Show.CODE, phone=Phone.TITLE),
                Column(name="since", title=N_("Since"), show=Show.TIME),
                Column(name="price", title=N_("Price"), show=Show.MONEY),
                Column(name="original", title=N_("Original price"), show=Show.MONEY),
                Column(
                    name="on_sale",
                    title=N_("State"),
                    value=lambda row: "active" if row.on_sale else "inactive",
                    show=Show.LABEL,
                    labels=SALE,
                    phone=Phone.BADGE,
                ),
                Column(name="by", title=N_("By"), show=Show.WHO),
                Column(name="why", title=N_("By which way"), value=_why),
            ),
            empty=N_("No prices yet."),
        ),
        Facts(
            title=N_("Rules for original prices"),
            facts=(
                Fact("window", N_("What counts"), link=lambda shown: str(shown.rules_url)),
                Fact("least", N_("Beforehand")),
                Fact("shown", N_("For how long")),
                Fact("enter", N_("Suggested prices"), link=lambda shown: str(shown.enter_url)),
                Fact("name", N_("Product"), link=lambda shown: str(shown.product_url)),
            ),
            aside=True,
        ),
    ),
    actions=(ASK_PRICE,),
)
PRICE_RULE_FORM = FormScreen(
    slug="price-rules",
    title=lambda _rule: gettext("New price rules"),
    permission=PERMISSION,
    subject=Subject(
        kind="price_rule",
        find=_find,
        label=lambda _rule: gettext("Rules for original prices"),
        trail_kind="catalog_price_rule",
    ),
    groups=(
        Group(
            "",
            (
                WholeField(
                    name="window_days",
                    title=N_("Days that are looked back"),
                    hint=N_("The law of China asks for seven, that of the European Union for 30."),
                    required=True,
                    least=7,
                    most=90,
                ),
                WholeField(
                    name="least_days",
                    title=N_("On sale for at least so many days"),
                    required=True,
                    least=1,
                    most=90,
                ),
                WholeField(
                    name="shown_days",
                    title=N_("Shown for so many days"),
                    hint=N_("Then the shop takes the original price away by itself."),
                    required=True,
                    least=1,
                    most=90,
                ),
                WholeField(
                    name="change_percent",
                    title=N_("Per cent that one person may change a price by"),
                    hint=N_("A larger change of goods on sale takes a second person. Empty: any."),
                    least=1,
                    most=99,
                ),
                WholeField(
                    name="floor_percent",
                    title=N_("Lowest price by one person, in per cent"),
                    hint=N_("Of the lowest price of the last 30 days on the shelf. Empty: any."),
                    least=1,
                    most=99,
                ),
                TextField(name="reason", title=N_("Reason"), required=True, most=REASON_MAX),
                SwitchField(
                    name="agreed", title=N_("Original prices that are shown for longer may end")
                ),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
    opens=N_("New rules"),
    edits=False,
)
PRICE_RULES = ListScreen(
    slug="price-rules",
    title=N_("Price rules"),
    permission=VIEW,
    query=rule_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    sort="-set_at",
    columns=(
        Column(name="set_at", title=N_("Since"), show=Show.TIME, sort=True, phone=Phone.TITLE),
        Column(name="window_days", title=N_("Days that are looked back"), show=Show.NUMBER),
        Column(name="least_days", title=N_("On sale for at least"), show=Show.NUMBER),
        Column(name="shown_days", title=N_("Days shown"), show=Show.NUMBER),
        Column(name="change_percent", title=N_("Largest change by one"), show=Show.PERCENT),
        Column(name="floor_percent", title=N_("Lowest price by one"), show=Show.PERCENT),
        Column(name="reason", title=N_("Reason"), show=Show.WRITTEN, wide=True),
        Column(name="set_by", title=N_("By"), show=Show.WHO),
    ),
    create=PRICE_RULE_FORM,
    hint=N_(
        "What may stand struck through beside a lower price, and how far one person alone may"
        " change a price. The newest rules are in force."
    ),
    empty=Empty(
        N_("Nobody has set rules of the house yet: the usual ones are in force."),
        N_("The lowest price of seven days, on sale for a day at least, shown for thirty days."),
    ),
)
