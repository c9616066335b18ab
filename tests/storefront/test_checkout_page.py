import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, catalog, inventory, members, orders, pricing
from hutong.cart import Item, Owner, Source
from hutong.inventory import Want
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.ids import new_id
from hutong.kernel.money import yuan
from hutong.kernel.wire import Unsure
from hutong.members import Member
from hutong.orders import Batcher, Tab
from hutong.pricing import FreightDraft
from tests.books import books_agree
from tests.counting import statements
from tests.make import goods as make
from tests.make import people
from tests.placing import InSession
from tests.pricing.test_freight_rules import EVERYWHERE

HTMX = {"hx-request": "true"}
FAR = FreightDraft(
    name=make.words("新疆"),
    regions=("65",),
    first_grams=1000,
    first_fee=yuan("20"),
    next_grams=1000,
    next_fee=yuan("15"),
)


@pytest.fixture
async def home(session: AsyncSession, member: Member) -> UUID:
    return (await people.address(session, member.id)).id


async def mug(session: AsyncSession, *, price: str = "59", in_stock: int = 10) -> UUID:
    return (await make.goods(session, price=price, in_stock=in_stock)).skus[0].id


async def begin(session: AsyncSession, member: Member, sku: UUID, quantity: int = 1) -> str:
    item = Item(sku, quantity)
    checkout = await cart.begin_checkout(session, member.id, [item], Source.BUY_NOW)
    return f"/checkout/{checkout.id}"


def shown(page: Response) -> str:
    """The total that the form would send."""
    return str(re.findall(r'name="shown" value="(\d+)"', page.text)[0])


async def place(shopper: AsyncClient, url: str, **form: str) -> Response:
    page = await shopper.get(url)
    return await shopper.post(f"{url}/order", data={"shown": shown(page), **form})


async def ordered(session: AsyncSession, member: Member) -> list[orders.Order]:
    return list((await orders.history(session, member.id)).orders)


async def test_one_page_shows_address_goods_and_what_it_comes_to(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    await pricing.save_freight_rule(session, EVERYWHERE)
    url = await begin(session, member, await mug(session, price="59"), 1)

    page = await shopper.get(url)

    assert shown(page) == "6700"
    assert f'value="{home}" id="address-{home}" checked' in page.text
    assert "138****8000" in page.text
    assert "Mug" in page.text


async def test_an_address_made_on_the_way_is_the_chosen_one(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    url = await begin(session, member, await mug(session))
    page = await shopper.get(url)
    form = re.search(r'href="(/account/addresses/new\?next=[^"]+)"', page.text)
    assert form is not None
    onward = unquote(form[1].partition("next=")[2])
    newest = (await people.address(session, member.id)).id

    page = await shopper.get(onward)

    assert f'value="{newest}" id="address-{newest}" checked' in page.text
    assert f'id="address-{home}" checked' not in page.text


async def test_from_the_confirmation_it_is_one_click_to_the_payment(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    url = await begin(session, member, await mug(session))

    answer = await place(shopper, url, address=str(home), note="请放门口")

    order = (await ordered(session, member))[0]
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pay/{order.number}")
    assert order.buyer_note == "请放门口"
    assert order.detail == "曙光路 1 号 2 幢 301"
    await books_agree(session)


async def test_a_double_click_makes_one_order(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    url = await begin(session, member, await mug(session))

    first = await place(shopper, url, address=str(home))
    second = await shopper.post(f"{url}/order", data={"shown": "5900", "address": str(home)})

    assert first.headers["location"] == second.headers["location"]
    assert len(await ordered(session, member)) == 1


async def test_going_back_to_a_checkout_that_was_ordered_leads_to_its_payment(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    url = await begin(session, member, await mug(session))
    paid_at = (await place(shopper, url, address=str(home))).headers["location"]

    assert (await shopper.get(url)).headers["location"] == paid_at
    assert (await shopper.post(url, data={"note": "?"})).headers["location"] == paid_at


async def test_another_address_changes_the_freight_at_once(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    await pricing.save_freight_rule(session, EVERYWHERE)
    await pricing.save_freight_rule(session, FAR)
    await people.address(session, member.id)
    urumqi = await people.address(session, member.id, district=people.URUMQI)
    url = await begin(session, member, await mug(session, price="59"))

    part = await shopper.post(url, data={"address": str(urumqi.id)}, headers=HTMX)

    assert shown(part) == "7900"
    assert "<html" not in part.text


async def test_without_script_the_address_is_changed_by_a_button(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    await people.address(session, member.id)
    second = await people.address(session, member.id)
    url = await begin(session, member, await mug(session))

    answer = await shopper.post(url, data={"address": str(second.id)})
    page = await shopper.get(answer.headers["location"])

    assert answer.status_code == 303
    assert f'id="address-{second.id}" checked' in page.text


async def test_an_address_that_was_just_added_is_chosen(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    new = await people.address(session, member.id)
    url = await begin(session, member, await mug(session))

    page = await shopper.get(f"{url}?newest=1")

    assert f'id="address-{new.id}" checked' in page.text
    assert home != new.id


async def test_a_price_that_moved_is_shown_before_anything_is_ordered(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    sku = await mug(session, price="59")
    url = await begin(session, member, sku)
    page = await shopper.get(url)
    await catalog.change_price(session, sku, yuan("69"), by=SYSTEM)
    await session.flush()

    answer = await shopper.post(
        f"{url}/order", data={"shown": shown(page), "address": str(home), "note": "送礼"}
    )
    again = await shopper.get(answer.headers["location"])

    assert "from ¥59.00 to ¥69.00" in again.text
    assert "送礼" in again.text
    assert await ordered(session, member) == []


@pytest.mark.parametrize("tampered", ["1", "0", "-5900", "5900.5", "abc", "", "9" * 30])
async def test_a_tampered_total_orders_nothing(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID, tampered: str
) -> None:
    url = await begin(session, member, await mug(session, price="59"))

    answer = await shopper.post(f"{url}/order", data={"shown": tampered, "address": str(home)})

    assert answer.status_code == 303
    assert answer.headers["location"].startswith(url)
    assert await ordered(session, member) == []


async def test_the_last_one_gone_is_told_kindly(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    sku = await mug(session, in_stock=1)
    url = await begin(session, member, sku)
    page = await shopper.get(url)
    await inventory.reserve(session, new_id(), [Want(sku, 1)], until=clock.now())

    answer = await shopper.post(f"{url}/order", data={"shown": shown(page), "address": str(home)})
    again = await shopper.get(answer.headers["location"])

    assert "can no longer be had" in again.text
    assert "Sold out" in again.text
    assert "Choose something else" in again.text
    assert "Place the order" not in again.text
    assert await ordered(session, member) == []


async def test_an_address_deleted_meanwhile_is_not_replaced_in_silence(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    other = await people.address(session, member.id)
    url = await begin(session, member, await mug(session))
    page = await shopper.get(url)
    await members.delete_address(session, other.id, member_id=member.id)

    answer = await shopper.post(
        f"{url}/order", data={"shown": shown(page), "address": str(other.id)}
    )
    again = await shopper.get(answer.headers["location"])

    assert "The chosen address no longer exists" in again.text
    assert await ordered(session, member) == []
    assert home != other.id


async def test_nobody_sends_to_the_address_of_another(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    theirs = await people.address(session, (await people.member(session)).id)
    url = await begin(session, member, await mug(session))

    answer = await place(shopper, url, address=str(theirs.id))

    assert answer.headers["location"].startswith(url)
    assert (await shopper.post(url, data={"address": str(theirs.id)})).status_code == 404
    assert await ordered(session, member) == []
    assert home != theirs.id


async def test_the_checkout_of_another_does_not_exist(
    shopper: AsyncClient, session: AsyncSession
) -> None:
    url = await begin(session, await people.member(session), await mug(session))

    assert (await shopper.get(url)).status_code == 404
    assert (await shopper.post(f"{url}/order", data={"shown": "5900"})).status_code == 404


async def test_whoever_has_no_address_is_asked_for_one(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    url = await begin(session, member, await mug(session))

    page = await shopper.get(url)
    answer = await shopper.post(f"{url}/order", data={"shown": shown(page)})

    assert "/account/addresses/new?next=" in page.text
    assert answer.headers["location"].startswith(url)
    assert await ordered(session, member) == []


async def test_a_note_too_long_is_refused_and_not_lost(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    url = await begin(session, member, await mug(session))

    answer = await place(shopper, url, address=str(home), note="好" * 201)
    again = await shopper.get(answer.headers["location"])

    assert "At most 200 characters." in again.text
    assert "好" * 200 in again.text
    assert await ordered(session, member) == []


async def test_from_the_cart_to_the_payment_page_in_at_most_twenty_statements(
    shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    await pricing.save_freight_rule(session, EVERYWHERE)
    owner = Owner(member_id=member.id)
    skus = [await mug(session), await mug(session)]
    for sku in skus:
        await cart.add(session, owner, sku)
    lines = {f"quantity-{sku}": "1" for sku in skus}

    with statements() as sent:
        await shopper.get("/cart")
        at_checkout = await shopper.post(
            "/cart/checkout", data={**lines, "chosen": [str(sku) for sku in skus]}
        )
        page = await shopper.get(at_checkout.headers["location"])
        url = at_checkout.headers["location"]
        form = {"shown": shown(page), "address": str(home), "note": "谢谢"}
        placed = await shopper.post(f"{url}/order", data=form)
        paying = await shopper.get(placed.headers["location"])

    assert paying.status_code == 200
    assert len(sent) <= 20, "\n".join(sent)
    assert (await orders.counts(session, member.id))[Tab.UNPAID] == 1
    assert await cart.count(session, owner) == 0


class Deaf(InSession):
    """It is done, and nobody hears of it."""

    async def __call__(self, statement: str, *arguments: object) -> Sequence[Any]:
        await super().__call__(statement, *arguments)
        raise Unsure


async def test_who_could_not_be_answered_gets_the_same_button_again(
    app: Litestar, shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    url = await begin(session, member, await mug(session))
    hears = app.state.batcher
    app.state.batcher = Batcher(Deaf(session))

    unsure = await place(shopper, url, address=str(home), note="请放门口")
    app.state.batcher = hears
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', unsure.text))
    answer = await shopper.post(f"{url}/order", data=again)

    assert (unsure.status_code, unsure.headers["retry-after"]) == (503, "3")
    assert "it is never placed twice" in unsure.text
    assert f'action="{url}/order"' in unsure.text
    (order,) = await ordered(session, member)
    assert answer.headers["location"] == f"/pay/{order.number}"
    assert order.buyer_note == "请放门口"


async def test_a_shop_that_is_closing_says_that_nothing_was_placed(
    app: Litestar, shopper: AsyncClient, session: AsyncSession, member: Member, home: UUID
) -> None:
    url = await begin(session, member, await mug(session))
    await app.state.batcher.close()

    answer = await place(shopper, url, address=str(home))

    assert answer.status_code == 503
    assert "Yours was not placed" in answer.text
    assert await ordered(session, member) == []
