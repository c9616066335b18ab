import random
import sys
from collections.abc import Callable
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hutong import pricing
from hutong.kernel import i18n
from hutong.kernel.money import CNY, Money, total, yuan
from hutong.pricing import Destination, FreightTerms, Quote, QuoteLine, Rules

MUG = UUID(int=1)
BOWL = UUID(int=2)


def line(
    sku_id: UUID = MUG, *, quantity: int = 1, price: str = "59", grams: int = 400
) -> QuoteLine:
    return QuoteLine(sku_id=sku_id, quantity=quantity, list_price=yuan(price), weight_grams=grams)


def terms(
    *regions: str,
    rule: str = "everywhere",
    first: str = "8",
    next_fee: str = "2",
    free_from: str | None = "99",
    priority: int = 0,
) -> FreightTerms:
    return FreightTerms(
        rule=rule,
        regions=regions,
        first_grams=1000,
        first_fee=yuan(first),
        next_grams=500,
        next_fee=yuan(next_fee),
        free_from=yuan(free_from) if free_from else None,
        priority=priority,
    )


HANGZHOU = Destination("330106")
URUMQI = Destination("650102")


def test_two_mugs_cost_twice_one_mug() -> None:
    priced = pricing.quote([line(quantity=2)], Rules())

    assert priced.lines[0].subtotal == yuan("118")
    assert priced.total == yuan("118")


def test_an_empty_cart_costs_nothing_not_even_freight() -> None:
    assert pricing.quote([], Rules((terms(),))).total == yuan("0")


def test_freight_counts_the_first_weight_and_every_further_step_begun() -> None:
    priced = pricing.quote([line(grams=1001)], Rules((terms(),)), destination=HANGZHOU)

    assert priced.freight.amount == yuan("10")
    assert priced.total == yuan("69")


def test_goods_of_exactly_the_free_amount_go_free_and_the_trace_says_so() -> None:
    priced = pricing.quote([line(price="99")], Rules((terms(),)), destination=HANGZHOU)

    assert priced.freight.amount == yuan("0")
    assert [each.amount.minor for each in priced.freight.trace] == [800, -800]
    with i18n.using("en"):
        assert priced.freight.trace[-1].explain() == "Free delivery from ¥99"


def test_one_fen_below_the_free_amount_pays_freight() -> None:
    priced = pricing.quote([line(price="98.99")], Rules((terms(),)), destination=HANGZHOU)

    assert priced.freight.amount == yuan("8")
    assert pricing.freight_gap(priced) == yuan("0.01")


def test_the_gap_closes_when_the_parcel_goes_free() -> None:
    priced = pricing.quote([line(quantity=3)], Rules((terms(),)), destination=HANGZHOU)

    assert pricing.freight_gap(priced) is None


def test_there_is_no_gap_where_nothing_goes_free() -> None:
    priced = pricing.quote([line()], Rules((terms(free_from=None),)), destination=HANGZHOU)

    assert pricing.freight_gap(priced) is None


def test_the_finest_region_decides() -> None:
    zhejiang = terms("33", rule="zhejiang", first="6")
    west_lake = terms("330106", "3302", rule="west lake", first="5")

    near = pricing.quote([line()], Rules((terms(), zhejiang, west_lake)), destination=HANGZHOU)
    far = pricing.quote([line()], Rules((terms(), zhejiang, west_lake)), destination=URUMQI)

    assert near.freight.amount == yuan("5")
    assert far.freight.amount == yuan("8")


def test_a_higher_priority_beats_a_finer_region() -> None:
    storm = terms("33", rule="storm", first="20", priority=1)

    priced = pricing.quote(
        [line()], Rules((terms("330106", first="5"), storm)), destination=HANGZHOU
    )

    assert priced.freight.amount == yuan("20")


def test_where_no_terms_reach_the_shop_does_not_send() -> None:
    priced = pricing.quote([line()], Rules((terms("33"),)), destination=URUMQI)

    assert not priced.freight.deliverable
    assert priced.freight.amount == yuan("0")


def test_without_a_destination_freight_is_an_estimate_for_everywhere() -> None:
    zhejiang = terms("33", rule="zhejiang", first="6")

    priced = pricing.quote([line()], Rules((zhejiang, terms())))

    assert priced.freight.estimated
    assert priced.freight.amount == yuan("8")


prices = st.integers(0, 10_000_000).map(lambda minor: Money(minor, CNY))
quote_lines = st.builds(
    QuoteLine,
    sku_id=st.uuids(),
    quantity=st.integers(1, 99),
    list_price=prices,
    weight_grams=st.integers(0, 50_000),
)
freight_terms = st.builds(
    FreightTerms,
    rule=st.text(min_size=1, max_size=5),
    regions=st.lists(st.sampled_from(["33", "3301", "330106", "65", "11"]), max_size=3).map(tuple),
    first_grams=st.integers(1, 5000),
    first_fee=prices,
    next_grams=st.integers(1, 5000),
    next_fee=prices,
    free_from=st.none() | prices,
    priority=st.integers(0, 2),
)
shop_rules = st.builds(Rules, st.lists(freight_terms, max_size=6).map(tuple))
destinations = st.sampled_from([None, HANGZHOU, URUMQI, Destination("110101")])


@given(st.lists(quote_lines, max_size=20), shop_rules, destinations)
def test_the_parts_add_up_to_the_total(
    lines: list[QuoteLine], rules: Rules, destination: Destination | None
) -> None:
    priced = pricing.quote(lines, rules, destination=destination)

    for each in priced.lines:
        assert each.payable == total(step.amount for step in each.trace)
        assert each.subtotal == each.unit_price.times(each.quantity)
    assert priced.goods == total(each.subtotal for each in priced.lines)
    assert priced.goods - priced.discount == total(each.payable for each in priced.lines)
    assert priced.freight.amount == total(step.amount for step in priced.freight.trace)
    assert priced.total == priced.goods - priced.discount + priced.freight.amount


@given(st.lists(quote_lines, max_size=20), shop_rules, destinations)
def test_nothing_is_ever_negative_nor_a_fraction(
    lines: list[QuoteLine], rules: Rules, destination: Destination | None
) -> None:
    priced = pricing.quote(lines, rules, destination=destination)

    amounts = [priced.goods, priced.freight.amount, priced.total]
    amounts += [amount for each in priced.lines for amount in (each.subtotal, each.payable)]
    assert all(type(amount.minor) is int and amount.minor >= 0 for amount in amounts)


@given(st.lists(quote_lines, min_size=1, max_size=20), shop_rules, destinations, st.randoms())
def test_the_order_of_the_lines_does_not_matter(
    lines: list[QuoteLine], rules: Rules, destination: Destination | None, chance: random.Random
) -> None:
    shuffled = lines.copy()
    chance.shuffle(shuffled)

    here = pricing.quote(lines, rules, destination=destination)
    there = pricing.quote(shuffled, rules, destination=destination)

    assert (here.goods, here.freight, here.total) == (there.goods, there.freight, there.total)
    assert sorted(map(repr, here.lines)) == sorted(map(repr, there.lines))


def test_two_hundred_lines_under_a_hundred_rules_stay_cheap() -> None:
    lines = [line(UUID(int=n)) for n in range(200)]
    rules = Rules((*tuple(terms(f"{n:06}", rule=str(n)) for n in range(99)), terms()))

    calls = _calls_of(lambda: pricing.quote(lines, rules, destination=HANGZHOU))

    assert calls < 20 * (len(lines) + len(rules.freight))


def _calls_of(work: Callable[[], Quote]) -> int:
    """How many functions ran: a measure of work that no busy machine can change."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls
