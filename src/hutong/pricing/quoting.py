"""The quote: from the lines of a cart and the rules of the shop to what is to be paid, and why.

Every amount is the sum of its trace. A rule that changes a price adds an Adjustment and changes
nothing else, so any total can be explained to the person who pays it.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import CNY, Money, total
from hutong.kernel.texts import Texts, pick

LIST_PRICE = "list_price"
FREIGHT_FIRST = "freight.first"
FREIGHT_NEXT = "freight.next"
FREIGHT_FREE = "freight.free"


class QuoteLine(msgspec.Struct, frozen=True, kw_only=True):
    sku_id: UUID
    quantity: int
    list_price: Money
    weight_grams: int = 0
    ships: bool = True


class Destination(msgspec.Struct, frozen=True):
    """Where the parcel goes: the code of the administrative division, however fine."""

    region_code: str


class FreightTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What sending costs to the divisions whose code begins with one of `regions`.

    No regions means everywhere. The higher priority wins, then the finer region.
    """

    rule: str
    regions: tuple[str, ...] = ()
    first_grams: int
    first_fee: Money
    next_grams: int
    next_fee: Money
    free_from: Money | None = None
    priority: int = 0


class Rules(msgspec.Struct, frozen=True):
    """All that decides a price today. A shop without freight terms sends for nothing."""

    freight: tuple[FreightTerms, ...] = ()


class Adjustment(msgspec.Struct, frozen=True):
    """One rule's effect: positive is a charge, negative a saving."""

    rule: str
    label: Texts | str
    amount: Money
    facts: Mapping[str, int | str] = {}

    def explain(self) -> str:
        """The label in the reader's language, with its figures."""
        if isinstance(self.label, str):
            return gettext(self.label).format_map(self.facts)
        return pick(self.label)


class PricedLine(msgspec.Struct, frozen=True, kw_only=True):
    sku_id: UUID
    quantity: int
    unit_price: Money
    subtotal: Money
    payable: Money
    trace: tuple[Adjustment, ...]
    ships: bool = True


class FreightCharge(msgspec.Struct, frozen=True, kw_only=True):
    """`terms` is None when the shop charges no freight at all, or does not send there."""

    amount: Money
    trace: tuple[Adjustment, ...] = ()
    terms: FreightTerms | None = None
    estimated: bool = False  # no destination yet: the terms for everywhere
    deliverable: bool = True


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """total = goods + discounts (which are negative) + freight. Only what ships has freight, and
    brings an order nearer to free delivery."""

    lines: tuple[PricedLine, ...]
    goods: Money
    discounts: tuple[Adjustment, ...]
    freight: FreightCharge
    total: Money

    @property
    def discount(self) -> Money:
        """How much all discounts save together, as a positive amount."""
        return -total((each.amount for each in self.discounts), self.goods.currency)

    @property
    def shipped_goods(self) -> Money:
        """What is paid for all that goes into parcels."""
        return _shipped(self.lines, self.goods.currency)


def quote(
    lines: Sequence[QuoteLine], rules: Rules, *, destination: Destination | None = None
) -> Quote:
    """What these lines cost under these rules, sent there. Without a destination the freight is
    an estimate by the terms for everywhere."""
    currency = lines[0].list_price.currency if lines else CNY
    priced = tuple(_priced(line) for line in lines)
    goods = total((line.subtotal for line in priced), currency)
    payable = total((line.payable for line in priced), currency)
    sent = [line for line in lines if line.ships]
    grams = sum(line.weight_grams * line.quantity for line in sent)
    counted = _shipped(priced, currency)
    freight = _freight(counted, grams, rules, destination) if sent else _no_freight(currency)
    return Quote(
        lines=priced,
        goods=goods,
        discounts=(),
        freight=freight,
        total=payable + freight.amount,
    )


def freight_gap(quote: Quote) -> Money | None:
    """How much more to buy until the parcel goes free; None when it does, or never will."""
    terms = quote.freight.terms
    if terms is None or terms.free_from is None:
        return None
    gap = terms.free_from - quote.shipped_goods
    return gap if gap.minor > 0 else None


def _shipped(lines: Sequence[PricedLine], currency: str) -> Money:
    return total((line.payable for line in lines if line.ships), currency)


def _priced(line: QuoteLine) -> PricedLine:
    subtotal = line.list_price.times(line.quantity)
    charge = Adjustment(LIST_PRICE, N_("List price"), subtotal)
    return PricedLine(
        sku_id=line.sku_id,
        quantity=line.quantity,
        unit_price=line.list_price,
        subtotal=subtotal,
        payable=subtotal,
        trace=(charge,),
        ships=line.ships,
    )


def _freight(
    payable: Money, grams: int, rules: Rules, destination: Destination | None
) -> FreightCharge:
    if not rules.freight:
        return _no_freight(payable.currency)
    terms = _terms_for(rules.freight, destination)
    if terms is None:
        return FreightCharge(amount=Money(0, payable.currency), deliverable=False)
    trace = _freight_trace(payable, grams, terms)
    return FreightCharge(
        amount=total((each.amount for each in trace), payable.currency),
        trace=trace,
        terms=terms,
        estimated=destination is None,
    )


def _no_freight(currency: str) -> FreightCharge:
    return FreightCharge(amount=Money(0, currency))


def _terms_for(
    freight: Sequence[FreightTerms], destination: Destination | None
) -> FreightTerms | None:
    code = destination.region_code if destination is not None else ""
    fitting = [
        ((terms.priority, reach), terms)
        for terms in freight
        if (reach := _reach(terms.regions, code)) >= 0
    ]
    return max(fitting, key=lambda fit: (*fit[0], fit[1].rule))[1] if fitting else None


def _reach(regions: tuple[str, ...], code: str) -> int:
    """How many digits of the code the finest fitting region covers: 0 everywhere, -1 none."""
    if not regions:
        return 0
    return max((len(region) for region in regions if code.startswith(region)), default=-1)


def _freight_trace(payable: Money, grams: int, terms: FreightTerms) -> tuple[Adjustment, ...]:
    trace = [
        Adjustment(
            FREIGHT_FIRST,
            N_("First {grams} g"),
            terms.first_fee,
            {"grams": terms.first_grams},
        )
    ]
    steps = -(-max(0, grams - terms.first_grams) // terms.next_grams)
    if steps:
        facts = {"grams": terms.next_grams, "steps": steps}
        label = N_("Each further {grams} g, {steps} times")
        trace.append(Adjustment(FREIGHT_NEXT, label, terms.next_fee.times(steps), facts))
    if terms.free_from is not None and terms.free_from <= payable:
        waived = -total((each.amount for each in trace), payable.currency)
        facts_free = {"from": f"{terms.free_from.major.normalize():f}"}
        trace.append(Adjustment(FREIGHT_FREE, N_("Free delivery from ¥{from}"), waived, facts_free))
    return tuple(trace)
