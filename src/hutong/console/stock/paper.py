"""Lists for people with both hands full: A4, a column left blank to write in."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from hutong.console.kit import Column, Deed, File, Show
from hutong.console.kit.exports import Table, file
from hutong.console.orders.letterhead import Letterhead, draw, letterhead
from hutong.console.orders.slips import FAMILY, FONT, FontNotMade
from hutong.kernel import clock, texts
from hutong.kernel.i18n import N_
from hutong.kernel.i18n import gettext as _
from hutong.views.stock.goods import Line

MARGIN, FOOT = 12, 4
COLUMNS = (18, 30, 76, 18, 24)
QR_MODULE = 0.8
PALE = 240


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`blank` heads the column to write in; without numbers it is a blind count."""

    number: str
    title: str
    facts: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    blank: str
    numbers: bool = True


@dataclass(frozen=True, slots=True)
class NumberedLine:
    number: str
    line: Line


LINE_COLUMNS = (
    Column(name="number", title=N_("Number"), show=Show.CODE),
    Column(name="code", title=N_("SKU code"), show=Show.CODE, value=lambda row: row.line.code),
    Column(name="barcode", title=N_("Barcode"), value=lambda row: row.line.barcode),
    Column(name="article", title=N_("Article"), value=lambda row: _article(row.line)),
    Column(name="bin", title=N_("Bin"), show=Show.CODE, value=lambda row: row.line.bin),
    Column(
        name="quantity",
        title=N_("Pieces"),
        show=Show.NUMBER,
        value=lambda row: row.line.quantity,
    ),
    Column(
        name="counted",
        title=N_("Counted pieces"),
        show=Show.NUMBER,
        value=lambda row: row.line.counted,
    ),
    Column(
        name="difference",
        title=N_("Difference"),
        show=Show.CHANGE,
        value=lambda row: row.line.difference,
    ),
)


async def printed(deed: Deed, name: str, sheets: Sequence[Sheet]) -> File:
    made = await asyncio.to_thread(_draw, await letterhead(deed), sheets)
    which = sheets[0].number if len(sheets) == 1 else clock.local_day(clock.now()).isoformat()
    return File(name=f"{name}-{which}.pdf", media_type="application/pdf", content=made, inline=True)


async def tabled(name: str, documents: Sequence[tuple[str, Sequence[Line]]]) -> File:
    """The lines of documents as a table for a spreadsheet."""
    rows = [NumberedLine(number, line) for number, lines in documents for line in lines]
    table = Table(name, _("Articles"), LINE_COLUMNS, rows)
    return await asyncio.to_thread(file, table, "xlsx")


class Paper(FPDF):
    """Says on each page which document it is of and how many pages there are: a stack that was
    dropped can be put together again."""

    of = ""

    def footer(self) -> None:
        self.set_y(-MARGIN)
        self.set_font(FAMILY, size=8)
        self.cell(w=0, text=f"{self.of} · {self.page_no()} / {{nb}}", align="R")


def _draw(shop: Letterhead, sheets: Sequence[Sheet]) -> bytes:
    if not FONT.is_file():
        raise FontNotMade
    paper = Paper(format="A4")
    paper.set_margins(MARGIN, MARGIN)
    paper.set_auto_page_break(auto=True, margin=MARGIN + FOOT)
    paper.add_font(FAMILY, fname=FONT)
    for sheet in sheets:
        paper.set_title(sheet.title)
        paper.add_page()
        paper.of = sheet.number
        _code(paper, sheet.number)
        draw(paper, shop)
        _write(paper, shop.name, size=15)
        _write(paper, f"{sheet.title}  {sheet.number}", size=12)
        for name, value in sheet.facts:
            if value:
                _write(paper, f"{name}  {value}", size=10)
        paper.ln(3)
        _lines(paper, sheet)
    return bytes(paper.output())


def _code(paper: FPDF, number: str) -> None:
    """The document's number for a scanner, in the upper right corner."""
    rows = list(segno.make(number, error="m", micro=False).matrix)
    left = paper.w - MARGIN - len(rows) * QR_MODULE
    paper.set_fill_color(0)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                at = left + x * QR_MODULE, MARGIN + y * QR_MODULE
                paper.rect(*at, QR_MODULE, QR_MODULE, style="F")


def _lines(paper: FPDF, sheet: Sheet) -> None:
    paper.set_font(FAMILY, size=9)
    with paper.table(
        col_widths=COLUMNS,
        text_align=("LEFT", "LEFT", "LEFT", "RIGHT", "LEFT"),
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(fill_color=PALE),
        line_height=6,
        padding=1,
    ) as table:
        table.row([_("Bin"), _("SKU code"), _("Article"), _("Pieces"), sheet.blank])
        for line in sheet.lines:
            number = str(line.quantity) if sheet.numbers else ""
            table.row([line.bin or "", line.code, _article(line), number, ""])


def _article(line: Line) -> str:
    return f"{texts.pick(line.title)} {texts.pick(line.sku_title)}".strip()


def _write(paper: FPDF, words: str, *, size: int) -> None:
    paper.set_font(FAMILY, size=size)
    paper.multi_cell(150, size * 0.55, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
