"""Chromium as a shopper's phone and as a staff member's PC."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from hutong.kernel.db import Database
from tests.books import books_agree
from tests.e2e.looking import inaccessible
from tests.e2e.shop import Shop, open_shop

CHROMIUM = os.environ.get("HUTONG_TEST_CHROMIUM", "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
PC = {"viewport": {"width": 1440, "height": 900}}
WAIT_MS = 10_000
expect.set_options(timeout=WAIT_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="no Chromium here (HUTONG_TEST_CHROMIUM is empty)")
    for item in items:
        if "browser" in item.keywords and not CHROMIUM:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="session")
async def books(shop: Shop) -> AsyncIterator[Database]:
    """The shop's own database: to see what was written, and to set a scene. When all journeys are
    over, what must always hold holds in it."""
    db = Database(shop.database_url)
    yield db
    async with db.reading() as session:
        await books_agree(session)
    await db.close()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()


@asynccontextmanager
async def opened(browser: Browser, shop: Shop, **device: Any) -> AsyncIterator[Page]:
    """A tab with empty cookies, in Chinese. Whatever the browser complains of fails the test."""
    context = await browser.new_context(
        base_url=shop.url, locale="zh-CN", timezone_id="Asia/Shanghai", **device
    )
    context.set_default_timeout(WAIT_MS)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: _note(complaints, said))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        await context.close()
    assert complaints == []


def _note(complaints: list[str], said: ConsoleMessage) -> None:
    expected_refusal = "Failed to load resource" in said.text
    if said.type in {"error", "warning"} and not expected_refusal:
        complaints.append(said.text)


@pytest.fixture
async def phone(browser: Browser, shop: Shop) -> AsyncIterator[Page]:
    async with opened(browser, shop, **PHONE) as page:
        yield page


@pytest.fixture
async def without_script(browser: Browser, shop: Shop) -> AsyncIterator[Page]:
    async with opened(browser, shop, **PHONE, java_script_enabled=False) as page:
        yield page


@pytest.fixture
async def pc(browser: Browser, shop: Shop) -> AsyncIterator[Page]:
    async with opened(browser, shop, **PC) as page:
        yield page


async def check_accessibility(page: Page) -> None:
    """axe-core finds nothing against WCAG 2.2 AA or its best practices."""
    assert await inaccessible(page) == [], page.url
