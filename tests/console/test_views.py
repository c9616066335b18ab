"""Lists as each colleague likes to see them."""

import re
from urllib.parse import parse_qs, urlsplit

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import workspace
from tests.console.conftest import Staffed
from tests.make import goods


async def save(browser: AsyncClient, back: str, name: str, **more: str) -> Response:
    return await browser.post(
        "/console/lists/orders/views", data={"back": back, "name": name, **more}
    )


def view_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["view"][0]


def headings(page: str) -> list[str]:
    head = page.partition("<thead")[2].partition("</thead>")[0]
    return [
        re.sub(r"<[^>]+>|\s+", " ", each).strip()
        for each in re.findall(r"<th .*?</th>", head, re.DOTALL)
    ]


async def test_a_saved_view_brings_back_its_filters_and_its_order(
    staffed: Staffed,
) -> None:
    browser = await staffed()
    shown = "/console/orders?state=to_ship&sort=-total&page=2"

    saved = await save(browser, shown, "Today's parcels")
    listed = await browser.get("/console/orders?view=all")

    assert saved.status_code == 303
    view = view_in(saved.headers["location"])
    assert "Today&#39;s parcels" in listed.text
    assert f"/console/orders?state=to_ship&amp;sort=-total&amp;view={view}" in listed.text


async def test_a_name_that_is_there_already_is_saved_over(
    staffed: Staffed,
) -> None:
    browser = await staffed()
    first = await save(browser, "/console/orders?state=to_ship", "Mine")

    second = await save(browser, "/console/orders?state=unpaid", "Mine")

    assert view_in(first.headers["location"]) == view_in(second.headers["location"])
    page = await browser.get("/console/orders?view=all")
    assert page.text.count('class="views__name"') == 1


async def test_colleagues_see_only_what_is_shared_and_cannot_change_it(
    staffed: Staffed,
) -> None:
    browser = await staffed()
    await save(browser, "/console/orders?state=unpaid", "Only mine")
    shared = await save(browser, "/console/orders?state=to_ship", "For all", shared="1")

    colleague = await staffed()
    seen = await colleague.get("/console/orders?view=all")
    refused = await colleague.post(
        "/console/lists/orders/removal", data={"view": view_in(shared.headers["location"])}
    )

    assert "For all" in seen.text
    assert "by 王清" in seen.text
    assert "Only mine" not in seen.text
    assert refused.status_code == 404


async def test_a_list_opens_with_the_view_that_was_chosen_and_everything_stays_one_step_away(
    staffed: Staffed,
) -> None:
    browser = await staffed()
    saved = await save(browser, "/console/orders?state=to_ship", "First thing", opens="1")

    bare = await browser.get("/console/orders")
    everything = await browser.get("/console/orders?view=all")

    assert bare.status_code == 302
    assert bare.headers["location"] == saved.headers["location"]
    assert everything.status_code == 200
    assert 'href="/console/orders?view=all"' in everything.text


async def test_a_view_that_is_removed_no_longer_opens_the_list(
    staffed: Staffed,
) -> None:
    browser = await staffed()
    saved = await save(browser, "/console/orders?state=to_ship", "First thing", opens="1")

    await browser.post(
        "/console/lists/orders/removal", data={"view": view_in(saved.headers["location"])}
    )

    bare = await browser.get("/console/orders")
    assert bare.status_code == 200
    assert "First thing" not in bare.text


async def test_columns_stand_as_they_were_chosen_and_the_export_follows(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed()
    await goods.goods(session)
    before = headings((await browser.get("/console/products")).text)

    await browser.post(
        "/console/lists/products/columns", data={"column": ["thing", "state", "prices"]}
    )

    page = await browser.get("/console/products")
    export = await browser.post("/console/products/export?as=csv")
    assert headings(page.text)[:4] == ["", "Product", "State", "Price"]
    assert export.text.splitlines()[0] == "\ufeffProduct,State,Price"
    await browser.post("/console/lists/products/columns", data={"reset": "1"})
    assert headings((await browser.get("/console/products")).text) == before


async def test_the_column_that_names_the_thing_cannot_be_taken_away(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed()
    await goods.goods(session)

    await browser.post("/console/lists/products/columns", data={"column": ["state", "nonsense"]})

    page = await browser.get("/console/products")
    assert headings(page.text)[:3] == ["", "Product", "State"]


async def test_columns_chosen_in_an_own_view_belong_to_that_view(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed()
    await goods.goods(session)
    saved = await browser.post(
        "/console/lists/products/views",
        data={"back": "/console/products?state=listed", "name": "A"},
    )

    await browser.post(
        "/console/lists/products/columns",
        data={"back": saved.headers["location"], "column": ["thing", "state"]},
    )

    inside = await browser.get(saved.headers["location"])
    outside = await browser.get("/console/products?state=listed")
    assert headings(inside.text)[1:3] == ["Product", "State"]
    assert headings(outside.text)[1:3] == ["Product", "Category"]


async def test_views_of_a_list_that_somebody_may_not_see_are_refused(
    staffed: Staffed,
) -> None:
    browser = await staffed("catalog.view")

    refused = await save(browser, "/console/orders", "Orders")

    assert refused.status_code == 403


async def test_there_is_an_end_to_the_number_of_views(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed()
    for number in range(workspace.VIEWS_MAX):
        await save(browser, "/console/orders", f"View {number}")

    await save(browser, "/console/orders", "One more")

    page = await browser.get("/console/orders?view=all")
    assert "One more" not in page.text.partition('class="views"')[2]
    assert "You have 30 views of this list already" in page.text
