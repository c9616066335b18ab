"""Whoever says where parcels go is told what cannot be had there."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.db import Database
from hutong.search import Index
from hutong.web.navigation import Navigation
from tests.conftest import Worker
from tests.make import goods, people, regions

REASON = "Glass breaks on so long a way"


@pytest.fixture(autouse=True)
async def vases(
    app: Litestar, db: Database, session: AsyncSession, worker: Worker
) -> AsyncIterator[None]:
    before = app.state.index, app.state.navigation
    vase, hidden = [await goods.goods(session, slug) for slug in ("vase", "hidden-vase")]
    await goods.goods(session, "cup")
    await regions.rule(session, "65", products=(vase.id,))
    await regions.rule(session, "65", hides=True, products=(hidden.id,))
    await session.flush()
    await worker()
    app.state.index = Index()
    app.state.navigation = Navigation(app.state.index)
    await app.state.index.refresh(db)
    await app.state.navigation.refresh(db)
    yield
    app.state.index, app.state.navigation = before


@pytest.mark.parametrize(
    ("district", "answered"),
    [
        (None, {"vase": None, "hidden-vase": None, "cup": None}),
        (people.URUMQI, {"vase": REASON, "cup": None}),
        ("330106", {"vase": None, "hidden-vase": None, "cup": None}),
    ],
)
async def test_lists_say_what_a_region_cannot_have(
    guest: AsyncClient, district: str | None, answered: dict[str, str | None]
) -> None:
    asked = {"region": district} if district else {}

    listing = (await guest.get("/products", params=asked)).json()
    beside = (await guest.get("/products/cup/related", params=asked)).json()
    vase = (await guest.get("/products/vase", params=asked)).json()

    assert {each["slug"]: each["not_sold_there"] for each in listing["items"]} == answered
    assert {each["slug"] for each in beside} == answered.keys() - {"cup"}
    assert vase["not_sold_there"] == answered["vase"]


@pytest.mark.parametrize("path", ["/products", "/products/cup", "/products/cup/related"])
@pytest.mark.parametrize("region", ["", "65", "999999", "６５０１０２"])
async def test_what_is_no_district_is_refused(guest: AsyncClient, path: str, region: str) -> None:
    answer = await guest.get(path, params={"region": region})

    assert answer.status_code in {400, 422}
    assert "330106" in answer.text
