"""Why a payment or a refund is as it is: a code with figures is kept, and put into words for each
reader. What a provider or one of the staff said stands beside it, as it was said."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from babel.numbers import format_currency

from hutong.kernel.i18n import DEFAULT, N_, gettext
from hutong.kernel.money import Money

FIGURES_MAX = 10
AMOUNT = re.compile(r"(-?[0-9]+\.[0-9]{2}) ([A-Z]{3})")


class Why(StrEnum):
    """What becomes of one is kept for good: it may be added to, and never renamed."""

    AMOUNT = "payments.amount"
    CURRENCY = "payments.currency"
    MERCHANT = "payments.merchant"
    CHARGE = "payments.charge"
    LEFT = "payments.left"
    UNASKED = "payments.unasked"
    UNAPPROVED = "payments.unapproved"
    REFUNDED = "payments.refunded"
    TWICE = "payments.twice"
    NO_PAYMENT = "payments.no_payment"


WORDS: Mapping[str, str] = {
    Why.AMOUNT: N_("{paid} was paid instead of {asked}"),
    Why.CURRENCY: N_("it was paid in another currency: {paid}"),
    Why.MERCHANT: N_("it was paid to another merchant"),
    Why.CHARGE: N_("another charge of the provider was paid: {number}"),
    Why.LEFT: N_("The buyer chose another way of paying"),
    Why.UNASKED: N_("a refund that nobody asked for: {number}"),
    Why.UNAPPROVED: N_("a refund that was not approved: {number}"),
    Why.REFUNDED: N_("{refunded} went back instead of {asked}"),
    Why.TWICE: N_("Paid twice, or more than was due"),
    Why.NO_PAYMENT: N_("The provider knows of no such payment"),
}


def because(why: Why, **figures: str | Money) -> str:
    """As it is kept: payments.amount?paid=176.00+CNY&asked=177.00+CNY."""
    written = {name: _written(figure) for name, figure in figures.items()}
    return f"{why}?{urlencode(written)}" if written else why.value


def in_words(kept: str) -> str:
    """In the reader's language. Of several lines each is what somebody said."""
    return " · ".join(filter(None, map(_line, kept.splitlines())))


def _line(line: str) -> str:
    code, _, figures = line.partition("?")
    if code not in WORDS:
        return line
    known = dict(parse_qsl(figures, keep_blank_values=True, max_num_fields=FIGURES_MAX))
    try:
        return gettext(WORDS[code]).format_map({name: _read(each) for name, each in known.items()})
    except KeyError:
        return line


def _read(figure: str) -> str:
    """An amount with its sign, as it stands everywhere else."""
    amount = AMOUNT.fullmatch(figure)
    return format_currency(Decimal(amount[1]), amount[2], locale=DEFAULT) if amount else figure


def _written(figure: str | Money) -> str:
    if isinstance(figure, Money):
        return f"{figure.major:.2f} {figure.currency}"
    return figure
