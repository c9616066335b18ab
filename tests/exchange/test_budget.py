"""An import asks the database by the hundred, not row by row."""

from tests.counting import statements
from tests.exchange.bringing import Office, Row, xlsx

PRODUCTS, COLOURS = 250, 4
ROWS = PRODUCTS * COLOURS
CHECK_MAX, CARRY_OUT_MAX, UNDO_MAX = 60, 150, 150


def rows(price: str) -> list[Row]:
    return [
        {
            "product": f"pot-{n}",
            "title_zh": f"茶壶 {n}" if colour == 0 else None,
            "category": "teaware" if colour == 0 else None,
            "spec_1": "颜色|Colour",
            "sku": f"POT-{n}-{colour}",
            "value_1": f"色{colour}|Colour {colour}",
            "price": price,
            "stock_low": "1",
            "stock_high": "9",
        }
        for n in range(PRODUCTS)
        for colour in range(COLOURS)
    ]


async def test_a_thousand_rows_take_a_handful_of_statements(office: Office) -> None:
    with statements() as checking:
        brought = await office.bring(xlsx(rows("100")))
    with statements() as carrying_out:
        done = await office.confirm(brought)
    with statements() as changing:
        dearer = await office.confirm(await office.bring(xlsx(rows("120"))))
    with statements() as undoing:
        await office.undo(dearer)

    assert done.rows == ROWS
    assert len(checking) <= CHECK_MAX, len(checking)
    assert len(carrying_out) <= CARRY_OUT_MAX, len(carrying_out)
    assert len(changing) <= CHECK_MAX + CARRY_OUT_MAX, len(changing)
    assert len(undoing) <= UNDO_MAX, len(undoing)
