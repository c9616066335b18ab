"""What belongs to another, what was never offered, and ways that lead out of the shop."""

from urllib.parse import quote, urlencode

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart
from hutong.cart import Item, Owner, Source
from hutong.members import Member
from hutong.orders import Order
from tests.make import goods as make
from tests.make import people, trade
from tests.storefront.conftest import Doors
from tests.storefront.nonsense import COOKIES, VALUES, Address, addresses, fields, forms, rows

FORM = {"content-type": "application/x-www-form-urlencoded"}
METHODS = ("POST", "PUT", "PATCH", "DELETE")
OUT = ("//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example")


async def things(session: AsyncSession, member: Member) -> tuple[Order, dict[str, str]]:
    """What somebody has: an order, a checkout under way and an address."""
    order = await trade.order(session, member_id=member.id)
    address = await people.address(session, member.id)
    item = Item((await make.goods(session)).skus[0].id, 1)
    checkout = await cart.begin_checkout(session, member.id, [item], Source.BUY_NOW)
    return order, {
        "number:str": order.number,
        "checkout_id:uuid": str(checkout.id),
        "address_id:uuid": str(address.id),
    }


def reaching(ids: dict[str, str]) -> list[tuple[str, str]]:
    """Method and address of everything that can be seen or done with those things."""
    found = [
        (address.method, address.path.replace("{" + name + "}", value))
        for address in addresses()
        for name, value in ids.items()
        if "{" + name + "}" in address.path and address.method in {"GET", "POST"}
    ]
    assert len({path for _, path in found}) > len(ids)
    return found


async def test_nothing_of_another_member_can_be_seen_or_touched(
    session: AsyncSession, shopper: AsyncClient
) -> None:
    _, ids = await things(session, await people.member(session))
    before = await rows(session)
    form = {"reason": "other", "shown": "5900", "address": ids["address_id:uuid"]}

    answers = {
        (method, path): (
            await shopper.request(method, path, data=form if method == "POST" else None)
        ).status_code
        for method, path in reaching(ids)
    }

    assert {which: code for which, code in answers.items() if code != 404} == {}
    assert await rows(session) == before


async def test_a_guest_is_led_to_the_door_and_nothing_is_written(
    session: AsyncSession, client: AsyncClient
) -> None:
    _, ids = await things(session, await people.member(session))
    before = await rows(session)

    for method, path in reaching(ids):
        answer = await client.request(method, path)
        assert answer.headers.get("location", "").startswith("/sign-in"), (method, path)

    assert await rows(session) == before


async def test_no_form_moves_an_order_by_nonsense(
    session: AsyncSession, shopper: AsyncClient, member: Member
) -> None:
    order, _ = await things(session, member)
    await session.flush()
    before = (await rows(session)), order.state, order.payment

    for _name, kind, content in forms():
        for act in ("cancellation", "receipt"):
            answer = await shopper.post(
                f"/orders/{order.number}/{act}", content=content, headers={"content-type": kind}
            )
            assert answer.status_code < 500

    assert ((await rows(session)), order.state, order.payment) == before


async def test_no_form_makes_an_order_at_a_price_of_its_own(
    session: AsyncSession, shopper: AsyncClient, member: Member
) -> None:
    _, ids = await things(session, member)
    url = f"/checkout/{ids['checkout_id:uuid']}/order"
    before = await rows(session)

    for name, kind, content in forms():
        answer = await shopper.post(url, content=content, headers={"content-type": kind})
        assert 300 <= answer.status_code < 500, name

    assert await rows(session) == before


@pytest.mark.parametrize("quantity", ["-1", "1.5", "1e9", "9" * 30, "ten", "\x00", "²", "-0"])
async def test_a_quantity_that_makes_no_sense_leaves_the_cart_as_it_is(
    session: AsyncSession, shopper: AsyncClient, member: Member, quantity: str
) -> None:
    owner = Owner(member_id=member.id)
    sku = (await make.goods(session)).skus[0].id
    await cart.add(session, owner, sku, 2)

    for path in ("/cart", "/cart/checkout"):
        answer = await shopper.post(path, data={f"quantity-{sku}": quantity, "chosen": str(sku)})
        assert 400 <= answer.status_code < 500, path

    assert await cart.count(session, owner) == 2


UNKNOWN = "01999999-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "path",
    [
        "/p/no-such-mug",
        "/c/no-such-shelf",
        "/help/no-such-page",
        "/orders/26112227942TCDEE0SA",
        "/pay/26112227942TCDEE0SA",
        "/pay/26112227942TCDEE0SA/result",
        f"/checkout/{UNKNOWN}",
        "/checkout/1",
        f"/account/addresses/{UNKNOWN}",
        "/no/such/page",
    ],
)
async def test_what_is_not_there_is_not_found_in_words(
    session: AsyncSession, shopper: AsyncClient, open_doors: Doors, path: str
) -> None:
    await open_doors()

    page = await shopper.get(path)

    assert page.status_code == 404
    assert "<html" in page.text


async def test_what_no_address_offers_is_refused(
    session: AsyncSession, shopper: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()
    offered: dict[str, set[str]] = {}
    for address in addresses():
        offered.setdefault(address.path, set()).add(address.method)
    before = await rows(session)

    answers = {
        (method, path): (await shopper.request(method, Address(method, path).url(UNKNOWN)))
        for path, methods in offered.items()
        for method in METHODS
        if method not in methods
    }

    odd = {which: each.status_code for which, each in answers.items()}
    assert {which: code for which, code in odd.items() if code not in {404, 405}} == {}
    assert await rows(session) == before


@pytest.mark.parametrize("out", OUT)
async def test_no_form_and_no_page_leads_out_of_the_shop(
    session: AsyncSession, shopper: AsyncClient, open_doors: Doors, out: str
) -> None:
    await make.goods(session, "moon-mug")
    await open_doors()
    content = urlencode(dict.fromkeys(sorted(fields()), out))
    headers = {"referer": "https://evil.example/", "origin": "http://shop.test"}

    for address in addresses():
        url = address.url("moon-mug")
        if address.method == "POST":
            answer = await shopper.post(url, content=content, headers=headers | FORM)
        else:
            query = {"next": out, "back": out}
            answer = await shopper.get(url, params=query, headers=headers)
        for header in ("location", "hx-redirect", "hx-location"):
            onward = answer.headers.get(header, "/")
            assert onward.startswith("/"), url
            assert not onward.startswith(("//", "/\\")), url
            assert "\t" not in onward, url


async def test_an_endless_address_and_a_forged_notice_are_taken_calmly(
    shopper: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()

    for path in ("/", "/search", "/c", "/cart", "/orders", "/sign-in", "/account/messages"):
        for key in ("q", "f", "next", "removed", "page", "lang"):
            page = await shopper.get(f"{path}?{key}={quote('猫' * 5000)}&" + f"{key}=1&" * 500)
            assert page.status_code < 500, (path, key)
    for value in (*COOKIES, *VALUES):
        cookie = f"ht_flash={quote(value[:1000])}"
        page = await shopper.get("/search", headers={"cookie": cookie})
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.text
