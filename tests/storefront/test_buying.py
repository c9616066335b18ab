import json
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, catalog, inventory
from hutong.cart import Owner, Source
from hutong.kernel.actor import SYSTEM
from hutong.members import Member
from tests.make import goods as make
from tests.storefront.conftest import Doors

COLOURS = make.spec("颜色", "月白", "雾蓝")


async def test_a_guest_puts_the_chosen_article_into_the_cart(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", specs=(COLOURS,))
    await open_doors()

    answer = await client.post("/p/moon-mug/cart", data={"c0": "1", "quantity": "2"})
    page = await client.get(answer.headers["location"])

    owner = Owner(guest_token=client.cookies["ht_guest"])
    seen = await cart.view(session, owner)
    assert answer.status_code == 303
    assert [(line.facts.id, line.quantity) for line in seen.lines] == [(goods.skus[1].id, 2)]
    assert "It is in your cart" in page.text
    assert client.cookies["ht_cart"] == "2"


async def test_adding_in_place_says_so_and_tells_the_number(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug")
    await open_doors()

    part = await client.post("/p/moon-mug/cart", data={}, headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert "<html" not in part.text
    assert "It is in your cart" in part.text
    assert json.loads(part.headers["hx-trigger"]) == {"cartChanged": {"count": 1}}


async def test_a_favourites_form_names_the_article_by_its_code(
    session: AsyncSession, shopper: AsyncClient, member: Member, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", specs=(COLOURS,))
    await open_doors()

    await shopper.post("/p/moon-mug/cart", data={"sku": goods.skus[1].code})

    seen = await cart.view(session, Owner(member_id=member.id))
    assert [line.facts.id for line in seen.lines] == [goods.skus[1].id]


async def test_a_choice_that_is_gone_is_never_replaced_in_silence(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", specs=(COLOURS,))
    await inventory.adjust(session, goods.skus[1].id, on_hand=0, by=SYSTEM)
    await open_doors()

    answer = await client.post("/p/moon-mug/cart", data={"c0": "1"})
    page = await client.get(answer.headers["location"])

    assert "ht_cart" not in client.cookies
    assert "What you wished for is not available" in page.text


async def test_the_last_one_gone_meanwhile_is_told_kindly(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", in_stock=1)
    await open_doors()
    await client.get("/p/moon-mug")
    await inventory.adjust(session, goods.skus[0].id, on_hand=0, by=SYSTEM)

    answer = await client.post("/p/moon-mug/cart", data={}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "toast--bad" in answer.text
    assert "<html" not in answer.text


async def test_what_left_the_shelf_cannot_be_put_into_the_cart(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "old-mug")
    await catalog.delist_product(session, goods.id, by=SYSTEM)
    await open_doors()

    await client.post("/p/old-mug/cart", data={})

    assert "ht_cart" not in client.cookies


async def test_buying_now_leads_a_member_straight_to_the_checkout(
    session: AsyncSession, shopper: AsyncClient, member: Member, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", specs=(COLOURS,))
    await open_doors()

    answer = await shopper.post("/p/moon-mug/purchase", data={"c0": "1", "quantity": "3"})

    checkout_id = UUID(answer.headers["location"].removeprefix("/checkout/"))
    checkout = await cart.find_checkout(session, checkout_id, member_id=member.id)
    assert answer.status_code == 303
    assert checkout.source is Source.BUY_NOW
    assert [(each.sku_id, each.quantity) for each in checkout.wanted] == [(goods.skus[1].id, 3)]
    assert not (await cart.view(session, Owner(member_id=member.id))).lines


async def test_buying_now_asks_a_guest_to_sign_in_and_keeps_the_choice(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug", specs=(COLOURS,))
    await open_doors()

    answer = await client.post("/p/moon-mug/purchase", data={"c0": "1", "quantity": "2"})

    assert answer.headers["location"] == "/sign-in?next=/p/moon-mug%3Fc0%3D1%26quantity%3D2"


async def test_a_quantity_that_makes_no_sense_is_one(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug")
    await open_doors()

    for quantity in ("-5", "0", "1.5", "9" * 30, "一"):
        answer = await client.post("/p/moon-mug/cart", data={"quantity": quantity})
        assert answer.status_code == 303

    assert client.cookies["ht_cart"] == "5"
