"""Stock on paper: goods are received, sent on and counted by people with a scanner or a file."""

import csv
import io
import re
from datetime import timedelta
from functools import partial

import pytest
from httpx import AsyncClient, Response
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.access import Entry
from hutong.catalog import ProductSheet
from hutong.console.stock import stocktake_acts
from hutong.inventory import MAIN, Location, Movement, MovementReason, Receipt
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.views.lists import Paging
from hutong.views.stock.movements import MovementFilters, movement_list
from hutong.views.stock.stocktakes import stocktake_page
from tests.console.conftest import Staffed
from tests.counting import statements
from tests.make import goods, places, trade

COLOURS = goods.spec("颜色", "月白", "霁蓝")


@pytest.fixture
async def product(session: AsyncSession) -> ProductSheet:
    return await goods.goods(session, specs=(COLOURS,), in_stock=10)


@pytest.fixture
async def store(session: AsyncSession) -> Location:
    return await places.location(session, sells=True)


async def on_hand(session: AsyncSession, product: ProductSheet, where: object) -> list[int]:
    rows = await inventory.stock_rows(session, [sku.id for sku in product.skus])
    found = {row.sku_id: row.on_hand for row in rows if row.location_id == where}
    return [found.get(sku.id, 0) for sku in product.skus]


def made(answer: Response) -> str:
    """Where the new thing is looked at."""
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def receipt(browser: AsyncClient, lines: str, **files: tuple[str, bytes]) -> Response:
    data = {"supplier": "景德镇青花窑", "location": str(MAIN), "lines": lines, "note": ""}
    return await browser.post("/console/receipts/new", data=data, files=files or None)


def sheet(*rows: tuple[object, ...]) -> bytes:
    book, held = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


async def test_goods_are_expected_by_scanning_and_counted_in_in_parts(
    staffed: Staffed, session: AsyncSession, product: ProductSheet
) -> None:
    browser = await staffed()
    white, blue = product.skus

    page = made(await receipt(browser, f"{white.code}\n{white.code.lower()}\n{blue.code} 5\n"))
    first = {"sku": [str(white.id), str(blue.id)], f"quantity-{white.id}": "2"}
    await browser.post(f"{page}/arrival", data=first | {f"quantity-{blue.id}": "3"})
    partly = await browser.get(page)
    again = {"sku": [str(blue.id)], f"quantity-{blue.id}": "2", "note": "补齐"}
    await browser.post(f"{page}/arrival", data=again)

    assert "Partly here" in partly.text
    assert "Counted in" in (await browser.get(page)).text
    assert await on_hand(session, product, MAIN) == [12, 15]


async def test_only_the_article_with_a_number_that_makes_no_sense_is_marked(
    staffed: Staffed, product: ProductSheet
) -> None:
    browser = await staffed()
    white, blue = product.skus
    page = made(await receipt(browser, f"{white.code} 2\n{blue.code} 5\n"))
    typed = {f"quantity-{white.id}": "2", f"quantity-{blue.id}": "-3"}

    answer = await browser.post(
        f"{page}/arrival", data={"sku": [str(white.id), str(blue.id)], **typed}
    )

    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 1
    assert f'href="#quantity-{blue.id}"' in answer.text
    assert f'value="-3" aria-invalid="true" aria-describedby="quantity-{blue.id}-problem"' in (
        answer.text
    )


async def test_a_file_that_cannot_be_right_is_answered_cell_by_cell(
    staffed: Staffed, product: ProductSheet
) -> None:
    browser = await staffed()
    code = product.skus[0].code
    content = sheet(("SKU", "Pieces"), (code, 3), ("NOBODY", 1), (code, "many"), (None, 4))

    unknown = await receipt(browser, "", file=("a.xlsx", sheet((code, 3), ("NOBODY", 1))))
    wrong = await receipt(browser, "", file=("a.xlsx", content))

    assert unknown.status_code == wrong.status_code == 422
    assert "A2: NOBODY is no SKU code" in unknown.text
    assert "B4: many is no whole number." in wrong.text
    assert "A5: the code is missing." in wrong.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 this is no archive"),
        ("a.csv", b"\xff\xfe\x00\x00\xd8\x00"),
        ("a.csv", b'"never closed'),
        ("a.csv", b"x" * (5 * 1024 * 1024 + 1)),
        ("a.csv", b"A,1\n" * 5001),
        ("a.csv", b"\0\0\0"),
        ("a.csv", b""),
    ],
)
async def test_a_file_that_is_none_is_refused_in_words(
    staffed: Staffed, name: str, content: bytes
) -> None:
    browser = await staffed()

    answer = await receipt(browser, "", file=(name, content))

    assert answer.status_code == 422


async def test_a_chinese_csv_is_read_whatever_excel_made_of_it(
    staffed: Staffed, session: AsyncSession, product: ProductSheet
) -> None:
    browser = await staffed()
    text = f"编码,数量\n{product.skus[0].code},4\n"

    for encoding in ("gb18030", "utf-8-sig"):
        page = made(await receipt(browser, "", file=("收货.csv", text.encode(encoding))))
        await browser.post(f"{page}/end", data={"note": "重复"})

    assert "Called off" in (await browser.get("/console/receipts")).text


async def test_a_transfer_is_sent_and_counted_in_with_what_is_missing(
    staffed: Staffed, session: AsyncSession, product: ProductSheet, store: Location
) -> None:
    browser = await staffed()
    white = product.skus[0]
    data = {"source": str(MAIN), "target": str(store.id), "lines": f"{white.code} 4", "note": ""}

    page = made(await browser.post("/console/transfers/new", data=data))
    await browser.post(f"{page}/dispatch", data={})
    arrived = {"sku": str(white.id), f"quantity-{white.id}": "3", "note": "少一件"}
    await browser.post(f"{page}/arrival", data=arrived)

    assert await on_hand(session, product, store.id) == [3, 0]
    assert "少一件" in (await browser.get(page)).text


async def test_more_than_is_free_is_refused_with_the_code(
    staffed: Staffed, product: ProductSheet, store: Location
) -> None:
    browser = await staffed()
    code = product.skus[0].code
    data = {"source": str(MAIN), "target": str(store.id), "lines": f"{code} 11", "note": ""}
    page = made(await browser.post("/console/transfers/new", data=data))

    refused = await browser.post(f"{page}/dispatch", data={})

    assert refused.status_code in {409, 422}
    assert f"{code}: 10 free, 11 wanted" in refused.text


async def counting(browser: AsyncClient, *, blind: bool = True) -> str:
    data = {"location": str(MAIN), "category": "", "rank": "", "note": ""}
    data |= {"blind": "1"} if blind else {}
    page = made(await browser.post("/console/stocktakes/new", data=data))
    await browser.post(f"{page}/start", data={})
    return page


async def test_a_blind_count_is_typed_scanned_and_posted(
    staffed: Staffed, session: AsyncSession, product: ProductSheet
) -> None:
    browser = await staffed()
    white, blue = product.skus
    page = await counting(browser)
    entry = await browser.get(f"{page}/edit")
    assert white.code in entry.text
    assert not re.search(r">\s*10\s*<", entry.text)

    data = {"sku": [str(white.id)], f"count-{white.id}": "9", "lines": f"{blue.code}\n" * 11}
    told = await browser.post(f"{page}/edit", data=data)
    await browser.post(f"{page}/review", data={})
    await browser.post(f"{page}/posting", data={"note": "季度盘点"})

    assert told.status_code == 303
    assert await on_hand(session, product, MAIN) == [9, 11]


async def test_who_counts_blindly_is_told_no_number_of_the_books_anywhere(
    staffed: Staffed, product: ProductSheet
) -> None:
    browser = await staffed("inventory.view", "inventory.count")
    page = await counting(browser)
    key = page.rsplit("/", 1)[-1]

    taken = await browser.post("/console/stocktakes/do/lines", data={"row": key})
    shown = await browser.get(page)

    rows = list(load_workbook(io.BytesIO(taken.content)).worksheets[0].values)
    assert len(rows) == 3
    assert {row[5] for row in rows[1:]} <= {None, ""}
    assert not re.search(r"tabular\">10<", shown.text)


async def test_when_the_counting_is_over_only_what_was_counted_stands_there(
    staffed: Staffed, product: ProductSheet
) -> None:
    browser = await staffed()
    white, blue = product.skus
    page = await counting(browser)
    to_count = await browser.get(page)
    data = {"sku": str(blue.id), f"count-{blue.id}": "9", "lines": ""}
    await browser.post(f"{page}/edit", data=data)

    await browser.post(f"{page}/review", data={})
    looked_at = await browser.get(page)
    await browser.post(f"{page}/posting", data={"note": ""})
    posted = await browser.get(page)

    assert white.code in to_count.text
    assert blue.code in to_count.text
    for after in (looked_at, posted):
        assert blue.code in after.text
        assert white.code not in after.text
        assert re.search(r"<dt>Never counted</dt><dd>\s*<span[^>]*>1<", after.text)


async def test_a_sheet_that_is_longer_than_its_page_says_so(
    staffed: Staffed, product: ProductSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await staffed()
    page = await counting(browser)
    whole = await browser.get(page)
    monkeypatch.setattr(stocktake_acts, "stocktake_page", partial(stocktake_page, most=1))

    cut = await browser.get(page)

    further = r"<dt>Further lines, in the count sheet and in Excel</dt><dd>\s*<span[^>]*>(\d+)<"
    assert re.findall(further, whole.text) == []
    assert re.findall(further, cut.text) == [str(len(product.skus) - 1)]


async def test_posting_needs_a_permission_of_its_own(
    staffed: Staffed, product: ProductSheet
) -> None:
    browser = await staffed("inventory.view", "inventory.count")
    page = await counting(browser)

    refused = await browser.post(f"{page}/posting", data={"note": ""})

    assert refused.status_code == 403
    assert "posting" not in (await browser.get(page)).text


@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "99999999"])
async def test_a_count_that_is_no_number_comes_back_beside_its_article(
    staffed: Staffed, product: ProductSheet, typed: str
) -> None:
    browser = await staffed()
    page = await counting(browser)
    white = product.skus[0]

    answer = await browser.post(
        f"{page}/edit", data={"sku": [str(white.id)], f"count-{white.id}": typed, "lines": ""}
    )

    assert answer.status_code == 422
    assert "is no whole number" in answer.text


async def test_an_activity_keeps_its_goods_until_it_is_ended(
    staffed: Staffed, session: AsyncSession, product: ProductSheet
) -> None:
    browser = await staffed()
    white = product.skus[0]
    data = {
        "name_zh": "双旦秒杀",
        "name_en": "Flash sale",
        "code": "flash",
        "parent": str(MAIN),
        "starts_at": "2026-11-22T10:00",
        "ends_at": "2099-12-24T22:00",
        "lines": f"{white.code} 4",
    }

    page = made(await browser.post("/console/pools/new", data=data))
    kept = await inventory.available(session, [white.id])
    await browser.post(f"{page}/end", data={})

    assert kept[white.id] == 6
    assert (await inventory.available(session, [white.id]))[white.id] == 10
    wrong = await browser.post("/console/pools/new", data=data | {"ends_at": "tomorrow"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("paper", ["receipts/do/receiving-list", "receipts/do/lines"])
async def test_a_receipt_is_taken_along_on_paper_and_as_a_table(
    staffed: Staffed, product: ProductSheet, paper: str
) -> None:
    browser = await staffed()
    key = made(await receipt(browser, f"{product.skus[0].code} 2")).rsplit("/", 1)[-1]

    answer = await browser.post(f"/console/{paper}", data={"row": key})

    assert answer.status_code == 200
    assert answer.content[:4] in {b"%PDF", b"PK\x03\x04"}


async def test_a_supplier_that_looks_like_a_formula_stays_words(
    staffed: Staffed, product: ProductSheet
) -> None:
    browser = await staffed()
    data = {"supplier": "=cmd()", "location": str(MAIN), "note": ""}
    data["lines"] = product.skus[0].code
    made(await browser.post("/console/receipts/new", data=data))

    taken = await browser.post("/console/receipts/export?as=csv")

    rows = list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert rows[1][2] == "'=cmd()"


@pytest.mark.parametrize("form", ["receipts", "transfers", "pools", "thresholds"])
async def test_a_new_document_begins_without_lines(staffed: Staffed, form: str) -> None:
    browser = await staffed()

    page = (await browser.get(f"/console/{form}/new")).text

    assert re.search(r'<textarea[^>]*name="lines"[^>]*></textarea>', page)


async def test_the_trail_names_articles_and_papers_as_people_do(
    staffed: Staffed, session: AsyncSession, product: ProductSheet
) -> None:
    browser = await staffed()
    white = product.skus[0]
    shelf = f"/console/shelves/{MAIN}.{white.id}"
    await browser.post(f"{shelf}/adjustment", data={"on_hand": "8", "note": "少两只"})
    await browser.post(f"{shelf}/bin", data={"bin": "A-03-2"})
    page = made(await receipt(browser, f"{white.code} 3"))
    everything = {"sku": str(white.id), f"quantity-{white.id}": "3"}
    await browser.post(f"{page}/arrival", data=everything)

    entries = await session.execute(select(Entry.action, Entry.label).order_by(Entry.id))

    called = f"{white.code} {product.title['en']} 月白"
    number = (await session.scalars(select(Receipt.number))).one()
    told = [tuple(row) for row in entries if row.action.startswith("inventory.")]
    assert told == [
        ("inventory.adjust", called),
        ("inventory.bin", called),
        ("inventory.receipt.expected", number),
        ("inventory.receipt.received", number),
    ]


async def test_what_a_module_writes_into_the_trail_says_from_where_it_was_done(
    staffed: Staffed, session: AsyncSession, product: ProductSheet
) -> None:
    browser = await staffed()

    await browser.post(f"/console/shelves/{MAIN}.{product.skus[0].id}/bin", data={"bin": "A-03-2"})

    entry = (await session.scalars(select(Entry).where(Entry.action == "inventory.bin"))).one()
    assert entry.ip == "127.0.0.1"


async def test_boxes_that_somebody_else_counted_meanwhile_are_not_counted_twice(
    staffed: Staffed, session: AsyncSession, product: ProductSheet
) -> None:
    browser = await staffed()
    white, blue = product.skus
    page = made(await receipt(browser, f"{white.code} 5\n{blue.code} 5"))
    form = {"sku": str(white.id), f"quantity-{white.id}": "5", f"had-{white.id}": "0"}

    answers = [await browser.post(f"{page}/arrival", data=form) for _clerk in range(2)]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert f"Somebody has just counted some of these in: {white.code}." in answers[1].text
    assert f'name="had-{white.id}" value="5"' in answers[1].text
    assert await on_hand(session, product, MAIN) == [15, 10]


async def test_every_movement_leads_to_its_paper_and_can_be_taken_out(
    staffed: Staffed, session: AsyncSession, product: ProductSheet, store: Location
) -> None:
    browser = await staffed()
    white = product.skus[0]
    order = await trade.order(session, 2)
    sending = {"source": str(MAIN), "target": str(store.id), "lines": f"{white.code} 1"}
    papers = [
        f"/console/orders/{order.id}",
        made(await receipt(browser, f"{white.code} 3")),
        made(await browser.post("/console/transfers/new", data=sending)),
    ]
    arrived = {"sku": str(white.id), f"quantity-{white.id}": "3"}
    await browser.post(f"{papers[1]}/arrival", data=arrived)
    await browser.post(f"{papers[2]}/dispatch")

    ledger = await browser.get("/console/movements")
    page = await browser.get(f"/console/stock/{white.id}")
    number = (await session.scalars(select(Receipt.number))).one()
    of_receipt = await browser.get("/console/movements", params={"q": number})
    of_reason = await browser.get("/console/movements", params={"reason": "reserve"})
    taken = await browser.post(f"/console/movements/export?as=csv&q={number}")

    assert all(f'href="{paper}"' in ledger.text for paper in papers)
    assert all(f'href="{paper}"' in page.text for paper in papers[1:])
    assert of_receipt.text.count("data-row=") == 1
    assert papers[0] in of_reason.text
    assert papers[1] not in of_reason.text
    (line,) = list(csv.DictReader(io.StringIO(taken.text.lstrip("\ufeff"))))
    assert (line["SKU code"], line["Paper"], line["On the shelf"]) == (white.code, number, "3")


async def test_the_ledger_is_read_by_time_whatever_clock_made_its_lines(
    staffed: Staffed, session: AsyncSession, product: ProductSheet
) -> None:
    white = product.skus[0]
    for days, moved in ((1, 2), (3, -1), (2, -1)):
        line = Movement(
            location_id=MAIN,
            sku_id=white.id,
            on_hand_delta=moved,
            reserved_delta=0,
            reason=MovementReason.ADJUST,
            at=clock.now() - timedelta(days=days),
            by_kind=SYSTEM.kind,
            by_name=SYSTEM.name,
            note=f"{days} days ago",
        )
        session.add(line)
        await session.flush()
    browser = await staffed()

    ledger = await browser.get("/console/movements", params={"q": white.code})
    oldest = await browser.get("/console/movements", params={"q": white.code, "sort": "at"})
    article = await browser.get(f"/console/stock/{white.id}")

    for page in (ledger, article):
        assert re.findall(r"(\d) days ago", page.text) == ["1", "2", "3"]
    assert re.findall(r"(\d) days ago", oldest.text) == ["3", "2", "1"]


async def test_the_ledger_is_leafed_through_without_a_line_twice(
    session: AsyncSession, product: ProductSheet
) -> None:
    """Many lines of one moment, as a large receipt writes them."""
    with clock.simulated(clock.now()):
        for _line in range(9):
            await inventory.receive(session, product.skus[0].id, 1, by=SYSTEM)
    await session.flush()

    pages = [Paging(sort="-at", page=page, size=4) for page in (1, 2, 3)]
    found = [await movement_list(session, MovementFilters(), page) for page in pages]
    keys = [row.id for page in found for row in page.rows]

    assert len(keys) == len(set(keys)) == found[0].total == 11


async def test_the_newest_lines_come_from_an_index_without_sorting_the_ledger(
    session: AsyncSession, product: ProductSheet
) -> None:
    await session.execute(text("set local enable_seqscan = off"))
    with statements() as sent:
        await movement_list(session, MovementFilters(), Paging(sort="-at"))

    asked = re.sub(r"\$\d+(::INTEGER)?", lambda each: "9" if each[1] else "'pool'", sent[-1])
    plan = await session.scalars(text(f"explain {asked}"))

    assert not [line for line in plan if "Sort Key: inventory_movement" in line]
