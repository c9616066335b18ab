"""The console's menu: groups stay as each person left them, and what waits stands beside them."""

import re

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.console.kit.frame import OPENED
from hutong.console.kit.pages import RowView
from hutong.console.money.reconciling import DIFFERENCES
from tests.console.conftest import Staffed

GROUP = re.compile(r'<details class="menu-group" data-group="([^"]+)"( open)?>')


async def _open(browser: AsyncClient, kept: str = "") -> set[str]:
    browser.cookies.set(OPENED, kept)
    page = await browser.get("/console/orders")
    return {name for name, stands_open in GROUP.findall(page.text) if stands_open}


def _whose(page: str) -> str:
    found = re.search(r'data-menu="(\w+)"', page)
    assert found
    return found.group(1)


async def test_only_the_group_of_the_page_stands_open_at_first(staffed: Staffed) -> None:
    opened = await _open(await staffed())

    assert opened == {"orders-and-members"}


async def test_groups_that_a_person_opened_stay_open(staffed: Staffed) -> None:
    browser = await staffed()
    person = _whose((await browser.get("/console")).text)

    opened = await _open(browser, f"{person}.money.stock")

    assert opened == {"orders-and-members", "money", "stock"}


@pytest.mark.parametrize("kept", ["0123456789ab.money", "money", ".money", "%00.money"])
async def test_what_a_colleague_opened_at_this_computer_opens_nothing(
    staffed: Staffed, kept: str
) -> None:
    opened = await _open(await staffed(), kept)

    assert opened == {"orders-and-members"}


async def test_the_menu_is_told_what_waits_and_only_where_one_may_look(
    staffed: Staffed, session: AsyncSession
) -> None:
    await access.ensure_roles(session)
    seller = await staffed("dashboard.view", "orders.view", "orders.ship")

    told = (await seller.get("/console/waiting")).json()

    assert told == [{"url": "/console/orders?state=to_ship", "count": 0, "urgent": False}]


async def test_who_may_not_see_the_workbench_is_not_told_what_waits(staffed: Staffed) -> None:
    auditor = await staffed("audit.view")

    assert (await auditor.get("/console/waiting")).status_code == 403


def test_a_row_keeps_its_first_action_at_hand_and_the_others_in_a_menu() -> None:
    first, second, *others = DIFFERENCES.actions

    many = RowView(row=None, key="a", url=None, actions=[first, second, *others])
    few = RowView(row=None, key="b", url=None, actions=[first, second])

    assert (many.at_hand, many.further) == ([first], [second, *others])
    assert (few.at_hand, few.further) == ([first, second], [])
