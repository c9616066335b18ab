import csv
import io
import zipfile
from urllib.parse import quote

import pytest

from hutong.workspace import ROWS_MAX
from tests.console.conftest import Desk
from tests.console.pottery import Pottery

FRAGMENT = {"hx-request": "true", "hx-target": "list"}


async def test_filters_and_order_live_in_the_address(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1", "drying", 30)
    pottery.throw("A2", "drying", 10)
    pottery.throw("A3", "fired", 20)

    async with desk() as browser:
        page = await browser.get("/console/mugs?state=drying&sort=price")

    assert page.status_code == 200
    assert page.text.index("A2") < page.text.index("A1")
    assert "A3" not in page.text


async def test_the_script_gets_the_table_without_the_frame(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1")

    async with desk() as browser:
        part = await browser.get("/console/mugs", headers=FRAGMENT)
        whole = await browser.get("/console/mugs")

    assert "A1" in part.text
    assert "<html" not in part.text
    assert "<html" in whole.text
    assert part.headers["vary"] == "hx-request"


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-3",
        "page=99999999999999999999",
        "page=abc",
        "sort=password",
        "sort=-",
        "state=nothing",
        "made_from=yesterday&made_to=2026-13-45",
        "made_from=0001-01-01&made_to=9999-12-31",
        "price_min=NaN&price_max=Infinity",
        "price_min=1e400",
        "q=%00",
        "q=" + "x" * 3000,
        "unknown=1&lang=xx",
        "q=" + quote("'); drop table mugs; --"),
    ],
)
async def test_an_address_that_makes_no_sense_shows_the_list_all_the_same(
    desk: Desk, pottery: Pottery, query: str
) -> None:
    pottery.throw("A1")

    async with desk() as browser:
        page = await browser.get(f"/console/mugs?{query}")

    assert page.status_code == 200


async def test_who_stands_on_a_page_that_has_gone_sees_the_last_one(
    desk: Desk, pottery: Pottery
) -> None:
    for number in range(31):
        pottery.throw(f"A{number:03}")

    async with desk() as browser:
        page = await browser.get("/console/mugs?page=7")

    assert "31–31 of 31" in page.text
    assert "/console/mugs?page=1" in page.text


async def test_more_than_one_run_takes_are_not_offered_as_all(desk: Desk, pottery: Pottery) -> None:
    for number in range(ROWS_MAX + 1):
        pottery.throw(f"A{number:05}")

    async with desk() as browser:
        page = await browser.get("/console/mugs")

    assert "Select the first 10,000 that match" in page.text
    assert "Select all" not in page.text.replace("Select all rows", "")


async def test_long_lists_come_in_pages_whose_links_keep_the_filters(
    desk: Desk, pottery: Pottery
) -> None:
    for number in range(70):
        pottery.throw(f"A{number:03}", "fired")

    async with desk() as browser:
        page = await browser.get("/console/mugs?state=fired&page=2")

    assert "31–60 of 70" in page.text
    assert "/console/mugs?state=fired&amp;page=3" in page.text


async def test_an_empty_list_says_what_to_do(desk: Desk) -> None:
    async with desk() as browser:
        page = await browser.get("/console/mugs")

    assert "No mugs yet." in page.text
    assert "Throw one." in page.text
    assert page.text.count('href="/console/mugs/new"') == len(["title line", "empty list"])


async def test_a_filter_that_finds_nothing_offers_the_way_out(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1", "fired")

    async with desk() as browser:
        page = await browser.get("/console/mugs?state=broken")

    assert "Nothing matches these filters." in page.text
    assert "Show everything" in page.text


async def test_what_a_person_typed_is_shown_as_text(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1", name="<script>alert(1)</script>")

    async with desk() as browser:
        page = await browser.get("/console/mugs?q=%22%3E%3Cscript%3Ealert(2)%3C%2Fscript%3E")
        rows = await browser.get("/console/mugs")

    assert "<script>alert" not in page.text + rows.text


async def test_the_menu_hides_what_one_may_not_see(desk: Desk) -> None:
    async with desk("mugs.view") as browser:
        page = await browser.get("/console/mugs")

    assert "/console/mugs" in page.text
    assert "/console/numbers" not in page.text


@pytest.mark.parametrize(
    ("method", "path", "missing"),
    [
        ("GET", "/console/mugs", "mugs.view"),
        ("POST", "/console/mugs/export", "mugs.view"),
        ("GET", "/console/mugs/A1", "mugs.view"),
        ("GET", "/console/mugs/new", "mugs.edit"),
        ("POST", "/console/mugs/new", "mugs.edit"),
        ("GET", "/console/mugs/A1/edit", "mugs.edit"),
        ("POST", "/console/mugs/A1/edit", "mugs.edit"),
        ("GET", "/console/mugs/A1/breakage", "mugs.smash"),
        ("POST", "/console/mugs/A1/breakage", "mugs.smash"),
        ("POST", "/console/mugs/do/breakage", "mugs.smash"),
        ("POST", "/console/mugs/do/labels", "mugs.view"),
        ("GET", "/console/numbers", "mugs.numbers"),
    ],
)
async def test_every_address_asks_for_its_permission(
    desk: Desk, pottery: Pottery, method: str, path: str, missing: str
) -> None:
    pottery.throw("A1")
    others = {"mugs.view", "mugs.edit", "mugs.smash", "mugs.numbers"} - {missing}

    async with desk(*others) as browser:
        answer = await browser.request(
            method, path, data={"row": "A1"} if method == "POST" else None
        )

    assert answer.status_code == 403


async def test_an_export_holds_what_the_filters_found(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1", "drying", 12)
    pottery.throw("A2", "fired")

    async with desk() as browser:
        answer = await browser.post("/console/mugs/export?state=drying&as=csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["Number", "Mug", "Price", "State", "Made"],
        ["A1", "马克杯 A1", "12", "Drying", "2026-11-01 08:00:00"],
    ]


@pytest.mark.parametrize("name", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1"])
async def test_an_export_never_carries_a_formula(desk: Desk, pottery: Pottery, name: str) -> None:
    pottery.throw("A1", name=name)

    async with desk() as browser:
        answer = await browser.post("/console/mugs/export?as=csv")

    row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1]
    assert row[1].startswith("'")


async def test_excel_gets_texts_as_texts_and_amounts_as_numbers(
    desk: Desk, pottery: Pottery
) -> None:
    pottery.throw("A1", yuan=12, name="=HYPERLINK(0)")

    async with desk() as browser:
        answer = await browser.post("/console/mugs/export?as=xlsx")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>12</v>" in sheet
