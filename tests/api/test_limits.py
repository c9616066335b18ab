"""Whatever is sent: a clear 4xx in words, and nothing written."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import ProductSheet
from hutong.kernel.ids import new_id

ADDRESS = {
    "recipient": "李雷",
    "phone": "13812345678",
    "province": "33",
    "city": "3301",
    "district": "330106",
    "detail": "曙光路 1 号",
}


def problem(answer: Response) -> dict[str, Any]:
    """What the answer says is wrong, in the one form in which problems are told."""
    assert answer.headers["content-type"].startswith("application/problem+json")
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    assert told["detail"]
    assert "Traceback" not in answer.text
    return told


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 20_000, b'{"phone": 1e400}']
)
async def test_a_broken_body_is_a_400(guest: AsyncClient, body: bytes) -> None:
    answer = await guest.post("/codes", content=body, headers={"content-type": "application/json"})

    assert problem(answer)["status"] in {400, 422}


async def test_another_kind_of_body_is_refused(guest: AsyncClient) -> None:
    for kind in ("text/xml", "multipart/form-data", "application/x-www-form-urlencoded"):
        answer = await guest.post("/codes", content=b"<a/>", headers={"content-type": kind})

        assert 400 <= answer.status_code < 500


async def test_an_endless_body_is_a_413(guest: AsyncClient) -> None:
    answer = await guest.post("/address-readings", json={"text": "x" * 100_000})

    assert problem(answer)["status"] == 413


@pytest.mark.parametrize(
    "change",
    [
        {"phone": "1381234"},
        {"recipient": ""},
        {"recipient": "x" * 61},
        {"detail": "nul\x00"},
        {"district": "330x"},
        {"district": "110101"},
        {"province": 33},
        {"is_default": "yes"},
        {"street": "1" * 13},
    ],
)
async def test_an_address_that_makes_no_sense_is_refused_field_by_field(
    session: AsyncSession, shopper: AsyncClient, change: dict[str, Any]
) -> None:
    answer = await shopper.post("/me/addresses", json={**ADDRESS, **change})

    assert problem(answer)["status"] in {400, 422}
    assert await session.scalar(text("select count(*) from members_address")) == 1


async def test_a_note_that_cannot_be_kept_is_refused(
    shopper: AsyncClient, mug: ProductSheet
) -> None:
    items = [{"sku_id": str(mug.skus[0].id), "quantity": 1}]
    begun = (await shopper.post("/checkouts", json={"items": items})).json()

    answer = await shopper.patch(f"/checkouts/{begun['id']}", json={"note": "nul\x00"})

    assert problem(answer)["status"] == 422


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**20, 1.5, "many", None, [1]])
async def test_a_quantity_that_makes_no_sense_is_refused(
    session: AsyncSession, shopper: AsyncClient, mug: ProductSheet, quantity: object
) -> None:
    body = {"sku_id": str(mug.skus[0].id), "quantity": quantity}

    assert problem(await shopper.post("/cart/lines", json=body))["status"] in {400, 422}

    assert await session.scalar(text("select count(*) from cart_line")) == 0


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-1", "page=x", "page=99999999999999999999", "size=1000", "sort=cheap",
        "price_min=-5", "in_stock=perhaps", "category=" + "x" * 101, "q=" + "x" * 101,
    ],
)  # fmt: skip
async def test_a_listing_has_limits(guest: AsyncClient, query: str) -> None:
    assert problem(await guest.get(f"/products?{query}"))["status"] in {400, 422}


@pytest.mark.parametrize("path", ["/orders", "/me/favourites", "/me/messages"])
@pytest.mark.parametrize("cursor", ["x", "%00", "é", "A" * 41, "////", "🧨"])
async def test_a_cursor_that_was_made_up_is_refused(
    shopper: AsyncClient, path: str, cursor: str
) -> None:
    assert problem(await shopper.get(path, params={"cursor": cursor}))["status"] in {400, 422}


async def test_lists_go_on_where_they_stopped(shopper: AsyncClient, mug: ProductSheet) -> None:
    items = [{"sku_id": str(mug.skus[0].id)}]
    for number in range(3):
        begun = (await shopper.post("/checkouts", json={"items": items})).json()
        body = {"checkout_id": begun["id"], "total": begun["quote"]["total"]}
        key = {"idempotency-key": f"order-000{number}"}
        assert (await shopper.post("/orders", json=body, headers=key)).status_code == 201

    first = (await shopper.get("/orders", params={"limit": 2})).json()
    rest = (await shopper.get("/orders", params={"limit": 2, "cursor": first["next"]})).json()

    numbers = [order["number"] for page in (first, rest) for order in page["items"]]
    assert len(set(numbers)) == 3
    assert rest["next"] is None


@pytest.mark.parametrize(
    "url", ["https://evil.test", "//evil.test", "/\\evil.test", "javascript:alert(1)", ""]
)
async def test_nobody_is_sent_elsewhere_after_paying(
    shopper: AsyncClient, mug: ProductSheet, url: str
) -> None:
    key = {"idempotency-key": "payment-1"}

    answer = await shopper.post(
        f"/orders/{new_id()}/payment", json={"return_url": url}, headers=key
    )

    assert problem(answer)["status"] == 422


async def test_an_address_that_leads_nowhere_is_told_as_problem(guest: AsyncClient) -> None:
    assert problem(await guest.get("/no-such-thing"))["status"] == 404
    assert problem(await guest.delete("/categories"))["status"] == 405


@pytest.mark.parametrize("token", ["", "x", "é" * 20, "x" * 5000, "null"])
async def test_a_made_up_token_is_nobodys(guest: AsyncClient, token: str) -> None:
    headers = {b"authorization": f"Bearer {token}".encode()}

    assert problem(await guest.get("/me", headers=headers))["status"] == 401


async def test_guessing_codes_is_slowed_down(guest: AsyncClient) -> None:
    phone = {"phone": "13812345678"}
    await guest.post("/codes", json=phone)

    again = await guest.post("/codes", json=phone)

    told = problem(again)
    assert told["status"] == 429
    assert int(again.headers["retry-after"]) > 0
    assert told["retry_after"] > 0


async def test_refusals_are_in_the_readers_language(guest: AsyncClient) -> None:
    chinese = await guest.get("/products/none", headers={"accept-language": "zh-CN"})
    english = await guest.get("/products/none")

    assert chinese.json()["detail"] != english.json()["detail"]
