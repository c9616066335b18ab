from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, catalog, inventory, members, pricing
from hutong.cart import (
    CheckoutNotFound,
    CheckoutOver,
    Choice,
    Item,
    NothingChosen,
    Owner,
    Source,
    StockShort,
)
from hutong.inventory import Want
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid
from hutong.kernel.money import yuan
from hutong.members import NoSuchAddress
from hutong.pricing import FreightDraft
from tests.make import goods as make
from tests.make import people
from tests.pricing.test_freight_rules import EVERYWHERE

Amend = Callable[..., Awaitable[object]]


@pytest.fixture(params=[cart.amend_checkout, cart.review_amended], ids=["plain", "quick"])
def amend(request: pytest.FixtureRequest) -> Amend:
    """The quick way and the plain one come to the same."""
    way: Amend = request.param
    return way


@pytest.fixture
async def member_id(session: AsyncSession) -> UUID:
    return (await people.member(session)).id


@pytest.fixture
async def mug(session: AsyncSession) -> UUID:
    return (await make.goods(session, price="59")).skus[0].id


async def test_the_chosen_lines_of_the_cart_go_to_the_checkout(
    session: AsyncSession, member_id: UUID, mug: UUID
) -> None:
    other = (await make.goods(session)).skus[0].id
    owner = Owner(member_id=member_id)
    await cart.add(session, owner, mug, 2)
    await cart.add(session, owner, other)
    await cart.select(session, owner, [other], selected=False)

    checkout = await cart.begin_from_cart(session, member_id)

    assert checkout.wanted == [Item(mug, 2)]
    assert checkout.source is Source.CART


async def test_a_cart_with_nothing_chosen_goes_nowhere(
    session: AsyncSession, member_id: UUID
) -> None:
    with pytest.raises(NothingChosen):
        await cart.begin_from_cart(session, member_id)


@pytest.mark.parametrize("quantity", [0, -1, 100])
async def test_a_checkout_has_sensible_quantities(
    session: AsyncSession, member_id: UUID, mug: UUID, quantity: int
) -> None:
    with pytest.raises(Invalid):
        await cart.begin_checkout(session, member_id, [Item(mug, quantity)], Source.BUY_NOW)


async def test_the_default_address_is_there_already_and_freight_goes_by_it(
    session: AsyncSession, member_id: UUID, mug: UUID
) -> None:
    await pricing.save_freight_rule(session, EVERYWHERE)
    far = FreightDraft(
        name=make.words("新疆"),
        regions=("65",),
        first_grams=1000,
        first_fee=yuan("20"),
        next_grams=1000,
        next_fee=yuan("15"),
    )
    await pricing.save_freight_rule(session, far)
    await people.address(session, member_id)
    urumqi = await people.address(session, member_id, district=people.URUMQI, is_default=True)
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 1)], Source.BUY_NOW)

    review = await cart.review(session, checkout)

    assert review.address is not None
    assert review.address.id == urumqi.id
    assert review.quote.total == yuan("79")
    assert review.can_place
    assert review.problems == ()


async def test_another_address_and_a_word_to_the_shop_can_be_given(
    session: AsyncSession, amend: Amend, member_id: UUID, mug: UUID
) -> None:
    await people.address(session, member_id)
    second = await people.address(session, member_id)
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 1)], Source.BUY_NOW)

    await amend(session, checkout.id, member_id=member_id, choice=Choice(second.id, " 请放门口 "))

    await session.refresh(checkout)
    found = await cart.find_checkout(session, checkout.id, member_id=member_id)
    review = await cart.review(session, found)
    assert review.address is not None
    assert review.address.id == second.id
    assert found.note == "请放门口"


async def test_nobody_sends_to_the_address_of_another(
    session: AsyncSession, amend: Amend, member_id: UUID, mug: UUID
) -> None:
    other = await people.member(session)
    theirs = await people.address(session, other.id)
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 1)], Source.BUY_NOW)

    with pytest.raises(NoSuchAddress):
        await amend(session, checkout.id, member_id=member_id, choice=Choice(theirs.id))


async def test_the_checkout_of_another_does_not_exist(
    session: AsyncSession, member_id: UUID, mug: UUID
) -> None:
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 1)], Source.BUY_NOW)

    with pytest.raises(CheckoutNotFound):
        await cart.find_checkout(session, checkout.id, member_id=uuid4())


async def test_a_note_has_an_end(
    session: AsyncSession, amend: Amend, member_id: UUID, mug: UUID
) -> None:
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 1)], Source.BUY_NOW)

    with pytest.raises(Invalid):
        await amend(session, checkout.id, member_id=member_id, choice=Choice(note="好" * 201))


async def test_an_address_that_was_deleted_gives_way_to_the_default(
    session: AsyncSession, amend: Amend, member_id: UUID, mug: UUID
) -> None:
    first = await people.address(session, member_id)
    second = await people.address(session, member_id)
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 1)], Source.BUY_NOW)
    await amend(session, checkout.id, member_id=member_id, choice=Choice(second.id))
    await session.refresh(checkout)
    await members.delete_address(session, second.id, member_id=member_id)

    review = await cart.review(session, checkout)

    assert review.address is not None
    assert review.address.id == first.id
    assert not review.can_place
    assert review.problems == ("所选的收货地址已被删除，请重新选择。",)


async def test_everything_in_the_way_is_told_in_words(
    session: AsyncSession, member_id: UUID, mug: UUID
) -> None:
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 8)], Source.BUY_NOW)
    await inventory.reserve(session, uuid4(), [Want(mug, 5)], until=clock.now())

    review = await cart.review(session, checkout)

    assert [problem for _line, problem in review.line_problems] == [StockShort(5)]
    assert len(review.problems) == 2
    assert "请选择收货地址" in review.problems[-1]
    assert not review.can_place


async def test_what_is_gone_from_the_cart_is_left_out_and_the_rest_can_be_ordered(
    session: AsyncSession, member_id: UUID, mug: UUID
) -> None:
    gone = await make.goods(session)
    owner = Owner(member_id=member_id)
    await people.address(session, member_id)
    for sku in (mug, gone.skus[0].id):
        await cart.add(session, owner, sku)
    checkout = await cart.begin_from_cart(session, member_id)
    await catalog.delist_product(session, gone.id, by=SYSTEM)
    await session.flush()

    review = await cart.review(session, checkout)

    assert [line.sku_id for line in review.lines] == [mug]
    assert [line.sku_id for line in review.left_out] == [gone.skus[0].id]
    assert review.can_place


async def test_goods_taken_off_the_shelf_cannot_be_ordered_any_more(
    session: AsyncSession, member_id: UUID
) -> None:
    sheet = await make.goods(session)
    await people.address(session, member_id)
    item = Item(sheet.skus[0].id, 1)
    checkout = await cart.begin_checkout(session, member_id, [item], Source.BUY_NOW)
    await catalog.delist_product(session, sheet.id, by=SYSTEM)
    await session.flush()

    review = await cart.review(session, checkout)

    assert not review.can_place
    assert review.quote.total == yuan("0")


async def test_where_the_shop_does_not_send_it_says_so(
    session: AsyncSession, member_id: UUID, mug: UUID
) -> None:
    only_far = FreightDraft(
        name=make.words("新疆"),
        regions=("65",),
        first_grams=1000,
        first_fee=yuan("20"),
        next_grams=1000,
        next_fee=yuan("15"),
    )
    await pricing.save_freight_rule(session, only_far)
    await people.address(session, member_id)
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 1)], Source.BUY_NOW)

    review = await cart.review(session, checkout)

    assert not review.can_place
    assert review.problems == ("这个地址暂时送不到。",)


async def test_a_checkout_lasts_a_day(
    session: AsyncSession, amend: Amend, member_id: UUID, mug: UUID, time: Simulated
) -> None:
    checkout = await cart.begin_checkout(session, member_id, [Item(mug, 1)], Source.BUY_NOW)

    time.advance(timedelta(hours=25))

    with pytest.raises(CheckoutOver):
        await amend(session, checkout.id, member_id=member_id, choice=Choice(note="?"))
