"""A form that is sent twice is done once: a second press, a second try after a line that broke."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar
from litestar.routes import HTTPRoute
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.access import Entry, SentForm
from hutong.access.sending import forget_old
from hutong.inventory import MAIN, Want
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from tests.console.conftest import POTTER, Desk, Staffed, pottery_app
from tests.console.pottery import Pottery
from tests.console.test_screens import ACTIONS, BULK, FORMS, KEYS
from tests.console.trading import Trading
from tests.make import goods, places
from tests.test_resiliency import found_in

# What else can be sent that moves stock or money, and the test that sends it twice.
ELSEWHERE = {
    "/api/v1/orders": "test_the_same_order_sent_twice_is_answered_twice_and_placed_once",
    "/api/v1/orders/{number:str}/payment": "test_starting_to_pay_twice_makes_one_payment",
    "/api/v1/orders/{number:str}/cancellation": "test_a_cancelled_order_is_not_cancelled_again",
    "/api/v1/orders/{number:str}/receipt": "test_the_buyer_confirms_once",
    "/checkout/{checkout_id:uuid}/order": "test_eight_clicks_at_once_make_one_order",
    "/pay/{number:str}": "test_starting_to_pay_twice_makes_one_payment",
    "/orders/{number:str}/cancellation": "test_a_cancelled_order_is_not_cancelled_again",
    "/orders/{number:str}/receipt": "test_receipt_is_confirmed_once_and_for_all",
    "/notify/{provider:str}": "test_the_same_event_again_is_a_duplicate",
    "/console/runs/{key:str}/applying": "test_work_that_comes_twice_imports_once",
}
# What moves neither: who one is, what lies in a cart, what was looked at.
STILL = (
    "/account", "/cart", "/checkout/", "/display", "/favourites", "/p/", "/sign-", "/sandbox",
    "/notify/{provider:str}/return", "/api/v1/address-readings",
    "/orders/{number:str}/repurchase", "/api/v1/cart", "/api/v1/checkouts", "/api/v1/codes",
    "/api/v1/guests", "/api/v1/me", "/api/v1/sessions",
    "/api/v1/orders/{number:str}/repurchase", "/console/sign-", "/console/second-factor",
    "/console/account/",
    "/console/products/parameters", "/console/lists/",
    "/search/history/removal", "/console/merchandising/preview", "/console/pages/",
    "/console/pick/", "/console/home/arrangement", "/region",
    "/search/speech", "/product-views",
)  # fmt: skip


def written(app: Litestar) -> Iterator[str]:
    """Every address that takes more than questions."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and set(route.methods) & {"POST", "PUT", "PATCH", "DELETE"}:
            yield route.path


def forms_of(trading: Trading) -> Iterator[tuple[str, dict[str, str]]]:
    """Every form of the registry: where it is sent, and what it cannot be sent without."""
    for screen in FORMS:
        if screen.creates:
            yield screen.new_url, {}
        if screen.edits:
            yield screen.edit_url(str(KEYS[screen.slug](trading))), {}
    for slug, action in ACTIONS:
        yield f"/console/{slug}/{KEYS[slug](trading)}/{action.slug}", {}
    for slug, action in BULK:
        row = str(KEYS[slug](trading))
        yield f"/console/{slug}/do/{action.slug}", {"row": row, "answered": "1"}


async def test_no_form_of_the_console_is_taken_without_a_key(
    staffed: Staffed, session: AsyncSession, trading: Trading
) -> None:
    browser = await staffed()
    before = await session.scalar(select(func.count()).select_from(Entry))

    for where, data in forms_of(trading):
        answer = await browser.post(where, data={**data, "form_key": ""})
        assert (answer.status_code, "opened in another way" in answer.text) == (422, True), where

    assert await session.scalar(select(func.count()).select_from(Entry)) == before


def test_whatever_else_moves_stock_or_money_is_sent_twice_by_a_test(
    app: Litestar, trading: Trading
) -> None:
    ours = {where.strip("/").rpartition("/")[2] for where, _ in forms_of(trading)}
    taken = {
        path
        for path in written(app)
        if not (path.startswith("/console/") and path.rpartition("/")[2] in ours)
    }

    lists = {path for path in taken if path.endswith("/export") or "/do/" in path}
    assert {path for path in taken - lists if not path.startswith(STILL)} - {*ELSEWHERE} == set()
    assert set(ELSEWHERE) <= taken
    assert set(ELSEWHERE.values()) <= found_in("tests")


def once_sent(answer: Response) -> tuple[int, str, bool]:
    told = unquote(answer.headers.get("set-cookie", ""))
    return answer.status_code, answer.headers.get("location", ""), "Sent twice" in told


@pytest.mark.parametrize(
    ("where", "data", "moved"),
    [
        ("stock/{sku}/delivery", {"quantity": "3", "location": str(MAIN), "note": ""}, 3),
        ("shelves/{main}.{sku}/loss", {"quantity": "4", "cause": "damaged", "note": "掉了"}, -4),
        ("shelves/{main}.{sku}/return", {"quantity": "2", "note": "HT1"}, 2),
        ("shelves/{main}.{sku}/adjustment", {"on_hand": "7", "note": "盘点"}, -3),
        ("pools/{pool}/allotment", {"lines": "{code} 2"}, -2),
        ("pools/{pool}/withdrawal", {"lines": "{code} 1"}, 1),
    ],
)
async def test_stock_that_is_moved_without_a_paper_moves_once(
    staffed: Staffed, session: AsyncSession, *, where: str, data: dict[str, str], moved: int
) -> None:
    product = await goods.goods(session, in_stock=14)
    sku = product.skus[0]
    pool = await places.pool(session, Want(sku.id, 4))
    about = {"main": MAIN, "sku": sku.id, "code": sku.code, "pool": pool.id}
    path = f"/console/{where.format(**about)}"
    sent = {name: value.format(**about) for name, value in data.items()}
    browser = await staffed()

    first = once_sent(await browser.post(path, data={**sent, "form_key": "one-form"}))
    again = once_sent(await browser.post(path, data={**sent, "form_key": "one-form"}))

    rows = await inventory.stock_rows(session, [sku.id])
    (main,) = [row.on_hand for row in rows if row.location_id == MAIN]
    assert main == 10 + moved
    assert (first[0], first[2], again[2]) == (303, False, True)
    assert first[:2] == again[:2]


async def test_a_form_that_says_something_else_is_refused_and_then_may_be_meant(
    staffed: Staffed, session: AsyncSession
) -> None:
    sku = (await goods.goods(session, in_stock=10)).skus[0]
    browser = await staffed()
    where = f"/console/stock/{sku.id}/delivery"
    data = {"quantity": "3", "location": str(MAIN), "note": "", "form_key": "one-form"}

    await browser.post(where, data=data)
    other = await browser.post(where, data=data | {"quantity": "5"})
    key = re.search(r'name="form_key" value="([^"]+)"', other.text)

    assert other.status_code == 409
    assert "already sent, with other contents" in other.text
    assert key is not None
    meant = await browser.post(where, data=data | {"quantity": "5", "form_key": key[1]})
    assert meant.status_code == 303
    assert (await inventory.available(session, [sku.id]))[sku.id] == 18


async def test_what_was_refused_may_be_sent_again_as_it_is(desk: Desk, pottery: Pottery) -> None:
    mug = pottery.throw("A1", state="broken")

    async with desk() as browser:
        data = {"reason": "dropped", "form_key": "one-form"}
        refused = await browser.post("/console/mugs/A1/breakage", data=data)
        mug.state = "fired"
        done = await browser.post("/console/mugs/A1/breakage", data=data)

    assert (refused.status_code, done.status_code) == (422, 303)
    assert mug.state == "broken"


@pytest.mark.parametrize(
    ("where", "data"), [("A1/polish", {}), ("do/polish", {"row": ["A1", "A2"]})]
)
async def test_a_button_without_a_question_is_pressed_once(
    desk: Desk, pottery: Pottery, where: str, data: dict[str, Any]
) -> None:
    mug = pottery.throw("A1", name="杯")
    pottery.throw("A2")

    async with desk() as browser:
        for key in ("one-form", "one-form", "the-next"):
            await browser.post(f"/console/mugs/{where}", data={**data, "form_key": key})

    assert mug.name == {"zh": "亮亮杯"}


async def test_two_at_the_same_moment_are_one(committed: Database, pottery: Pottery) -> None:
    mug = pottery.throw("A1", name="杯")
    app = pottery_app(committed, pottery, POTTER)
    reads = {"accept-language": "en"}
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://shop.test", headers=reads
    ) as browser:
        where, data = "/console/mugs/A1/polish", {"form_key": "one-form"}
        answers = await asyncio.gather(*(browser.post(where, data=data) for _ in range(5)))

    assert [each.status_code for each in answers] == [303] * 5
    assert sum(once_sent(each)[2] for each in answers) == 4
    assert mug.name == {"zh": "亮杯"}


async def test_what_is_shown_once_is_shown_again_to_who_asks_again(
    staffed: Staffed, session: AsyncSession, trading: Trading
) -> None:
    browser = await staffed()
    where = f"/console/members/{trading.member.id}/phone"

    shown = [await browser.post(where, data={"form_key": "one-form"}) for _ in range(2)]

    assert [each.status_code for each in shown] == [200, 200]
    assert "revealed" in shown[1].text
    assert not (await session.scalars(select(SentForm))).all()


async def test_forms_are_forgotten_after_two_days(
    desk: Desk, db: Database, pottery: Pottery, time: Simulated
) -> None:
    mug = pottery.throw("A1", name="杯")

    async with desk() as browser:
        for days in (1, 2, 0):
            await browser.post("/console/mugs/A1/polish", data={"form_key": "one-form"})
            time.advance(timedelta(days=days))
            await forget_old(db)

    assert mug.name == {"zh": "亮亮杯"}
