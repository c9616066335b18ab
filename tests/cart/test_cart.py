from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, catalog, inventory, pricing
from hutong.cart import (
    CartFull,
    Delisted,
    LimitReached,
    NotAtOnce,
    NotForSale,
    NotInCart,
    Owner,
    PriceChanged,
    SoldOut,
    StockShort,
    Wish,
)
from hutong.inventory import OutOfStock, Want
from hutong.kernel import clock, i18n
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.money import yuan
from tests.counting import statements
from tests.make import goods as make
from tests.make import places
from tests.pricing.test_freight_rules import EVERYWHERE

_guests = count(1)


@pytest.fixture
def buyer() -> Owner:
    return Owner(member_id=uuid4())


@pytest.fixture
def guest() -> Owner:
    return Owner(guest_token=f"guest-{next(_guests)}")


async def mug(session: AsyncSession, *, price: str = "59", in_stock: int = 10) -> UUID:
    return (await make.goods(session, price=price, in_stock=in_stock)).skus[0].id


async def quantities(session: AsyncSession, owner: Owner) -> dict[UUID, int]:
    return {line.sku_id: line.quantity for line in (await cart.view(session, owner)).lines}


async def test_the_same_article_put_in_twice_is_one_line(
    session: AsyncSession, buyer: Owner
) -> None:
    sku = await mug(session)

    await cart.add(session, buyer, sku, 1)
    added = await cart.add(session, buyer, sku, 2)

    assert added.quantity == 3
    assert added.problem is None
    assert await quantities(session, buyer) == {sku: 3}
    assert await cart.count(session, buyer) == 3


async def test_the_article_put_in_last_stands_first(
    session: AsyncSession, buyer: Owner, time: Simulated
) -> None:
    first, second = await mug(session), await mug(session)

    for sku in (first, second, first):
        time.advance(timedelta(minutes=1))
        await cart.add(session, buyer, sku)

    assert list(await quantities(session, buyer)) == [first, second]


async def test_a_cart_belongs_to_one_person(
    session: AsyncSession, buyer: Owner, guest: Owner
) -> None:
    await cart.add(session, buyer, await mug(session))

    assert (await cart.view(session, guest)).lines == ()
    assert (await cart.view(session, Owner())).lines == ()
    assert await cart.count(session, Owner()) == 0


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**12])
async def test_a_quantity_is_from_one_to_ninety_nine(
    session: AsyncSession, buyer: Owner, quantity: int
) -> None:
    with pytest.raises(Invalid):
        await cart.add(session, buyer, await mug(session), quantity)


async def test_one_line_holds_ninety_nine_and_says_so(session: AsyncSession, buyer: Owner) -> None:
    sku = await mug(session, in_stock=500)
    await cart.add(session, buyer, sku, 60)

    added = await cart.add(session, buyer, sku, 60)

    assert added.quantity == 99
    assert added.problem == LimitReached()


async def test_a_full_cart_takes_more_of_what_is_in_it_and_nothing_new(
    session: AsyncSession, buyer: Owner
) -> None:
    sheet = await make.goods(session, specs=(make.spec("号", *map(str, range(60))),) * 1)
    other = await make.goods(session, specs=(make.spec("号", *map(str, range(41))),))
    skus = [sku.id for sku in (*sheet.skus, *other.skus)]
    for sku in skus[:100]:
        await cart.add(session, buyer, sku)

    assert (await cart.add(session, buyer, skus[0])).quantity == 2
    with pytest.raises(CartFull):
        await cart.add(session, buyer, skus[100])


async def test_what_is_not_for_sale_cannot_be_put_in(session: AsyncSession, buyer: Owner) -> None:
    sheet = await make.goods(session)
    await catalog.delist_product(session, sheet.id, by=SYSTEM)
    await session.flush()

    for sku in (sheet.skus[0].id, uuid4()):
        with pytest.raises(NotForSale):
            await cart.add(session, buyer, sku)


async def test_what_is_sold_out_cannot_be_put_in(session: AsyncSession, buyer: Owner) -> None:
    with pytest.raises(OutOfStock):
        await cart.add(session, buyer, await mug(session, in_stock=0))


async def test_more_than_there_is_goes_in_with_a_word_about_it(
    session: AsyncSession, buyer: Owner
) -> None:
    added = await cart.add(session, buyer, await mug(session, in_stock=3), 5)

    assert added.problem == StockShort(3)


async def test_a_quantity_is_set_and_none_takes_it_out(session: AsyncSession, buyer: Owner) -> None:
    sku = await mug(session)
    await cart.add(session, buyer, sku)

    await cart.set_quantity(session, buyer, sku, 4)
    assert await quantities(session, buyer) == {sku: 4}

    await cart.set_quantity(session, buyer, sku, 0)
    assert await quantities(session, buyer) == {}


async def test_what_is_not_in_the_cart_has_no_quantity(session: AsyncSession, buyer: Owner) -> None:
    with pytest.raises(NotInCart):
        await cart.set_quantity(session, buyer, await mug(session), 4)


async def test_nobody_reaches_into_the_cart_of_another(
    session: AsyncSession, buyer: Owner, guest: Owner
) -> None:
    sku = await mug(session)
    await cart.add(session, buyer, sku)

    assert await cart.remove(session, guest, [sku]) == []
    await cart.select(session, guest, [sku], selected=False)
    with pytest.raises(NotInCart):
        await cart.set_quantity(session, guest, sku, 2)

    assert (await cart.view(session, buyer)).chosen[0].quantity == 1


async def test_what_was_taken_out_can_be_put_back(session: AsyncSession, buyer: Owner) -> None:
    sku = await mug(session)
    await cart.add(session, buyer, sku, 3)

    taken = await cart.remove(session, buyer, [sku])
    await cart.add(session, buyer, taken[0].sku_id, taken[0].quantity)

    assert await quantities(session, buyer) == {sku: 3}


async def test_only_what_is_chosen_counts(session: AsyncSession, buyer: Owner) -> None:
    cheap, dear = await mug(session, price="59"), await mug(session, price="129")
    await cart.add(session, buyer, cheap)
    await cart.add(session, buyer, dear)

    await cart.select(session, buyer, [dear], selected=False)

    shown = await cart.view(session, buyer)
    assert shown.quote.goods == yuan("59")
    assert not shown.all_selected
    assert shown.count == 2


async def test_the_total_has_freight_and_says_how_much_more_goes_free(
    session: AsyncSession, buyer: Owner
) -> None:
    await pricing.save_freight_rule(session, EVERYWHERE)
    await cart.add(session, buyer, await mug(session, price="59"))

    shown = await cart.view(session, buyer)

    assert shown.quote.total == yuan("67")
    assert shown.freight_gap == yuan("40")
    assert shown.can_check_out


async def test_a_changed_price_is_told_and_counts(session: AsyncSession, buyer: Owner) -> None:
    sku = await mug(session, price="59")
    await cart.add(session, buyer, sku)
    await catalog.change_price(session, sku, yuan("49.50"), by=SYSTEM)
    await session.flush()

    shown = await cart.view(session, buyer)

    problem = shown.lines[0].problems[0]
    assert problem == PriceChanged(yuan("59"), yuan("49.50"))
    assert problem.words == "比加入购物车时便宜了 9.50 元"
    assert shown.quote.goods == yuan("49.50")
    assert shown.can_check_out


async def test_stock_that_fell_short_is_told_and_stops_the_order(
    session: AsyncSession, buyer: Owner
) -> None:
    sku = await mug(session, in_stock=5)
    await cart.add(session, buyer, sku, 5)
    await inventory.reserve(session, uuid4(), [Want(sku, 2)], until=clock.now())

    shown = await cart.view(session, buyer)

    assert shown.problems == (StockShort(3),)
    assert not shown.can_check_out
    with i18n.using("en"):
        assert shown.problems[0].words == "Only 3 left"


async def test_what_is_gone_does_not_count_and_does_not_stop_the_rest(
    session: AsyncSession, buyer: Owner
) -> None:
    sold_out, delisted = await mug(session, in_stock=1), await make.goods(session)
    fine = await mug(session, price="20")
    for sku in (sold_out, delisted.skus[0].id, fine):
        await cart.add(session, buyer, sku)
    await inventory.reserve(session, uuid4(), [Want(sold_out, 1)], until=clock.now())
    await catalog.delist_product(session, delisted.id, by=SYSTEM)
    await session.flush()

    shown = await cart.view(session, buyer)

    problems = {line.sku_id: line.problems for line in shown.lines}
    assert problems[sold_out] == (SoldOut(),)
    assert problems[delisted.skus[0].id] == (Delisted(),)
    assert [line.sku_id for line in shown.chosen] == [fine]
    assert shown.quote.goods == yuan("20")
    assert shown.all_selected
    assert shown.can_check_out


async def test_few_left_is_told_beside_the_line(session: AsyncSession, buyer: Owner) -> None:
    await cart.add(session, buyer, await mug(session, in_stock=4))

    assert (await cart.view(session, buyer)).lines[0].level.hint == 4


async def test_an_empty_choice_cannot_be_ordered(session: AsyncSession, buyer: Owner) -> None:
    sku = await mug(session)
    await cart.add(session, buyer, sku)
    await cart.select(session, buyer, [sku], selected=False)

    assert not (await cart.view(session, buyer)).can_check_out


async def test_a_cart_of_any_size_is_seen_in_four_statements(
    session: AsyncSession, buyer: Owner
) -> None:
    for _line in range(5):
        await cart.add(session, buyer, await mug(session))

    with statements() as sent:
        await cart.view(session, buyer)

    assert len(sent) <= 4


async def test_what_was_bought_leaves_the_cart_and_what_came_later_stays(
    session: AsyncSession, buyer: Owner
) -> None:
    bought, more, other = [await mug(session) for _each in range(3)]
    await cart.add(session, buyer, bought, 2)
    await cart.add(session, buyer, more, 5)
    await cart.add(session, buyer, other, 1)

    assert buyer.member_id is not None
    await cart.clear_bought(
        session, buyer.member_id, [cart.Item(bought, 2), cart.Item(more, 3), cart.Item(uuid4(), 1)]
    )

    assert await quantities(session, buyer) == {more: 2, other: 1}


async def test_a_guest_who_stays_away_is_forgotten_and_a_member_is_not(
    session: AsyncSession, db: Database, buyer: Owner, guest: Owner, time: Simulated
) -> None:
    sku = await mug(session)
    await cart.add(session, buyer, sku)
    await cart.add(session, guest, sku)

    time.advance(timedelta(days=91))
    await cart.sweep(db)

    assert await cart.count(session, guest) == 0
    assert await cart.count(session, buyer) == 1


async def test_a_whole_cart_is_arranged_in_one_statement(
    session: AsyncSession, buyer: Owner, guest: Owner
) -> None:
    more, out, unchosen, kept = [await mug(session, in_stock=500) for _each in range(4)]
    for sku in (more, out, unchosen, kept):
        await cart.add(session, buyer, sku, 2)
        await cart.add(session, guest, sku, 2)

    with statements() as sent:
        await cart.arrange(
            session,
            buyer,
            {
                more: Wish(500, selected=True),
                out: Wish(0, selected=True),
                unchosen: Wish(2, selected=False),
                uuid4(): Wish(3, selected=True),
            },
        )

    shown = await cart.view(session, buyer)
    assert len(sent) == 1
    assert {line.sku_id: line.quantity for line in shown.lines} == {more: 99, unchosen: 2, kept: 2}
    assert {line.sku_id for line in shown.chosen} == {more, kept}
    assert await cart.count(session, guest) == 8


async def test_more_than_any_one_place_has_is_not_one_order(
    session: AsyncSession, buyer: Owner
) -> None:
    sku = await mug(session, in_stock=3)
    await places.location(session, sells=True, stock={sku: 2})
    await cart.add(session, buyer, sku, 4)

    line = (await cart.view(session, buyer)).lines[0]

    assert (line.available, line.most) == (5, 3)
    assert line.problems == (NotAtOnce(3),)


async def test_what_is_kept_for_an_activity_cannot_be_put_into_the_cart(
    session: AsyncSession, buyer: Owner
) -> None:
    sku = await mug(session, in_stock=3)
    await places.pool(session, Want(sku, 3))

    with pytest.raises(OutOfStock):
        await cart.add(session, buyer, sku)
