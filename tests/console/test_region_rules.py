"""Staff say in the console where goods may be sold."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment
from hutong.assortment import RegionRule
from hutong.catalog import ProductSheet
from hutong.kernel.actor import SYSTEM
from tests.console.conftest import Staffed
from tests.console.test_bulk import do, plan
from tests.make import goods as make
from tests.make import regions

RULES = "/console/region-rules"
WORDS = {
    "name_zh": "玻璃不发新疆",
    "name_en": "No glass to Xinjiang",
    "reason_zh": "玻璃易碎",
    "reason_en": "Glass breaks",
    "way": "except",
}


@pytest.fixture
async def vase(session: AsyncSession) -> ProductSheet:
    return await make.goods(session, "glass-vase")


async def kept(session: AsyncSession) -> list[tuple[list[str], bool, bool]]:
    found = await session.scalars(select(RegionRule).execution_options(populate_existing=True))
    return [(each.regions, each.only, each.removed_at is None) for each in found]


async def test_a_rule_is_made_of_boxes_and_names_then_taken_back_and_put_back(
    session: AsyncSession, staffed: Staffed, vase: ProductSheet
) -> None:
    client = await staffed()
    form = {**WORDS, "regions": ["6501", "330106"], "regions-typed": "西藏，青海省"}
    made = await client.post(
        f"{RULES}/new", data={**form, "products": "/p/glass-vase", "having": "材质 = 玻璃"}
    )
    (rule,) = await assortment.held(session)
    about = {(each.product_id, each.parameter, each.holds) for each in rule.targets}
    after_making = await kept(session)

    await client.post(f"{RULES}/{rule.id}/removal")
    after_removal = await kept(session)
    await client.post(f"{RULES}/{rule.id}/return")

    assert made.status_code == 303
    assert after_making == [(["330106", "54", "63", "6501"], False, True)]
    assert after_removal == [(["330106", "54", "63", "6501"], False, False)]
    assert await kept(session) == after_making
    assert about == {(vase.id, None, None), (None, "材质", "玻璃")}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"regions-typed": "朝阳区"}, "朝阳区"),
        ({"regions-typed": "桃花源"}, "桃花源"),
        ({"products": "no-such-thing"}, "no-such-thing"),
        ({"categories": "nonsense"}, "Please choose one of these."),
        ({"begins_at": "soon"}, "A day and a time are needed."),
        ({"having": "材质"}, "Write a parameter"),
    ],
)
async def test_what_makes_no_sense_is_said_beside_its_field(
    session: AsyncSession,
    staffed: Staffed,
    vase: ProductSheet,
    wrong: dict[str, str],
    told: str,
) -> None:
    client = await staffed()
    form = {**WORDS, "regions": "65", "products": vase.slug, **wrong}

    answer = await client.post(f"{RULES}/new", data=form)

    assert answer.status_code == 422
    assert told in answer.text
    assert await kept(session) == []


async def test_the_form_opens_where_something_is_chosen(
    session: AsyncSession, staffed: Staffed, vase: ProductSheet
) -> None:
    rule = await regions.rule(session, "650102", products=(vase.id,))
    client = await staffed()

    page = await client.get(f"{RULES}/{rule.id}/edit")
    below = await client.get("/console/region-tree/33")

    assert 'name="regions" value="650102" checked' in page.text
    assert 'value="330106"' not in page.text
    assert 'name="regions" value="3301"' in below.text


@pytest.mark.parametrize("code", ["99", "650102", "x", "６５"])
async def test_nothing_lies_below_what_is_no_province_or_city(staffed: Staffed, code: str) -> None:
    client = await staffed()

    below = await client.get(f"/console/region-tree/{code}")

    assert below.status_code == 200
    assert below.text.strip() == ""


async def test_a_product_is_named_by_exactly_the_rules_that_are_wanted(
    session: AsyncSession, vase: ProductSheet
) -> None:
    other = await make.goods(session)
    first, second = [
        await regions.rule(session, code, products=(other.id,)) for code in ("65", "54")
    ]

    await assortment.place_product(session, vase.id, [first.id, second.id], by=SYSTEM)
    both = await assortment.of_product(session, vase.id)
    await assortment.place_product(session, vase.id, [second.id], by=SYSTEM)

    assert set(both) == {first.id, second.id}
    assert await assortment.of_product(session, vase.id) == [second.id]
    assert await assortment.of_product(session, other.id) == [first.id, second.id]


async def test_many_products_come_under_a_rule_at_once_and_it_is_taken_back(
    session: AsyncSession, staffed: Staffed, vase: ProductSheet
) -> None:
    named, other = await make.goods(session), await make.goods(session)
    rule = await regions.rule(session, "65", products=(named.id,))
    browser = await staffed()

    planned = await plan(browser, vase, other, regions_add=str(rule.id))
    before = await assortment.of_product(session, vase.id)
    done = await do(browser, planned)
    during = [await assortment.of_product(session, each.id) for each in (vase, other)]
    await do(browser, done, "undoing")

    assert before == []
    assert during == [[rule.id], [rule.id]]
    assert await assortment.of_product(session, vase.id) == []
    assert await assortment.of_product(session, named.id) == [rule.id]
