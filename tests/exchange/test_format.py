"""The format is what its page says, and the template speaks the reader's language."""

import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import exchange
from hutong.exchange import COLUMNS, Kind
from hutong.kernel import i18n
from tests.exchange.bringing import Office

PAGE = Path("docs/guide/exchange.md").read_text("utf-8")


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_is_explained_in_both_languages(column: exchange.Column) -> None:
    with i18n.using("zh_CN"):
        title, note = i18n.gettext(column.title), i18n.gettext(column.note)

    line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{column.key}` |"))
    told = line.replace("\\|", "|")
    assert title in told
    assert column.title in told
    assert note in told
    assert column.note in told


async def test_the_examples_of_the_page_can_be_imported(office: Office) -> None:
    first, prices = (part.split("```")[0].strip() for part in PAGE.split("```csv")[1:])

    done = await office.confirm(await office.bring(first.encode(), "first.csv"))
    cheaper = await office.bring(prices.encode(), "prices.csv")

    assert [line.kind for line in await office.lines(done)] == [Kind.CREATE]
    assert [line.kind for line in await office.lines(cheaper)] == [Kind.CHANGE]


@pytest.mark.parametrize(("locale", "heading"), [("zh_CN", "商品编码 *"), ("en", "SKU code *")])
async def test_the_template_has_headings_notes_and_choices(
    office: Office, session: AsyncSession, locale: str, heading: str
) -> None:
    with i18n.using(locale):
        content = await exchange.template(session)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = {cell.value: cell for cell in sheet[1]}
    choices = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert cells[heading].comment is not None
    assert len(cells) == len(COLUMNS)
    assert '"yes,no"' in choices
    assert any("lists" in choice for choice in choices)


async def test_a_suppliers_price_list_is_understood_by_its_own_headings(office: Office) -> None:
    first, _prices = (part.split("```")[0].strip() for part in PAGE.split("```csv")[1:])
    await office.confirm(await office.bring(first.encode(), "first.csv"))
    code = first.splitlines()[1].split(",")[first.splitlines()[0].split(",").index("商品编码")]

    listed = await office.bring(f"货号,品名,售价\n{code},茶壶,199\n".encode("gbk"), "supplier.csv")

    assert [line.kind for line in await office.lines(listed)] == [Kind.CHANGE]
    assert listed.unknown == []


async def test_our_own_heading_goes_before_what_others_call_it(office: Office) -> None:
    first, _prices = (part.split("```")[0].strip() for part in PAGE.split("```csv")[1:])
    await office.confirm(await office.bring(first.encode(), "first.csv"))
    code = first.splitlines()[1].split(",")[first.splitlines()[0].split(",").index("商品编码")]

    table = f"货号,商品编码,价格（元）\nX-1,{code},199\n"
    listed = await office.bring(table.encode(), "both.csv")

    assert [line.kind for line in await office.lines(listed)] == [Kind.CHANGE]
    assert listed.unknown == ["货号"]
