"""What is wrong in many rows in the same way is said once, with the way to its rows."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.goods.import_words import mistakes_of, told
from hutong.views.imports import LineFilters, import_seen, line_list
from hutong.views.lists import Paging
from tests.exchange.bringing import Office, Row, csv_text, xlsx


def cup(number: int, **cells: object) -> Row:
    row: Row = {"product": f"cup-{number}", "title_zh": "杯", "category": "teaware"}
    return row | {"sku": f"CUP-{number}", "price": 20} | cells


async def test_equal_mistakes_of_a_column_are_one_line(
    office: Office, session: AsyncSession
) -> None:
    rows = [cup(n, price="cheap") for n in range(50)]
    rows += [cup(60, category="nowhere"), cup(61)]

    brought = await office.bring(xlsx(rows))

    seen = await import_seen(session, brought.id)
    amount, category = mistakes_of(brought.id, seen.mistakes)
    assert (amount.field, amount.cells) == ("Price (yuan)", 50)
    assert amount.message == "An amount such as 12.50 is needed here."
    assert amount.where == "E2, E3, E4 and 47 more"
    assert (category.cells, category.where) == (1, "C52")
    assert seen.mistakes[0].products == 50
    assert len([line for line in seen.lines if line.wrong]) == 10
    assert seen.lines[-1].slug == "cup-61"


async def test_the_rows_of_a_mistake_are_found_by_its_words(
    office: Office, session: AsyncSession
) -> None:
    brought = await office.bring(
        xlsx([cup(1, price="cheap"), cup(2, price="-"), cup(3, category="nowhere")])
    )
    asked = LineFilters(of=str(brought.id), column="price", q="amount such as 12.50")

    found = await line_list(session, asked, Paging("place"))

    assert [line.slug for line in found.rows] == ["cup-1", "cup-2"]


async def test_mistakes_that_name_each_another_row_are_of_one_kind(
    office: Office, session: AsyncSession
) -> None:
    rows = [cup(1), cup(2), cup(3, sku="CUP-1"), cup(4, sku="CUP-2")]
    brought = await office.bring(xlsx(rows))

    _twice, same = (await import_seen(session, brought.id)).mistakes

    assert (same.message, same.cells) == ("An earlier row has the same SKU code.", 2)
    asked = LineFilters(of=str(brought.id), column="sku", q=same.message)
    found = await line_list(session, asked, Paging("place"))
    assert [line.slug for line in found.rows] == ["cup-3", "cup-4"]


async def test_a_product_with_many_wrong_rows_says_each_mistake_once(office: Office) -> None:
    names = {"spec_1": "色|Colour"}
    rows = [cup(1, sku=f"C-{n}", price="cheap", value_1=f"色{n}", **names) for n in range(9)]

    (line,) = await office.lines(await office.bring(xlsx(rows)))

    assert told(line) == "E2, E3, E4 and 6 more: An amount such as 12.50 is needed here"


async def test_what_follows_from_a_mistake_is_not_said_beside_it(office: Office) -> None:
    rows: list[Row] = [cup(1, title_zh="=HYPERLINK(1)"), {"sku": "NOWHERE", "price": 7}]

    brought = await office.bring(csv_text(rows).encode(), "cups.csv")

    assert await office.wrong(brought) == [
        (2, "title_zh", "This looks like a formula. Write the value itself."),
        (3, "product", "There is no such SKU yet. A new one needs the address of its product."),
    ]
