"""New prices for the articles of a product: the ways to say them, and asking a second person for
what one may not change alone."""

from decimal import ROUND_HALF_UP, Decimal

from hutong import catalog
from hutong.catalog import PriceWish, ProductSheet, SkuSheet
from hutong.console.goods.product_form import PERMISSION, PRODUCT
from hutong.console.kit import (
    Action,
    Answers,
    Deed,
    MoneyField,
    PercentField,
    SwitchField,
    TextField,
)
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import Money

REASON_MAX = 300
WAYS = ("price_to", "price_by", "price_percent")
PRICE_WAYS = (
    MoneyField(name="price_to", title=N_("New price of every SKU")),
    MoneyField(
        name="price_by",
        title=N_("Change prices by an amount"),
        hint=N_("-2.00 makes them cheaper by two yuan."),
        signed=True,
    ),
    PercentField(
        name="price_percent",
        title=N_("Change prices by per cent"),
        hint=N_("-10 makes them a tenth cheaper."),
    ),
    SwitchField(
        name="strike",
        title=N_("Show the price until now struck through beside a lower one"),
        hint=N_("Only where it was the lowest price of the days before."),
    ),
)


def repriced(sku: SkuSheet, answers: Answers) -> Money:
    """To an amount, by an amount, or by a share of what it costs now."""
    to, by, percent = (answers[name] for name in WAYS)
    if to is not None:
        return Money(to.minor, sku.price.currency)
    if by is not None:
        return Money(sku.price.minor + by.minor, sku.price.currency)
    if percent is not None:
        share = sku.price.minor * (100 + Decimal(percent)) / 100
        return Money(int(share.quantize(Decimal(1), ROUND_HALF_UP)), sku.price.currency)
    return sku.price


def one_way(answers: Answers) -> None:
    """Raises Invalid where two ways were chosen."""
    if sum(answers[name] is not None for name in WAYS) > 1:
        raise Invalid([Problem(WAYS[0], gettext("Choose one way to change the price."))])


async def _ask(deed: Deed, answers: Answers) -> None:
    one_way(answers)
    sheet: ProductSheet = deed.subject
    code = answers["code"]
    skus = [sku for sku in sheet.active_skus if not code or sku.code == code]
    if not skus:
        words = gettext("The product has no SKU with this code.")
        raise Invalid([Problem("code", words)])
    wish = PriceWish(
        prices={sku.code: repriced(sku, answers) for sku in skus},
        strikes=answers["strike"],
        reason=answers["reason"],
    )
    await catalog.ask_price(deed.session, sheet.id, wish, by=deed.by)


ASK_PRICE = Action(
    slug="price-wish",
    title=N_("Ask for another price"),
    permission=PERMISSION,
    subject=PRODUCT,
    run=_ask,
    done=N_("Somebody else decides on it under Approvals."),
    question=N_("For a change that is larger than one person alone may make."),
    fields=(
        TextField(
            name="code",
            title=N_("SKU code"),
            hint=N_("Leave empty for every SKU of the product."),
            most=40,
        ),
        *PRICE_WAYS,
        TextField(name="reason", title=N_("Reason"), required=True, most=REASON_MAX),
    ),
)
