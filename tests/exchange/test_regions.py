"""Where goods are sold, said in a sheet: looked at first, carried out, taken back."""

from collections.abc import Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, catalog, exchange
from hutong.catalog import ProductSheet
from hutong.exchange import ImportState, Kind
from hutong.kernel.db import Database
from tests.exchange.bringing import BUYER, Office, Row, csv_text, xlsx
from tests.make import goods, regions

NEAR, FAR = ("31", "32", "33"), ("54", "65")
SAID = {"sold_only_in": "上海、江苏省，33", "not_sold_in": "西藏、新疆\n南京市"}


@pytest.fixture
async def vase(session: AsyncSession) -> ProductSheet:
    return await goods.goods(session, "vase", price="59")


async def rules(session: AsyncSession, product: ProductSheet) -> list[tuple[bool, Sequence[str]]]:
    named = await assortment.naming(session, [product.id])
    return [(area.only, area.regions) for _rule_id, area in named.get(product.id, ())]


async def test_a_sheet_says_where_goods_are_sold(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    code = vase.skus[0].code

    brought = await office.bring(xlsx([{"sku": code, **SAID}]))
    before = await rules(session, vase)
    (line,) = await office.lines(brought)
    await office.confirm(brought)

    assert before == []
    assert [(each["column"], each["after"]) for each in line.changes] == [
        ("sold_only_in", "上海市、江苏省、浙江省"),
        ("not_sold_in", "西藏自治区、新疆维吾尔自治区\n南京市"),
    ]
    assert sorted(await rules(session, vase)) == [(False, ("3201",)), (False, FAR), (True, NEAR)]
    kept = await catalog.product_by_id(session, vase.id)
    assert kept.version == vase.version


async def test_goods_that_go_to_the_same_places_share_a_rule(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    cup = await goods.goods(session, "cup")
    kept = await regions.rule(session, *FAR, products=(cup.id,))

    new = {"product": "bowl", "title_zh": "碗", "category": "teaware", "sku": "BOWL", "price": 9}
    rows: list[Row] = [{"sku": vase.skus[0].code, "not_sold_in": "新疆，西藏"}]
    rows.append({**new, "not_sold_in": "54、65"})
    await office.confirm(await office.bring(xlsx(rows)))

    (bowl,) = [each for each in await catalog.products(session) if each.slug == "bowl"]
    held = await assortment.held(session)
    assert [rule.id for rule in held] == [kept.id]
    assert {target.product_id for target in held[0].targets} == {vase.id, cup.id, bowl.id}


async def test_a_group_of_cities_is_said_in_a_word(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    code = vase.skus[0].code

    brought = await office.bring(xlsx([{"sku": code, "not_sold_in": "一线城市"}]))
    (line,) = await office.lines(brought)
    await office.confirm(brought)

    assert line.changes[0]["after"] == "一线城市"
    assert await rules(session, vase) == [(False, ("11", "31", "4401", "4403"))]


async def test_the_cell_that_names_no_region_is_named(office: Office, vase: ProductSheet) -> None:
    row: Row = {"sku": vase.skus[0].code, "price": "60", "not_sold_in": "新疆、亚特兰蒂斯"}

    brought = await office.bring(csv_text([row]).encode(), "where.csv")

    (line,) = await office.lines(brought)
    assert line.kind is Kind.WRONG
    assert [(each["cell"], each["column"]) for each in line.wrong] == [("C2", "not_sold_in")]
    assert "亚特兰蒂斯" in line.wrong[0]["message"]


async def test_what_goes_out_comes_in_as_it_was(
    db: Database, office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    await regions.rule(session, "3301", "330206", only=True, hides=True, products=(vase.id,))
    row: Row = {"sku": vase.skus[0].code, "not_sold_in": "330106，新疆"}
    await office.confirm(await office.bring(xlsx([row])))

    async def nobody(_done: int, _total: int) -> None: ...

    made = await exchange.products_as_file(
        db, office.settings, [vase.id], kind="csv", progress=nobody
    )
    (line,) = await office.lines(await office.bring(made.content, "back.csv"))

    told = made.content.decode()
    assert "杭州市" in told
    assert "330106、新疆维吾尔自治区" in told
    assert line.kind is Kind.SAME


async def test_an_empty_cell_leaves_it_and_the_word_clear_empties_it(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    code = vase.skus[0].code
    await office.confirm(await office.bring(xlsx([{"sku": code, **SAID}])))

    only = await office.bring(xlsx([{"sku": code, "sold_only_in": "[清空]", "not_sold_in": ""}]))
    await office.confirm(only)

    assert sorted(await rules(session, vase)) == [(False, ("3201",)), (False, FAR)]
    assert len(await assortment.held(session)) == 2


async def test_taken_back_goods_are_sold_where_they_were(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    kept = await regions.rule(session, *FAR, products=(vase.id,))
    code = vase.skus[0].code
    cleared: Row = {"sku": code, "not_sold_in": "[clear]", "sold_only_in": "北京市"}
    done = await office.confirm(await office.bring(xlsx([cleared])))
    meanwhile = await rules(session, vase)

    undone = await office.undo(done)

    assert undone.state is ImportState.UNDONE
    assert meanwhile == [(True, ("11",))]
    assert await rules(session, vase) == [(False, FAR)]
    assert [rule.id for rule in await assortment.held(session)] == [kept.id]


async def test_what_staff_have_decided_since_stays(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    code = vase.skus[0].code
    done = await office.confirm(await office.bring(xlsx([{"sku": code, "not_sold_in": "海南"}])))
    other = await regions.rule(session, "44", products=(vase.id,))

    await office.undo(done)

    assert sorted(await rules(session, vase)) == [(False, ("44",)), (False, ("46",))]
    assert other.removed_at is None


async def test_what_staff_have_decided_since_the_dry_run_is_not_overruled(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    brought = await office.bring(xlsx([{"sku": vase.skus[0].code, "not_sold_in": "海南"}]))
    await assortment.place_product(
        session, vase.id, [(await regions.rule(session, "44", products=(vase.id,))).id], by=BUYER
    )

    refused = await office.confirm(brought)

    assert refused.state is ImportState.CHECKED
    assert "changed in the meantime" in refused.refusal
    assert await rules(session, vase) == [(False, ("44",))]
