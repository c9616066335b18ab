from dataclasses import dataclass

from hutong.cart import CartView, Delisted, Item, LineProblem, LineView, PriceChanged, StockShort
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts
from hutong.storefront.amounts import Amount, of_quote
from hutong.web.goods import Card
from hutong.web.region import Region


@dataclass(frozen=True, slots=True)
class Removed:
    """What was just taken out, so that it can be put back. `title`: of the only one."""

    items: tuple[Item, ...]
    title: Texts | None

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(f"{item.sku_id}:{item.quantity}" for item in self.items)


@dataclass(frozen=True, slots=True)
class Line:
    view: LineView

    @property
    def key(self) -> str:
        return str(self.view.sku_id)

    @property
    def url(self) -> str:
        return f"/p/{self.view.facts.slug}?sku={self.view.facts.code}"

    @property
    def delisted(self) -> bool:
        return any(isinstance(problem, Delisted) for problem in self.view.problems)

    @property
    def left(self) -> int | None:
        """The quantity that can be had, where more is wished for."""
        found = [each.available for each in self.view.problems if isinstance(each, StockShort)]
        return found[0] if found else None

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What there is to know about the line, each with its tone."""
        return tuple((problem.words, _tone(problem)) for problem in self.view.problems)


@dataclass(frozen=True, kw_only=True, slots=True)
class CartPage:
    view: CartView
    signed_in: bool
    removed: Removed | None = None
    problem: str = ""
    region: Region | None = None
    suggestions: tuple[Card, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(line) for line in self.view.lines if not line.gone)

    @property
    def gone(self) -> tuple[Line, ...]:
        return tuple(Line(line) for line in self.view.lines if line.gone)

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return of_quote(self.view.quote)

    @property
    def total(self) -> Money:
        return self.view.quote.total

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.view.chosen)

    @property
    def goes_free(self) -> bool:
        """Enough is chosen for a parcel that costs nothing."""
        freight = self.view.quote.freight
        return bool(self.view.chosen) and freight.terms is not None and not freight.amount


def _tone(problem: LineProblem) -> str:
    if isinstance(problem, PriceChanged):
        return "good" if problem.lower else "warn"
    return "bad" if problem.blocking else "calm"
