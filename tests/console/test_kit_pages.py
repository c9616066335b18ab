from tests.console.conftest import Desk
from tests.console.pottery import Pottery


async def test_a_page_shows_facts_tables_and_history(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1", yuan=20)

    async with desk() as browser:
        page = await browser.get("/console/mugs/A1")

    assert "¥20.00" in page.text
    assert "Lao Wang" in page.text
    assert "Smash" in page.text


async def test_a_button_that_makes_no_sense_is_not_there(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1", "broken")

    async with desk() as browser:
        page = await browser.get("/console/mugs/A1")

    assert "Smash" not in page.text


async def test_a_button_that_one_may_not_press_is_not_there(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1")

    async with desk("mugs.view") as browser:
        page = await browser.get("/console/mugs/A1")

    assert "Smash" not in page.text
    assert "Polish" in page.text
    assert "/console/mugs/A1/edit" not in page.text


async def test_numbers_are_compared_and_nothing_is_compared_with_nothing(desk: Desk) -> None:
    async with desk() as browser:
        page = await browser.get("/console/numbers")

    assert "+20.0%" in page.text
    assert page.text.count("tile__change--") == 1


async def test_every_chart_is_a_table_too(desk: Desk) -> None:
    async with desk() as browser:
        page = await browser.get("/console/numbers")

    assert page.text.count("<tr>") == 31
    assert 'data-value="29"' in page.text
