"""Broken and hostile files get an answer that says what to do, and nothing else happens."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, exchange
from hutong.exchange import Brought, ImportState, Kind
from hutong.exchange.refusals import Empty, TooLarge
from hutong.kernel import i18n
from hutong.kernel.money import yuan
from tests.exchange.bringing import BUYER, Office, Row, csv_text, packed, xlsx
from tests.make import goods

VASE: Row = {
    "product": "vase",
    "title_zh": "花瓶",
    "category": "vases",
    "sku": "VASE",
    "price": "99.90",
}
MEGABYTE = 1024 * 1024
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><sst>&lol2;</sst>"""


def merged() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx([VASE, VASE | {"sku": "VASE-2"}])))
    book.worksheets[0].merge_cells("A2:A3")
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A workbook one part of which is another."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([VASE]))) as whole, zipfile.ZipFile(held, "w") as changed:
        for entry in {*whole.namelist(), name}:
            changed.writestr(entry, content if entry == name else whole.read(entry))
    return held.getvalue()


def with_formula() -> bytes:
    """As a program writes it that does not reckon: the formula, and no value."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx([VASE])))
    book.worksheets[0]["E2"] = "=90+9.9"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_empty_rows(count: int, *, then: bytes = b"") -> bytes:
    """What a sheet becomes when somebody paints a whole column: rows with a colour and no word."""
    name = "xl/worksheets/sheet1.xml"
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([VASE]))) as whole,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for entry in whole.namelist():
            content = whole.read(entry)
            if entry == name:
                rows = b"".join(
                    b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(3, count + 3)
                )
                content = content.replace(b"</sheetData>", rows + then + b"</sheetData>")
            changed.writestr(entry, content)
    return held.getvalue()


TABLE = csv_text([VASE]).encode()
FILES = {
    "a picture": (goods.photo(), "no table that can be read"),
    "nothing but noise": (bytes(range(256)) * 40, "no table that can be read"),
    "half a workbook": (xlsx([VASE])[:2000], "no table that can be read"),
    "an old workbook": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "old .xls file"),
    "neither UTF-8 nor GBK": (TABLE + b"\xff\xff\x80", "neither UTF-8 nor GBK"),
    "headings only": (TABLE.splitlines(keepends=True)[0], "not one row below the headings"),
    "other headings": (b"a,b,c\n1,2,3\n", "there is no \u201cSKU code\u201d among them"),
    "one heading twice": (b"sku,sku,price\nA,B,1\n", "stand there twice"),
    "merged cells": (merged(), "merged cells: A2:A3"),
    "macros": (with_part("xl/vbaProject.bin", b"Attribute VB_Name"), "carries macros"),
    "a formula without its value": (with_formula(), "never worked out: E2"),
    "a zip bomb": (packed({"bomb.csv": b"\0" * (6 * MEGABYTE)}), "has more than 5 MB"),
    "an entity bomb": (with_part("xl/workbook.xml", BOMB), "no spreadsheet program writes"),
    "a zip without a table": (packed({"a.jpg": goods.photo()}), "no table that can be read"),
    "two tables": (packed({"a.csv": TABLE, "b.csv": TABLE}), "holds 2 tables"),
    "a way out of the zip": (
        packed({"products.csv": TABLE, "../../etc/passwd": b"x"}),
        "leads out of it: ../../etc/passwd",
    ),
    "too many rows": (
        csv_text([{"sku": f"A{n}", "price": "1"} for n in range(120)]).encode(),
        "At most 100 rows",
    ),
}


@pytest.fixture
def narrow(office: Office) -> Office:
    """Limits that a test reaches."""
    limits = {"import_rows": 100, "import_megabytes": 1}
    office.settings = office.settings.model_copy(update=limits)
    office.works = exchange.works(office.settings)
    return office


@pytest.mark.parametrize("name", FILES)
async def test_a_file_that_cannot_be_read_is_refused_in_words(
    narrow: Office, session: AsyncSession, name: str
) -> None:
    content, words = FILES[name]

    brought = await narrow.bring(content, "products.xlsx")

    assert brought.state is ImportState.UNREADABLE
    assert words in brought.refusal
    assert await narrow.lines(brought) == []


async def test_the_answer_is_in_the_readers_language(narrow: Office) -> None:
    with i18n.using("zh_CN"):
        brought = await narrow.bring(FILES["merged cells"][0])

    assert "有合并单元格：A2:A3" in brought.refusal


@pytest.mark.parametrize(("size", "refusal"), [(MEGABYTE + 1, TooLarge), (0, Empty)])
async def test_what_is_too_large_or_empty_is_not_even_kept(
    session: AsyncSession, size: int, refusal: type[Exception]
) -> None:
    file = Brought("products.csv", b"x" * size)

    with pytest.raises(refusal):
        await exchange.bring(session, file, megabytes=1, by=BUYER)


async def test_a_million_empty_rows_are_passed_over(office: Office) -> None:
    last = b'<row r="1000003"><c r="D1000003" t="inlineStr"><is><t>nobody</t></is></c></row>'

    brought = await office.bring(with_empty_rows(1_000_000, then=last), "painted.xlsx")

    assert (brought.state, brought.rows) == (ImportState.CHECKED, 2)
    assert {row for row, _column, _words in await office.wrong(brought)} == {1_000_003}


CELLS: dict[str, tuple[Row, str, str]] = {
    "a formula": ({"title_zh": "@SUM(A1)"}, "title_zh", "This looks like a formula"),
    "a failed formula": ({"price": "#REF!"}, "price", "A formula failed here"),
    "a date": ({"sku": date(2026, 3, 1)}, "sku", "made a date of this"),
    "a shortened number": ({"barcode": "6.90123E+12"}, "barcode", "shortened this number"),
    "no number": ({"price": "cheap"}, "price", "An amount such as 12.50"),
    "three decimals": ({"price": "1.999"}, "price", "An amount such as 12.50"),
    "nothing to pay": ({"price": "0"}, "price", "above zero"),
    "half a gram": ({"weight": "1.5"}, "weight", "A whole number"),
    "a barcode that does not add up": ({"barcode": "6901234567890"}, "barcode", "EAN-13"),
    "an unknown category": ({"category": "sofas"}, "category", "There is no such category"),
    "an unknown tag": ({"tags": "best"}, "tags", "There is no tag best"),
    "neither yes nor no": ({"active": "perhaps"}, "active", "Write yes or no"),
    "one limit": ({"stock_low": "4"}, "stock_high", "Both limits are needed"),
    "a parameter without a value": ({"parameters": "材质"}, "parameters", "name=value"),
    "an address with spaces": ({"product": "a vase"}, "product", "small letters, digits"),
    "a picture that is not there": ({"pictures": "vase.jpg"}, "pictures", "no such picture"),
    "a key of no picture": ({"pictures": "0" * 32}, "pictures", "not in the media library"),
    "a value of nothing": ({"value_1": "白"}, "spec_1", "Say what this is a value of"),
}


@pytest.mark.parametrize("name", CELLS)
async def test_a_wrong_cell_is_named_with_what_to_do(office: Office, name: str) -> None:
    cells, column, words = CELLS[name]

    wrong = await office.wrong(await office.bring(xlsx([VASE | cells])))

    assert any(
        row == 2 and found == column and words in message for row, found, message in wrong
    ), wrong


async def test_the_same_sku_twice_names_the_first(office: Office) -> None:
    brought = await office.bring(xlsx([VASE, VASE | {"product": "vase-2"}]))

    assert (3, "sku", "Row 2 has the same SKU code.") in await office.wrong(brought)


async def test_what_rows_of_a_product_have_in_common_they_say_alike(office: Office) -> None:
    other = VASE | {"sku": "VASE-2", "title_zh": "另一个", "spec_1": "大小", "value_1": "大"}

    wrong = await office.wrong(
        await office.bring(xlsx([VASE | {"spec_1": "大小", "value_1": "小"}, other]))
    )

    assert (3, "title_zh", "Title (Chinese): row 2 of the same product says otherwise.") in wrong


async def test_numbers_are_read_however_they_were_typed(
    office: Office, session: AsyncSession
) -> None:
    typed = VASE | {
        "price": "￥１，２９９．５０",
        "weight": 620.0,
        "barcode": 6901234567892,
        "tags": "ＮＥＷ、hit",
        "stock_low": "１０",
        "stock_high": 20,
    }

    await office.confirm(await office.bring(xlsx([typed])))

    sheet = (await catalog.products(session))[0]
    assert sheet.skus[0].price == yuan("1299.50")
    assert sheet.skus[0].barcode == "6901234567892"
    assert sheet.tags == ("new", "hit")


async def test_a_zip_brings_its_pictures(office: Office, session: AsyncSession) -> None:
    row = VASE | {"pictures": "正面.jpg|正面|Front", "sku_picture": "SIDE.JPG"}
    file = packed(
        {
            "商品/products.xlsx": xlsx([row]),
            "商品/图片/正面.jpg": goods.photo(),
            "商品/图片/side.jpg": goods.photo(width=9),
        }
    )

    await office.confirm(await office.bring(file, "products.zip"))

    sheet = (await catalog.products(session))[0]
    assert [picture.alt for picture in sheet.pictures] == [{"zh": "正面", "en": "Front"}]
    assert sheet.skus[0].picture not in {None, sheet.pictures[0].key}


async def test_a_picture_that_is_none_is_said_so_at_its_cell(office: Office) -> None:
    row = VASE | {"pictures": "vase.jpg"}
    file = packed({"products.xlsx": xlsx([row]), "vase.jpg": b"<script>alert(1)</script>"})

    wrong = await office.wrong(await office.bring(file, "products.zip"))

    assert wrong == [(2, "pictures", "vase.jpg: This is not a JPEG, PNG or WebP picture.")]


async def test_the_wrong_rows_come_back_with_the_reason_and_can_be_brought_corrected(
    office: Office, session: AsyncSession
) -> None:
    brought = await office.bring(xlsx([VASE | {"price": "cheap"}, {"sku": "nobody", "price": "1"}]))

    content = await exchange.wrong_rows(session, brought.id)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "What is wrong"
    assert "E2: An amount such as 12.50 is needed here." in str(rows[1][0])
    assert rows[1][1:] == ["vase", "花瓶", "vases", "VASE", "cheap"]
    sheet["F2"] = "12"
    sheet.delete_rows(3)
    held = io.BytesIO()
    sheet.parent.save(held)  # type: ignore[union-attr]
    again = await office.bring(held.getvalue())
    assert [line.kind for line in await office.lines(again)] == [Kind.CREATE]


@pytest.mark.parametrize("words", ["=1+1", "+86", "-5", "@SUM(A1)"])
async def test_no_formula_leaves_the_shop(
    office: Office, session: AsyncSession, words: str
) -> None:
    await office.confirm(await office.bring(xlsx([VASE | {"title_zh": f"'{words}"}])))
    ids = [sheet.id for sheet in await catalog.products(session)]

    async def watch(*_at: int) -> None:
        return None

    made = await exchange.products_as_file(
        office.db,
        office.settings,
        ids,
        kind="csv",
        progress=watch,  # type: ignore[arg-type]
    )

    assert f",'{words}," in made.content.decode("utf-8-sig")
    assert (await catalog.products(session))[0].title["zh"] == words
