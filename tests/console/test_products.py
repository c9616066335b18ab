"""Products as staff make and change them: words, pictures, specifications and the SKU table."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory
from hutong.access import Entry
from hutong.catalog import (
    Category,
    CategoryDraft,
    ProductSheet,
    ProductState,
    WantedParameter,
)
from hutong.catalog.models import Product
from hutong.inventory import MAIN
from hutong.kernel.actor import SYSTEM
from tests.console.conftest import Staffed
from tests.make import goods

COLOURS = goods.spec("颜色", "月白", "霁蓝")
SIZES = goods.spec("尺寸", "小", "大")


def form(page: str) -> dict[str, list[str]]:
    """What the form would send back untouched."""
    sent: dict[str, list[str]] = {}
    for name, value in _controls(page):
        sent.setdefault(name, []).append(value)
    return sent


def _controls(page: str) -> Iterator[tuple[str, str]]:
    """As a browser sends them: what a template holds is not part of the form."""
    page = re.sub(r"<template\b.*?</template>", "", page, flags=re.DOTALL)
    page = page[page.index("data-guarded") :]
    for tag in re.finditer(r"<input\b([^>]*)>", page):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag[1]))
        ticked = facts.get("type") != "checkbox" or " checked" in tag[1]
        if "name" in facts and facts.get("type") != "file" and ticked:
            yield facts["name"], unescape(facts.get("value", ""))
    for name, inside in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL
    ):
        yield name, unescape(inside)
    for name, inside in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        yield name, chosen[1] if chosen else ""


async def opened(browser: AsyncClient, product: ProductSheet) -> dict[str, list[str]]:
    return form((await browser.get(f"/console/products/{product.id}/edit")).text)


async def kept(session: AsyncSession, product: ProductSheet) -> ProductSheet:
    session.expire_all()
    return await catalog.product_by_id(session, product.id)


async def test_a_form_that_is_sent_back_untouched_changes_nothing(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, specs=(COLOURS, SIZES))
    browser = await staffed()
    sent = await opened(browser, product)

    answer = await browser.post(f"/console/products/{product.id}/edit", data=sent)

    assert answer.status_code == 303, answer.text
    after = await kept(session, product)
    assert after.skus == product.skus
    assert after.specs == product.specs
    assert after.pictures == product.pictures


async def test_one_changed_price_is_one_change_in_the_trail(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, specs=(COLOURS,), price="59")
    browser = await staffed()
    sent = await opened(browser, product)
    key = sent["sku"][1]

    await browser.post(
        f"/console/products/{product.id}/edit", data=sent | {f"sku-{key}-price": "79.90"}
    )

    after = await kept(session, product)
    assert [sku.price.minor for sku in after.skus] == [5900, 7990]
    entry = (
        await session.scalars(select(Entry).where(Entry.action == "catalog.save_product"))
    ).one()
    assert len([name for name in entry.changes if product.skus[1].code in name]) == 1


async def test_renaming_a_value_keeps_its_sku(staffed: Staffed, session: AsyncSession) -> None:
    product = await goods.goods(session, specs=(COLOURS,))
    browser = await staffed()
    sent = await opened(browser, product)
    token = sent[f"values-{sent['spec'][0]}"][0]

    await browser.post(
        f"/console/products/{product.id}/edit", data=sent | {f"value-{token}-zh": "月光白"}
    )

    after = await kept(session, product)
    assert after.specs[0].values[0].name["zh"] == "月光白"
    assert [sku.id for sku in after.skus] == [sku.id for sku in product.skus]


async def test_a_new_value_asks_for_its_row_first_and_disturbs_no_other(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, specs=(COLOURS,))
    browser = await staffed()
    sent = await opened(browser, product)
    new = sent[f"values-{sent['spec'][0]}"][2]
    named = sent | {f"value-{new}-zh": "竹青", f"value-{new}-en": "Bamboo"}

    asked = await browser.post(f"/console/products/{product.id}/edit", data=named)
    table = form(asked.text)
    key = table["sku"][2]
    await browser.post(
        f"/console/products/{product.id}/edit",
        data=table | {f"sku-{key}-price": "88", f"sku-{key}-stock": "12", f"sku-{key}-active": "1"},
    )

    assert asked.status_code == 422
    assert "one row for every combination" in asked.text or "every combination now" in asked.text
    after = await kept(session, product)
    assert [sku.id for sku in after.skus[:2]] == [sku.id for sku in product.skus]
    assert after.skus[2].price.minor == 8800
    assert (await inventory.available(session, [after.skus[2].id]))[after.skus[2].id] == 12


async def test_emptying_a_row_takes_its_combination_off_sale(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, specs=(COLOURS,))
    browser = await staffed()
    sent = await opened(browser, product)
    key = sent["sku"][0]

    await browser.post(
        f"/console/products/{product.id}/edit",
        data=sent | {f"sku-{key}-price": "", f"sku-{key}-code": ""},
    )

    after = await kept(session, product)
    assert sorted(sku.active for sku in after.skus) == [False, True]


async def test_a_product_is_made_from_nothing(staffed: Staffed, session: AsyncSession) -> None:
    category = await goods.category(session)
    browser = await staffed()
    blank = form((await browser.get("/console/products/new")).text)
    (only,) = blank["sku"]
    told = blank | {
        "title_zh": "手作茶杯",
        "title_en": "Handmade teacup",
        "slug": "handmade-teacup",
        "category_id": str(category.id),
        f"sku-{only}-price": "129",
        f"sku-{only}-weight": "350",
        f"sku-{only}-stock": "30",
        f"sku-{only}-active": "1",
        "parameter-name-zh": ["材质", "", ""],
        "parameter-name-en": ["Material", "", ""],
        "parameter-value-zh": ["高白泥", "", ""],
        "parameter-value-en": ["White clay", "", ""],
    }

    answer = await browser.post(
        "/console/products/new",
        data=told,
        files={"uploads": ("cup.png", goods.photo(), "image/png")},
    )

    assert answer.status_code == 303, answer.text
    product = (
        await session.scalars(select(Product).where(Product.slug == "handmade-teacup"))
    ).one()
    sheet = await catalog.product_by_id(session, product.id)
    assert sheet.state is ProductState.DRAFT
    assert len(sheet.pictures) == 1
    assert sheet.parameters[0].value == {"zh": "高白泥", "en": "White clay"}
    assert (sheet.skus[0].code, sheet.skus[0].price.minor) == ("HANDMADE-TEACUP-01", 12900)
    assert (await inventory.available(session, [sheet.skus[0].id]))[sheet.skus[0].id] == 30


async def test_uploads_are_not_lost_when_something_else_is_wrong(
    staffed: Staffed, session: AsyncSession
) -> None:
    category = await goods.category(session)
    browser = await staffed()
    blank = form((await browser.get("/console/products/new")).text)

    answer = await browser.post(
        "/console/products/new",
        data=blank | {"title_zh": "茶杯", "slug": "Not A Slug", "category_id": str(category.id)},
        files={"uploads": ("cup.png", goods.photo("seagreen"), "image/png")},
    )

    assert answer.status_code == 422
    assert len(form(answer.text)["picture"]) == 1


@pytest.mark.parametrize("content", [b"", b"no picture", b"GIF89a", b"<svg onload=alert(1)>"])
async def test_what_is_no_picture_is_refused_in_words(
    staffed: Staffed, session: AsyncSession, content: bytes
) -> None:
    product = await goods.goods(session)
    browser = await staffed()
    sent = await opened(browser, product)

    answer = await browser.post(
        f"/console/products/{product.id}/edit",
        data=sent,
        files={"uploads": ("cup.png", content, "image/png")},
    )

    assert answer.status_code == 422
    assert (await kept(session, product)).pictures == product.pictures


async def test_pictures_can_be_put_in_another_order_and_taken_away(
    staffed: Staffed, session: AsyncSession
) -> None:
    keys = [await goods.picture(session, colour) for colour in ("red", "green", "blue")]
    product = await goods.goods(session)
    browser = await staffed()
    sent = await opened(browser, product)
    first = sent["picture"][0]
    told = sent | {
        "picture": [first, *keys],
        f"picture-{first}-gone": "1",
        **{f"picture-{key}-order": str(9 - place) for place, key in enumerate(keys)},
        **{f"picture-{key}-zh": "杯" for key in keys},
    }

    await browser.post(f"/console/products/{product.id}/edit", data=told)

    after = await kept(session, product)
    assert [picture.key for picture in after.pictures] == list(reversed(keys))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("price", "twelve", "An amount such as 12.50"),
        ("price", "0", "A price is above zero"),
        ("price", "-5", "An amount such as 12.50"),
        ("price", "1e9", "An amount such as 12.50"),
        ("weight", "heavy", "A whole number"),
        ("barcode", "123", "EAN-13"),
        ("code", "no spaces here", "letters, digits"),
    ],
)
async def test_a_wrong_value_in_the_table_is_told_in_its_row(
    staffed: Staffed, session: AsyncSession, name: str, value: str, words: str
) -> None:
    product = await goods.goods(session, specs=(COLOURS,))
    browser = await staffed()
    sent = await opened(browser, product)
    key = sent["sku"][1]

    answer = await browser.post(
        f"/console/products/{product.id}/edit", data=sent | {f"sku-{key}-{name}": value}
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="sku-{key}-{name}-problem"' in answer.text
    assert (await kept(session, product)).skus == product.skus


async def test_who_saves_later_is_told_that_somebody_else_was_first(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    browser = await staffed()
    mine, theirs = await opened(browser, product), await opened(browser, product)

    first = await browser.post(
        f"/console/products/{product.id}/edit", data=theirs | {"title_zh": "新名字"}
    )
    second = await browser.post(
        f"/console/products/{product.id}/edit", data=mine | {"title_zh": "别的名字"}
    )

    assert first.status_code == 303
    assert second.status_code == 409
    assert f'href="/console/products/{product.id}/edit" target="_blank"' in second.text
    assert "别的名字" in second.text
    assert (await kept(session, product)).title["zh"] == "新名字"


@pytest.mark.parametrize(
    "tampered",
    [
        {"spec": ["x" * 500, "<script>", "../.."]},
        {"sku": ["not-a-combination"] * 50},
        {"category_id": "nowhere"},
        {"category_id": "01900000-0000-7000-8000-00000000dead"},
        {"tags": ["gold"]},
        {"version": "-1"},
        {"version": "9" * 40},
        {"picture": ["no-such-picture"]},
        {"title_zh": "\0"},
        {"slug": "a" * 500},
    ],
)
async def test_tampered_input_is_refused_and_nothing_is_written(
    staffed: Staffed, session: AsyncSession, tampered: dict[str, object]
) -> None:
    product = await goods.goods(session, specs=(COLOURS,))
    browser = await staffed()
    sent = await opened(browser, product)

    answer = await browser.post(f"/console/products/{product.id}/edit", data={**sent, **tampered})

    assert 400 <= answer.status_code < 500 or answer.status_code == 303
    assert (await kept(session, product)).skus[0].price == product.skus[0].price


async def test_goods_go_on_and_off_sale_from_the_list(
    staffed: Staffed, session: AsyncSession
) -> None:
    products = [await goods.goods(session) for _ in range(2)]
    browser = await staffed()
    rows = {"row": [str(product.id) for product in products], "answered": "1"}

    await browser.post("/console/products/do/delisting", data=rows)
    off = [(await kept(session, product)).state for product in products]
    await browser.post("/console/products/do/listing", data=rows)
    on = [(await kept(session, product)).state for product in products]

    assert set(off) == {ProductState.DELISTED}
    assert set(on) == {ProductState.LISTED}


async def test_what_keeps_a_draft_off_the_shelf_is_said(
    staffed: Staffed, session: AsyncSession
) -> None:
    draft = await goods.draft(session)
    saved = await catalog.save_product(
        session, type(draft)(**{**vars(draft), "pictures": ()}), by=goods.SYSTEM
    )
    await session.flush()
    browser = await staffed()

    answer = await browser.post(f"/console/products/{saved.id}/listing", data={})

    assert answer.status_code == 422
    assert "Add at least one picture." in answer.text


async def test_counting_stock_needs_a_reason_and_stands_in_the_ledger(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, in_stock=10)
    sku = product.skus[0]
    browser = await staffed()
    where = f"/console/shelves/{MAIN}.{sku.id}/adjustment"

    without = await browser.post(where, data={"on_hand": "7"})
    told = await browser.post(where, data={"on_hand": "7", "note": "盘点少三件"})

    assert without.status_code == 422
    assert told.status_code == 303
    page = await browser.get(f"/console/stock/{sku.id}")
    assert "盘点少三件" in page.text
    assert "-3" in page.text


async def test_a_category_is_made_and_moved(staffed: Staffed, session: AsyncSession) -> None:
    top = await goods.category(session, "kitchen")
    browser = await staffed()
    told = {"name_zh": "茶杯", "name_en": "Teacups", "slug": "teacups", "parent": str(top.id)}

    answer = await browser.post("/console/categories/new", data=told)
    wrong = await browser.post("/console/categories/new", data=told | {"slug": "Tea Cups"})

    assert answer.status_code == 303
    assert wrong.status_code == 422
    tree = await catalog.category_tree(session)
    assert [child.slug for node in tree for child in node.children] == ["teacups"]


MATERIAL = WantedParameter(name=goods.words("材质", "Material"), required=True)
SIZE = WantedParameter(name=goods.words("尺寸", "Size"))


async def asking(session: AsyncSession, slug: str, *wanted: WantedParameter) -> Category:
    draft = CategoryDraft(slug=slug, name=goods.words(slug), parameters=wanted)
    return await catalog.save_category(session, draft, by=SYSTEM)


def blank_product(category: Category) -> dict[str, str]:
    return {"title_zh": "茶杯", "title_en": "Cup", "slug": "cup", "category_id": str(category.id)}


async def test_a_category_lists_its_parameters_in_the_form_and_what_was_typed_stays(
    staffed: Staffed, session: AsyncSession
) -> None:
    pots = await asking(session, "pots", SIZE, MATERIAL)
    browser = await staffed()

    answer = await browser.post(
        "/console/products/parameters",
        data={
            "category_id": str(pots.id),
            "parameter-name-zh": ["产地", "材质", "烧成"],
            "parameter-name-en": ["Origin", "Material", "Firing"],
            "parameter-value-zh": ["景德镇", "陶", ""],
            "parameter-value-en": ["Jingdezhen", "Clay", ""],
            "parameter-asked": ["", "", "1"],
        },
    )

    rows = form("data-guarded" + answer.text)
    assert rows["parameter-name-zh"] == ["尺寸", "材质", "产地", "", "", ""]
    assert rows["parameter-value-zh"] == ["", "陶", "景德镇", "", "", ""]
    assert rows["parameter-asked"] == ["1", "1", "", "", "", ""]


async def test_a_product_is_not_saved_before_what_its_category_requires_is_told(
    staffed: Staffed, session: AsyncSession
) -> None:
    pots = await asking(session, "pots", MATERIAL, SIZE)
    browser = await staffed()
    sent = form((await browser.get("/console/products/new")).text) | blank_product(pots)
    (only,) = sent["sku"]
    sent |= {f"sku-{only}-price": "129", f"sku-{only}-weight": "350"}

    refused = await browser.post("/console/products/new", data=sent)
    again = form(refused.text) | blank_product(pots)
    told = again | {"parameter-value-zh": ["紫砂", *again["parameter-value-zh"][1:]]}
    saved = await browser.post("/console/products/new", data=told)

    assert refused.status_code == 422
    assert "This category needs: Material." in refused.text
    assert again["parameter-name-zh"][:2] == ["材质", "尺寸"]
    assert saved.status_code == 303, saved.text
    product = (await session.scalars(select(Product).where(Product.slug == "cup"))).one()
    assert [each["name"]["zh"] for each in product.parameters] == ["材质"]


async def test_without_a_script_the_parameters_are_shown_by_a_button(
    staffed: Staffed, session: AsyncSession
) -> None:
    pots = await asking(session, "pots", MATERIAL)
    browser = await staffed()
    sent = form((await browser.get("/console/products/new")).text) | blank_product(pots)

    answer = await browser.post("/console/products/new", data=sent | {"ask": "1"})

    assert answer.status_code == 422
    assert form(answer.text)["parameter-name-zh"][0] == "材质"
    assert (await session.scalars(select(Product).where(Product.slug == "cup"))).all() == []


async def test_staff_say_what_a_category_asks_for(staffed: Staffed, session: AsyncSession) -> None:
    pots = await asking(session, "pots")
    browser = await staffed()
    page = await browser.get(f"/console/categories/{pots.id}/edit")
    sent = form(page.text) | {
        "wanted-zh": ["材质", "", "尺寸"],
        "wanted-en": ["Material", "", ""],
        "wanted-unit": ["", "", "cm"],
        "wanted-required": ["0"],
        "wanted-filtered": ["2"],
    }

    answer = await browser.post(f"/console/categories/{pots.id}/edit", data=sent)

    assert answer.status_code == 303, answer.text
    assert (await catalog.wanted_parameters(session))[pots.id] == (
        MATERIAL,
        WantedParameter(name={"zh": "尺寸"}, unit="cm", filtered=True),
    )
    again = await browser.get(f"/console/categories/{pots.id}/edit")
    assert '<option value="cm" selected>' in again.text


async def test_a_number_alone_gets_the_unit_that_the_category_wants(
    staffed: Staffed, session: AsyncSession
) -> None:
    size = WantedParameter(name=goods.words("尺寸", "Size"), unit="cm")
    pots = await asking(session, "pots", size)
    browser = await staffed()
    sent = form((await browser.get("/console/products/new")).text) | blank_product(pots)
    (only,) = sent["sku"]
    sent |= {f"sku-{only}-price": "129", f"sku-{only}-weight": "350"}
    answer = await browser.post("/console/products/new", data=sent | {"ask": "1"})
    rows = form(answer.text) | blank_product(pots)

    def telling(value: str) -> dict[str, object]:
        return rows | {"parameter-value-zh": [value, *rows["parameter-value-zh"][1:]]}

    refused = await browser.post("/console/products/new", data=telling("很大"))
    saved = await browser.post("/console/products/new", data=telling("18"))

    assert "(厘米)" in answer.text
    assert refused.status_code == 422
    assert "A figure in cm is wanted here" in refused.text
    assert saved.status_code == 303, saved.text
    product = (await session.scalars(select(Product).where(Product.slug == "cup"))).one()
    assert [each["value"] for each in product.parameters] == [{"zh": "18 厘米", "en": "18 cm"}]


async def test_nobody_who_may_not_edit_goods_is_told_what_a_category_asks_for(
    staffed: Staffed,
) -> None:
    browser = await staffed("orders.view")

    answer = await browser.post("/console/products/parameters", data={"category_id": "nonsense"})

    assert answer.status_code == 403


async def test_a_category_says_how_many_products_it_holds_those_below_it_included(
    staffed: Staffed, session: AsyncSession
) -> None:
    kitchen = await goods.category(session, "kitchen")
    cups = await goods.category(session, "cups", parent=kitchen)
    for each in (kitchen, cups, cups):
        await goods.goods(session, category_id=each.id)

    page = await (await staffed()).get("/console/categories")

    row = page.text[page.text.index("/console/products?category=kitchen") :]
    assert re.search(r">3<", row[:200])


async def test_an_empty_form_of_a_new_product_tells_price_and_code_with_everything_else(
    staffed: Staffed,
) -> None:
    browser = await staffed()
    sent = form((await browser.get("/console/products/new")).text)

    empty = await browser.post("/console/products/new", data=sent)
    coded = await browser.post("/console/products/new", data=sent | {"sku-only-code": "两个 字"})

    assert empty.status_code == 422
    for page in (empty.text, coded.text):
        assert 'href="#title_zh"' in page
        assert 'href="#sku-only-price"' in page
    assert 'href="#sku-only-code"' in coded.text
    assert 'href="#sku-only-code"' not in empty.text
