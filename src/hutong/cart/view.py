"""What a cart looks like today: its lines, what is wrong with them in words, and the quote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from hutong import members, pricing
from hutong.assortment import Places
from hutong.cart.models import QUANTITY_MAX, Item
from hutong.catalog import SkuFacts
from hutong.inventory import Level
from hutong.kernel import clock
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import Money
from hutong.kernel.texts import pick
from hutong.pricing import Destination, Quote, QuoteLine, Rules


class LineProblem:
    """Something to know about a line. `blocking`: it cannot be ordered like this."""

    words_msgid = ""
    blocking = True

    @property
    def words(self) -> str:
        return gettext(self.words_msgid).format_map(self._facts())

    def _facts(self) -> Mapping[str, object]:
        return vars(self)


@dataclass(frozen=True)
class PriceChanged(LineProblem):
    before: Money
    after: Money

    blocking = False

    @property
    def lower(self) -> bool:
        return self.after < self.before

    @property
    def words(self) -> str:
        by = (self.before - self.after) if self.lower else (self.after - self.before)
        cheaper = N_("¥{by} less than when you put it in")
        dearer = N_("¥{by} more than when you put it in")
        return gettext(cheaper if self.lower else dearer).format(by=plain(by))


@dataclass(frozen=True)
class StockShort(LineProblem):
    available: int

    words_msgid = N_("Only {available} left")


@dataclass(frozen=True)
class NotAtOnce(StockShort):
    """There are more, but not in one place; so many can be had."""

    words_msgid = N_("At most {available} in one order")


@dataclass(frozen=True)
class SoldOut(LineProblem):
    words_msgid = N_("Sold out")


@dataclass(frozen=True)
class Delisted(LineProblem):
    words_msgid = N_("No longer for sale")


@dataclass(frozen=True)
class LimitReached(LineProblem):
    limit: int = QUANTITY_MAX

    words_msgid = N_("At most {limit} of one article")
    blocking = False


@dataclass(frozen=True)
class OverLimit(LineProblem):
    """More than one person may buy; what they bought before is counted when they order."""

    limit: int

    words_msgid = N_("At most {limit} for each person")


@dataclass(frozen=True)
class NotSentThere(LineProblem):
    """A rule of the shop keeps it from that region. `reason`: why, in the reader's language."""

    place: str
    reason: str

    words_msgid = N_("Cannot be sent to {place}: {reason}")


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """One line with what is known of its article now. `facts` name, show and price it."""

    facts: SkuFacts
    quantity: int
    selected: bool
    level: Level
    problems: tuple[LineProblem, ...]

    @property
    def sku_id(self) -> UUID:
        return self.facts.id

    @property
    def price(self) -> Money:
        return self.facts.price

    @property
    def subtotal(self) -> Money:
        return self.facts.price.times(self.quantity)

    @property
    def available(self) -> int:
        return self.level.available

    @property
    def blocked(self) -> bool:
        return any(problem.blocking for problem in self.problems)

    @property
    def gone(self) -> bool:
        """It cannot be had in any quantity."""
        return any(isinstance(problem, SoldOut | Delisted) for problem in self.problems)

    @property
    def counts(self) -> bool:
        """It is part of the total."""
        return self.selected and not self.gone

    @property
    def most(self) -> int:
        """The largest quantity that can be ordered."""
        limit = self.facts.limit_per_member or QUANTITY_MAX
        return min(QUANTITY_MAX, self.level.at_once, limit)

    @property
    def item(self) -> Item:
        return Item(self.sku_id, self.quantity)


@dataclass(frozen=True, kw_only=True)
class CartView:
    lines: tuple[LineView, ...]
    quote: Quote

    @property
    def count(self) -> int:
        """How many articles are in the cart, whether selected or not."""
        return sum(line.quantity for line in self.lines)

    @property
    def chosen(self) -> tuple[LineView, ...]:
        return tuple(line for line in self.lines if line.counts)

    @property
    def selectable(self) -> tuple[LineView, ...]:
        return tuple(line for line in self.lines if not line.gone)

    @property
    def all_selected(self) -> bool:
        return bool(self.selectable) and all(line.selected for line in self.selectable)

    @property
    def problems(self) -> tuple[LineProblem, ...]:
        """What keeps the chosen lines from being ordered."""
        return tuple(
            problem for line in self.chosen for problem in line.problems if problem.blocking
        )

    @property
    def can_check_out(self) -> bool:
        return bool(self.chosen) and not self.problems

    @property
    def freight_gap(self) -> Money | None:
        return pricing.freight_gap(self.quote)


def line_view(
    facts: SkuFacts,
    level: Level,
    *,
    quantity: int,
    selected: bool = True,
    seen_price: Money | None = None,
    barred: NotSentThere | None = None,
) -> LineView:
    return LineView(
        facts=facts,
        quantity=quantity,
        selected=selected,
        level=level,
        problems=(*_problems(facts, level, quantity, seen_price), *([barred] if barred else [])),
    )


def barred(facts: SkuFacts, places: Places, destination: Destination | None) -> NotSentThere | None:
    """What keeps the article from there, if anything does now."""
    if destination is None or facts.is_service:
        return None
    code = destination.region_code
    rule = places.barring(facts.product_id, code, clock.now())
    if rule is None:
        return None
    return NotSentThere(members.regions.written(*members.regions.path(code)), pick(rule.reason))


def quoted(
    lines: Sequence[LineView], rules: Rules, *, destination: Destination | None = None
) -> Quote:
    """The quote of the lines that count."""
    return pricing.quote(
        [
            QuoteLine(
                sku_id=line.sku_id,
                quantity=line.quantity,
                list_price=line.price,
                weight_grams=line.facts.weight_grams,
                ships=not line.facts.is_service,
            )
            for line in lines
            if line.counts
        ],
        rules,
        destination=destination,
    )


def plain(amount: Money) -> str:
    """An amount inside a sentence: 5, 12.50."""
    major = amount.major
    return f"{major:.0f}" if major == major.to_integral_value() else f"{major:.2f}"


def _problems(
    facts: SkuFacts, level: Level, quantity: int, seen_price: Money | None
) -> list[LineProblem]:
    if not facts.sellable:
        return [Delisted()]
    if level.available <= 0:
        return [SoldOut()]
    problems: list[LineProblem] = []
    if level.available < quantity:
        problems.append(StockShort(level.available))
    elif level.at_once < quantity:
        problems.append(NotAtOnce(level.at_once))
    elif quantity >= QUANTITY_MAX:
        problems.append(LimitReached())
    if facts.limit_per_member is not None and quantity > facts.limit_per_member:
        problems.append(OverLimit(facts.limit_per_member))
    if seen_price is not None and seen_price != facts.price:
        problems.append(PriceChanged(seen_price, facts.price))
    return problems
