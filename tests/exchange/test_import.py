"""From a sheet to the shop: looked at first, imported whole or where it is good, taken back."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, exchange, inventory
from hutong.catalog import ProductSheet, ProductState
from hutong.exchange import ImportState, Kind, LineState, Mode
from hutong.exchange.refusals import NothingToDo, NotNow, SomeAreWrong
from hutong.inventory import MAIN, Pin
from hutong.kernel.money import yuan
from tests.exchange.bringing import BUYER, Office, Row, csv_text, xlsx

POT: Row = {
    "product": "teapot",
    "title_zh": "青花茶壶",
    "title_en": "Teapot",
    "category": "teaware",
    "parameters": "材质|Material=瓷|Porcelain",
    "tags": "new",
    "sku": "POT-W",
    "barcode": "6901234567892",
    "spec_1": "颜色|Colour",
    "value_1": "白|White",
    "price": "268",
    "weight": "620",
    "stock_low": "5",
    "stock_high": "40",
}
BLUE: Row = {"product": "teapot", "sku": "POT-B", "value_1": "蓝|Blue", "price": 288.5}
VASE: Row = {
    "product": "vase",
    "title_zh": "花瓶",
    "category": "花器",
    "sku": "VASE",
    "price": "99.90",
}


async def product(session: AsyncSession, code: str) -> ProductSheet:
    sku = await catalog.sku_by_code(session, code)
    return await catalog.product_by_id(session, sku.product_id)


async def test_a_dry_run_says_what_would_be_and_writes_nothing(
    office: Office, session: AsyncSession
) -> None:
    brought = await office.bring(xlsx([POT, BLUE, VASE]))

    lines = await office.lines(brought)
    assert brought.state is ImportState.CHECKED
    assert [(line.slug, line.kind) for line in lines] == [
        ("teapot", Kind.CREATE),
        ("vase", Kind.CREATE),
    ]
    assert {"sku": "POT-B", "column": "price", "before": "", "after": "288.50", "row": 3} in lines[
        0
    ].changes
    assert await catalog.products(session) == []


async def test_what_was_confirmed_is_in_the_shop_as_a_draft(
    office: Office, session: AsyncSession
) -> None:
    brought = await office.bring(xlsx([POT, BLUE, VASE]))

    done = await office.confirm(brought)

    pot = await product(session, "POT-W")
    blue = next(sku for sku in pot.skus if sku.code == "POT-B")
    assert done.state is ImportState.DONE
    assert pot.state is ProductState.DRAFT
    assert pot.title == {"zh": "青花茶壶", "en": "Teapot"}
    assert pot.edited_by == "王清"
    assert blue.price == yuan("288.50")
    assert blue.title == {"zh": "蓝", "en": "Blue"}
    assert [parameter.value["en"] for parameter in pot.parameters] == ["Porcelain"]
    pins = await inventory.pinned(session, MAIN, [sku.id for sku in pot.skus])
    assert list(pins.values()) == [Pin(5, 40)]


async def test_only_what_the_file_says_changes(office: Office, session: AsyncSession) -> None:
    await office.confirm(await office.bring(xlsx([POT, BLUE, VASE])))

    brought = await office.bring(xlsx([{"sku": "POT-B", "price": "299", "title_zh": ""}]))
    line = (await office.lines(brought))[0]
    await office.confirm(brought)

    pot = await product(session, "POT-B")
    assert [(each["column"], each["before"], each["after"]) for each in line.changes] == [
        ("price", "288.50", "299.00")
    ]
    assert {sku.code: (sku.price.minor, sku.active) for sku in pot.skus} == {
        "POT-W": (26800, True),
        "POT-B": (29900, True),
    }
    assert pot.title["zh"] == "青花茶壶"


async def test_a_field_is_emptied_only_by_saying_so(office: Office, session: AsyncSession) -> None:
    await office.confirm(await office.bring(xlsx([POT, BLUE])))

    cleared: Row = {"sku": "POT-W", "barcode": "[clear]", "tags": "[清空]", "title_en": "[clear]"}
    await office.confirm(await office.bring(xlsx([cleared])))

    pot = await product(session, "POT-W")
    assert next(sku for sku in pot.skus if sku.code == "POT-W").barcode is None
    assert pot.tags == ()
    assert pot.title == {"zh": "青花茶壶"}


async def test_the_same_file_twice_is_one_import_until_it_is_done(office: Office) -> None:
    file = xlsx([POT, BLUE])

    first = await office.bring(file)
    second = await office.bring(file)
    await office.confirm(first)
    third = await office.bring(file)

    assert first.id == second.id
    assert third.id != first.id
    assert [line.kind for line in await office.lines(third)] == [Kind.SAME]
    with pytest.raises(NothingToDo):
        await office.confirm(third)
    with pytest.raises(NotNow):
        await office.confirm(first)


async def test_work_that_comes_twice_imports_once(office: Office, session: AsyncSession) -> None:
    brought = await office.bring(xlsx([POT, BLUE]))
    done = await office.confirm(brought)
    version = (await product(session, "POT-W")).version

    await office.worked(done)

    assert (await product(session, "POT-W")).version == version


async def test_all_or_nothing_is_refused_while_a_row_is_wrong(
    office: Office, session: AsyncSession
) -> None:
    brought = await office.bring(xlsx([POT, BLUE | {"price": "cheap"}, VASE]))

    assert brought.wrong_rows == 1
    assert await office.wrong(brought) == [(3, "price", "An amount such as 12.50 is needed here.")]
    with pytest.raises(SomeAreWrong):
        await office.confirm(brought)


async def test_the_good_ones_can_be_had_without_the_wrong_ones(
    office: Office, session: AsyncSession
) -> None:
    brought = await office.bring(xlsx([POT, BLUE | {"price": "cheap"}, VASE]))

    await office.confirm(brought, Mode.GOOD)

    assert [sheet.slug for sheet in await catalog.products(session)] == ["vase"]


async def test_what_somebody_saved_after_the_dry_run_is_not_overwritten(
    office: Office, session: AsyncSession
) -> None:
    await office.confirm(await office.bring(xlsx([POT, BLUE, VASE])))
    dearer = [{"sku": "POT-W", "price": "300"}, {"sku": "VASE", "price": "120"}]
    brought = await office.bring(xlsx(dearer))
    pot = await product(session, "POT-W")
    white = next(sku for sku in pot.skus if sku.code == "POT-W")
    await catalog.change_price(session, white.id, yuan("250"), by=BUYER)

    refused = await office.confirm(brought)
    good = await office.confirm(brought, Mode.GOOD)

    lines = {line.slug: line for line in await office.lines(good)}
    assert refused.state is ImportState.CHECKED
    assert "Nothing was imported." in refused.refusal
    assert lines["teapot"].state is LineState.REFUSED
    assert "saved this product in the meantime" in lines["teapot"].note
    assert (await product(session, "VASE")).skus[0].price == yuan("120")
    assert (await product(session, "POT-W")).skus[0].price == yuan("250")


async def test_a_whole_import_is_taken_back(office: Office, session: AsyncSession) -> None:
    await office.confirm(await office.bring(xlsx([POT, BLUE])))
    brought = await office.bring(
        xlsx([{"sku": "POT-W", "price": "300", "stock_low": "1", "stock_high": "2"}, VASE])
    )
    done = await office.confirm(brought)

    undone = await office.undo(done)

    pot, vase = await product(session, "POT-W"), await product(session, "VASE")
    pins = await inventory.pinned(session, MAIN, [sku.id for sku in pot.skus])
    assert undone.state is ImportState.UNDONE
    assert {line.state for line in await office.lines(undone)} == {LineState.UNDONE}
    assert pot.skus[0].price == yuan("268")
    assert list(pins.values()) == [Pin(5, 40)]
    assert not any(sku.active for sku in vase.skus)


async def test_undoing_leaves_what_was_changed_since_and_says_so(
    office: Office, session: AsyncSession
) -> None:
    await office.confirm(await office.bring(xlsx([POT, BLUE])))
    done = await office.confirm(await office.bring(xlsx([{"sku": "POT-W", "price": "300"}])))
    pot = await product(session, "POT-W")
    await catalog.change_price(session, pot.skus[1].id, yuan("310"), by=BUYER)

    undone = await office.undo(done)

    line = (await office.lines(undone))[0]
    assert line.state is LineState.KEPT
    assert "changed it since" in line.note
    assert (await product(session, "POT-W")).skus[0].price == yuan("300")


async def test_what_was_withdrawn_can_be_brought_again(
    office: Office, session: AsyncSession
) -> None:
    file = xlsx([VASE | {"active": "yes"}])
    await office.undo(await office.confirm(await office.bring(file)))

    await office.confirm(await office.bring(file))

    assert all(sku.active for sku in (await product(session, "VASE")).skus)


async def test_new_colours_join_a_product_that_is_there(
    office: Office, session: AsyncSession
) -> None:
    await office.confirm(await office.bring(xlsx([POT, BLUE])))

    green: Row = {"product": "teapot", "sku": "POT-G", "value_1": "绿|Green", "price": "300"}
    await office.confirm(await office.bring(xlsx([green])))

    pot = await product(session, "POT-G")
    assert [sku.code for sku in pot.active_skus] == ["POT-W", "POT-B", "POT-G"]
    assert [value.name["zh"] for value in pot.specs[0].values] == ["白", "蓝", "绿"]


async def test_what_goes_out_comes_in_unchanged(office: Office, session: AsyncSession) -> None:
    odd = VASE | {
        "description_zh": "=1+1 不是公式\n\n第二段",
        "title_en": "'-A|B=C",
        "spec_1": "大小",
        "value_1": "1\\|2",
    }
    del odd["description_zh"]
    await office.confirm(await office.bring(xlsx([POT, BLUE, odd])))
    ids = [sheet.id for sheet in await catalog.products(session)]

    async def watch(*_at: int) -> None:
        return None

    for kind in ("xlsx", "csv", "zip"):
        made = await exchange.products_as_file(
            office.db,
            office.settings,
            ids,
            kind=kind,
            progress=watch,  # type: ignore[arg-type]
        )
        brought = await office.bring(made.content, made.name)
        assert [line.kind for line in await office.lines(brought)] == [Kind.SAME, Kind.SAME], kind
    assert (await product(session, "VASE")).title["en"] == "-A|B=C"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gbk", ","), ("utf-16", "\t"), ("gb18030", ";")],
)
async def test_csv_is_read_in_every_encoding_that_offices_write(
    office: Office, encoding: str, delimiter: str
) -> None:
    content = csv_text([VASE], delimiter).encode(encoding)

    brought = await office.bring(content, "products.csv")

    assert [(line.title, line.kind) for line in await office.lines(brought)] == [
        ("花瓶", Kind.CREATE)
    ]


async def test_headings_are_understood_in_both_languages(office: Office) -> None:
    chinese: Row = {
        "商品地址 *": "vase",
        "标题（中文） *": "花瓶",
        "分类": "花器",
        "商品编码": "VASE",
        "价格（元）": "99.9",
    }

    brought = await office.bring(xlsx([chinese]))

    assert [line.kind for line in await office.lines(brought)] == [Kind.CREATE]
