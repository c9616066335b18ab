import re
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, catalog, pricing
from hutong.cart import Owner
from hutong.kernel.actor import SYSTEM
from hutong.kernel.money import yuan
from hutong.members import Member
from hutong.web import cookies
from tests.counting import statements
from tests.make import goods as make
from tests.pricing.test_freight_rules import EVERYWHERE
from tests.storefront.conftest import Doors

HTMX = {"hx-request": "true"}


@pytest.fixture
def owner(member: Member) -> Owner:
    return Owner(member_id=member.id)


async def mug(session: AsyncSession, *, price: str = "59", in_stock: int = 10) -> UUID:
    return (await make.goods(session, price=price, in_stock=in_stock)).skus[0].id


def form(**lines: int) -> dict[str, str]:
    return {f"quantity-{sku}": str(quantity) for sku, quantity in lines.items()}


def total(page: Response) -> str:
    found = re.findall(r'amounts__line--total.*?<data[^>]*value="(\d+)"', page.text, re.DOTALL)
    return str(found[0])


async def test_an_empty_cart_says_so_and_shows_what_others_like(
    client: AsyncClient, session: AsyncSession, open_doors: Doors
) -> None:
    await make.goods(session, "mug")
    await open_doors()

    page = await client.get("/cart")

    assert "Your cart is empty" in page.text
    assert 'href="/p/mug"' in page.text


async def test_the_number_beside_the_cart_is_the_one_that_was_just_counted(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    await cart.add(session, owner, await mug(session), 2)
    shopper.cookies.set(cookies.CART, "4")

    page = await shopper.get("/cart")

    assert set(re.findall(r"data-cart-count>(\d+)<", page.text)) == {"2"}


async def test_the_cart_shows_lines_prices_freight_and_what_is_missing_for_free_delivery(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    await pricing.save_freight_rule(session, EVERYWHERE)
    await cart.add(session, owner, await mug(session, price="59"))

    page = await shopper.get("/cart")

    assert total(page) == "6700"
    assert "¥40.00 more and delivery is free" in page.text
    assert "Check out (1)" in page.text


async def test_a_cart_page_takes_three_statements(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    for _line in range(3):
        await cart.add(session, owner, await mug(session))

    with statements() as sent:
        await shopper.get("/cart")

    assert len(sent) <= 3


async def test_a_guest_has_a_cart_too(client: AsyncClient, session: AsyncSession) -> None:
    await cart.add(session, Owner(guest_token="lucky"), await mug(session))
    client.cookies.set(cookies.GUEST, "lucky")

    page = await client.get("/cart")

    assert "You sign in on the way" in page.text
    assert page.cookies[cookies.CART] == "1"


async def test_changing_a_quantity_answers_with_the_new_cart_alone(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    sku = await mug(session, price="59")
    await cart.add(session, owner, sku)

    part = await shopper.post(
        "/cart", data={**form(**{str(sku): 3}), "chosen": str(sku)}, headers=HTMX
    )

    assert total(part) == "17700"
    assert "<html" not in part.text
    assert part.headers["hx-trigger"] == '{"cartChanged":{"count":3}}'


async def test_without_script_the_same_form_leads_back_to_the_cart(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    sku = await mug(session)
    await cart.add(session, owner, sku)

    answer = await shopper.post("/cart", data=form(**{str(sku): 3}))

    assert (answer.status_code, answer.headers["location"]) == (303, "/cart")
    assert (await cart.view(session, owner)).chosen == ()


@pytest.mark.parametrize("nonsense", ["-1", "1.5", "abc", "", "9" * 30, "一"])
async def test_a_quantity_that_is_none_is_refused_and_nothing_is_written(
    shopper: AsyncClient, session: AsyncSession, owner: Owner, nonsense: str
) -> None:
    sku = await mug(session)
    await cart.add(session, owner, sku, 2)

    answer = await shopper.post("/cart", data={f"quantity-{sku}": nonsense}, headers=HTMX)

    assert answer.status_code == 422
    assert "A quantity is a whole number." in answer.text
    assert (await cart.view(session, owner)).lines[0].quantity == 2


async def test_more_than_there_is_can_be_taken_down_to_what_there_is(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    sku = await mug(session, in_stock=3)
    await cart.add(session, owner, sku, 5)

    page = await shopper.get("/cart")
    assert "Only 3 left" in page.text
    assert "Take 3" in page.text

    both = [(f"quantity-{sku}", "5"), (f"quantity-{sku}", "3"), ("chosen", str(sku))]
    await shopper.post(
        "/cart",
        content="&".join(f"{name}={value}" for name, value in both),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert (await cart.view(session, owner)).can_check_out


async def test_what_was_taken_out_is_named_and_can_be_put_back(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    sku = await mug(session)
    await cart.add(session, owner, sku, 2)

    part = await shopper.post("/cart/removal", data={"sku": str(sku)}, headers=HTMX)
    assert "Taken out: Mug" in part.text
    undo = re.findall(r'name="item" value="([^"]+)"', part.text)

    again = await shopper.post("/cart/lines", data={"item": undo}, headers=HTMX)
    assert again.status_code == 200
    assert (await cart.view(session, owner)).lines[0].quantity == 2


async def test_without_script_the_undo_stands_on_the_next_page(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    sku = await mug(session)
    await cart.add(session, owner, sku)

    answer = await shopper.post("/cart/removal", data={"sku": str(sku)})
    page = await shopper.get(answer.headers["location"])

    assert answer.status_code == 303
    assert "Taken out: Mug" in page.text
    assert f'value="{sku}:1"' in page.text


async def test_the_chosen_lines_go_out_together(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    first, second, kept = [await mug(session) for _each in range(3)]
    for sku in (first, second, kept):
        await cart.add(session, owner, sku)
    await cart.select(session, owner, [kept], selected=False)

    part = await shopper.post("/cart/removal", data={"which": "chosen"}, headers=HTMX)

    assert "2 articles taken out" in part.text
    assert [line.sku_id for line in (await cart.view(session, owner)).lines] == [kept]


async def test_what_is_off_the_shelf_stands_apart_and_can_be_cleared(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    gone, fine = await make.goods(session), await mug(session)
    for sku in (gone.skus[0].id, fine):
        await cart.add(session, owner, sku)
    await catalog.delist_product(session, gone.id, by=SYSTEM)
    await session.flush()

    page = await shopper.get("/cart")
    assert "No longer to be had" in page.text

    await shopper.post("/cart/removal", data={"which": "gone"})
    assert [line.sku_id for line in (await cart.view(session, owner)).lines] == [fine]


async def test_a_changed_price_is_told(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    sku = await mug(session, price="59")
    await cart.add(session, owner, sku)
    await catalog.change_price(session, sku, yuan("49"), by=SYSTEM)
    await session.flush()

    page = await shopper.get("/cart")

    assert "¥10 less than when you put it in" in page.text


async def test_the_way_on_is_the_checkout_of_what_the_form_says(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    sku, other = await mug(session), await mug(session)
    for each in (sku, other):
        await cart.add(session, owner, each)

    answer = await shopper.post(
        "/cart/checkout",
        data={**form(**{str(sku): 2, str(other): 1}), "chosen": str(sku)},
    )

    assert answer.status_code == 303
    assert owner.member_id is not None
    checkout_id = UUID(answer.headers["location"].removeprefix("/checkout/"))
    checkout = await cart.find_checkout(session, checkout_id, member_id=owner.member_id)
    assert checkout.wanted == [cart.Item(sku, 2)]


async def test_nothing_chosen_goes_nowhere(
    shopper: AsyncClient, session: AsyncSession, owner: Owner
) -> None:
    sku = await mug(session)
    await cart.add(session, owner, sku)

    answer = await shopper.post("/cart/checkout", data=form(**{str(sku): 1}))
    page = await shopper.get(answer.headers["location"])

    assert answer.headers["location"] == "/cart"
    assert "Choose something to order first." in page.text


async def test_a_guest_signs_in_on_the_way(client: AsyncClient, session: AsyncSession) -> None:
    sku = await mug(session)
    await cart.add(session, Owner(guest_token="lucky"), sku)
    client.cookies.set(cookies.GUEST, "lucky")

    answer = await client.post("/cart/checkout", data={**form(**{str(sku): 2}), "chosen": str(sku)})

    assert answer.headers["location"] == "/sign-in?next=/cart"
    assert await cart.count(session, Owner(guest_token="lucky")) == 2


@pytest.mark.parametrize("path", ["/cart", "/cart/removal", "/cart/lines", "/cart/checkout"])
async def test_broken_forms_do_no_harm(shopper: AsyncClient, path: str) -> None:
    for data in (
        {},
        {"sku": "x"},
        {"item": "x:y"},
        {"quantity-x": "1"},
        {"item": f"{uuid4()}:1"},
        {f"quantity-{uuid4()}": "1", "chosen": "\x00"},
    ):
        answer = await shopper.post(path, data=data)

        assert answer.status_code < 500
