"""Whatever is sent, the answer is calm, and the books of the trade stay as they were."""

from urllib.parse import quote

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.web import cookies
from tests.make import goods as make
from tests.storefront.conftest import Doors
from tests.storefront.nonsense import COOKIES, VALUES, Address, addresses, books, forms

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def stocked(session: AsyncSession, open_doors: Doors) -> None:
    await make.goods(session, "moon-mug", specs=(make.spec("颜色", "月白", "雾蓝"),))
    await open_doors()


@pytest.fixture(params=["guest", "member"])
def visitor(request: pytest.FixtureRequest, stocked: None) -> AsyncClient:
    asked: AsyncClient = request.getfixturevalue(
        "shopper" if request.param == "member" else "client"
    )
    return asked


def leads_out(address: Address) -> bool:
    return address.path.endswith(("sign-out", "/devices/{session_id:uuid}/removal"))


async def test_no_form_of_the_shop_breaks_and_nothing_is_ordered(
    session: AsyncSession, visitor: AsyncClient
) -> None:
    before = await books(session)
    broken = []
    for address in addresses():
        if address.method != "POST" or leads_out(address):
            continue
        for name, kind, content in forms():
            answer = await visitor.post(
                address.url("moon-mug"), content=content, headers={"content-type": kind}
            )
            if answer.status_code >= 500:
                broken.append(f"{address.path}: {name}: {answer.status_code}")

    assert broken == []
    assert await books(session) == before


async def test_no_page_of_the_shop_breaks_whatever_its_address_says(
    session: AsyncSession, visitor: AsyncClient
) -> None:
    before = await books(session)
    broken = []
    for address in addresses():
        for value in VALUES:
            if leads_out(address):
                continue
            answer = await visitor.request(
                address.method,
                address.url(quote(value[:300], safe="")),
                params=dict.fromkeys(
                    ("q", "sort", "page", "f", "min", "max", "before"), value[:300]
                ),
            )
            if answer.status_code >= 500:
                broken.append(f"{address.path}: {value[:40]!r}: {answer.status_code}")

    assert broken == []
    assert await books(session) == before


@pytest.mark.parametrize("path", ["/cart", "/cart/lines", "/p/moon-mug/cart", "/display"])
async def test_a_huge_form_is_refused_before_it_is_read(
    stocked: None, client: AsyncClient, path: str
) -> None:
    answer = await client.post(
        path, content=b"a=1&" * MEGABYTE, headers={"content-type": FORM, "hx-request": "true"}
    )

    assert answer.status_code == 413
    assert "too large" in answer.text


async def test_strange_cookies_are_as_good_as_none(stocked: None, client: AsyncClient) -> None:
    jar = (
        cookies.SESSION,
        cookies.GUEST,
        cookies.LOCALE,
        cookies.THEME,
        cookies.CART,
        cookies.FLASH,
    )
    for value in COOKIES:
        sent = "; ".join(f"{name}={value}" for name in jar)
        for path in ("/", "/cart", "/p/moon-mug", "/search?q=mug"):
            page = await client.get(path, headers={"cookie": sent.encode()})

            assert page.status_code == 200, (path, value)
