import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Entry
from tests.console.conftest import Desk
from tests.console.pottery import Pottery

RIGHT = {"name_zh": "茶杯", "name_en": "Teacup", "price": "12.50", "weight": "300"}


async def test_a_form_opens_with_what_is_kept(desk: Desk, pottery: Pottery) -> None:
    pottery.throw("A1", yuan=20)

    async with desk() as browser:
        page = await browser.get("/console/mugs/A1/edit")

    assert 'value="马克杯 A1"' in page.text
    assert 'value="20.00"' in page.text


async def test_saving_changes_the_thing_and_is_kept_in_the_trail(
    desk: Desk, pottery: Pottery, session: AsyncSession
) -> None:
    mug = pottery.throw("A1", yuan=20)

    async with desk() as browser:
        answer = await browser.post("/console/mugs/A1/edit", data=RIGHT)

    assert answer.headers["location"] == "/console/mugs/A1"
    assert mug.name == {"zh": "茶杯", "en": "Teacup"}
    (entry,) = await session.scalars(select(Entry))
    assert entry.action == "mug.edit"
    assert entry.changes == {"name": ["马克杯 A1", "茶杯"], "price": [2000, 1250]}


async def test_something_new_is_kept_in_the_trail(
    desk: Desk, pottery: Pottery, session: AsyncSession
) -> None:
    async with desk() as browser:
        answer = await browser.post("/console/mugs/new", data=RIGHT | {"number": "B7"})

    assert answer.headers["location"] == "/console/mugs/B7"
    assert [mug.number for mug in pottery.mugs] == ["B7"]
    (entry,) = await session.scalars(select(Entry))
    assert (entry.action, entry.label) == ("mug.create", "B7")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_zh", ""),
        ("name_zh", "长" * 21),
        ("name_en", "l" * 21),
        ("price", ""),
        ("price", "twelve"),
        ("price", "-1"),
        ("price", "1.005"),
        ("price", "NaN"),
        ("price", "1e99"),
        ("weight", "1.5"),
        ("weight", "-1"),
        ("weight", "5001"),
        ("weight", "９"),
        ("weight", "9" * 40),
    ],
)
async def test_a_wrong_value_comes_back_as_it_was_typed_and_nothing_is_saved(
    desk: Desk, pottery: Pottery, field: str, value: str
) -> None:
    mug = pottery.throw("A1", yuan=20)

    async with desk() as browser:
        answer = await browser.post("/console/mugs/A1/edit", data=RIGHT | {field: value})

    assert answer.status_code == 422
    assert f'value="{value}"' in answer.text
    assert "Teacup" in answer.text or field == "name_en"
    assert mug.name == {"zh": "马克杯 A1"}
