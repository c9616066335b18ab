"""Packing slips: what goes into the parcel and where it goes, on A5, one order after another."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from hutong.console.kit import Deed, File
from hutong.console.orders.letterhead import Letterhead, draw, letterhead
from hutong.kernel import clock, texts
from hutong.kernel.errors import Unavailable
from hutong.kernel.i18n import gettext as _
from hutong.views.order_page import Line, OrderSheet, order_sheets

FONT = Path(__file__).parent / "font" / "noto-sans-sc.ttf"
FAMILY = "paper"
A5 = (148, 210)
MARGIN = 12
COLUMNS = (74, 34, 16)
QR_MODULE = 0.8
GREY, PALE = 110, 240


class FontNotMade(Unavailable):
    message = "The font for printing has not been made yet: ./dev run makes it."


async def packing_slips(deed: Deed, numbers: Sequence[str]) -> File:
    """One page or more for each order, in the order in which they were asked for."""
    sheets = await order_sheets(deed.session, numbers)
    made = await asyncio.to_thread(_draw, await letterhead(deed), sheets)
    name = sheets[0].number if len(sheets) == 1 else clock.local_day(clock.now()).isoformat()
    return File(
        name=f"packing-slip-{name}.pdf", media_type="application/pdf", content=made, inline=True
    )


def _draw(shop: Letterhead, sheets: Sequence[OrderSheet]) -> bytes:
    if not FONT.is_file():
        raise FontNotMade
    paper = FPDF(format=A5)
    paper.set_margins(MARGIN, MARGIN)
    paper.set_auto_page_break(auto=True, margin=MARGIN)
    paper.add_font(FAMILY, fname=FONT)
    paper.set_title(_("Packing slips"))
    for sheet in sheets:
        paper.add_page()
        _head(paper, shop, sheet)
        _destination(paper, sheet)
        _articles(paper, sheet)
        _foot(paper, sheet)
    return bytes(paper.output())


def _head(paper: FPDF, shop: Letterhead, sheet: OrderSheet) -> None:
    _code(paper, sheet.number)
    draw(paper, shop)
    _write(paper, shop.name, size=15)
    _write(paper, _("Packing slip"), size=11)
    placed = sheet.placed_at.astimezone(clock.SHOP_ZONE)
    _write(paper, f"{_('Order number')}  {sheet.number}", size=10)
    _write(paper, f"{_('Placed')}  {placed:%Y-%m-%d %H:%M}", size=10)
    paper.ln(4)


def _code(paper: FPDF, number: str) -> None:
    """The order number for a scanner, in the upper right corner."""
    rows = list(segno.make(number, error="m", micro=False).matrix)
    left = paper.w - MARGIN - len(rows) * QR_MODULE
    paper.set_fill_color(0)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                paper.rect(
                    left + x * QR_MODULE, MARGIN + y * QR_MODULE, QR_MODULE, QR_MODULE, style="F"
                )


def _destination(paper: FPDF, sheet: OrderSheet) -> None:
    _rule(paper)
    _write(paper, f"{sheet.recipient}  {sheet.phone}", size=12)
    _write(paper, f"{sheet.region} {sheet.detail}", size=10)
    if sheet.buyer_note:
        _write(paper, "{}: {}".format(_("The buyer's words"), sheet.buyer_note), size=10)
    _rule(paper)


def _articles(paper: FPDF, sheet: OrderSheet) -> None:
    paper.set_font(FAMILY, size=9)
    with paper.table(
        col_widths=COLUMNS,
        text_align=("LEFT", "LEFT", "RIGHT"),
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(fill_color=PALE),
        line_height=6,
        padding=1,
    ) as table:
        table.row([_("Article"), _("SKU code"), _("Quantity")])
        for line in sheet.lines:
            table.row([_article(line), line.sku_code, str(line.quantity)])
    paper.ln(3)


def _article(line: Line) -> str:
    return f"{texts.pick(line.title)} {texts.pick(line.sku_title)}".strip()


def _foot(paper: FPDF, sheet: OrderSheet) -> None:
    pieces = sum(line.quantity for line in sheet.lines)
    total = _("{kinds} kinds, {pieces} pieces").format(kinds=len(sheet.lines), pieces=pieces)
    _write(paper, total, size=10)
    printed = clock.now().astimezone(clock.SHOP_ZONE)
    paper.set_text_color(GREY)
    _write(paper, _("Printed {when}").format(when=f"{printed:%Y-%m-%d %H:%M}"), size=8)
    paper.set_text_color(0)


def _rule(paper: FPDF) -> None:
    paper.ln(1)
    paper.set_draw_color(GREY)
    paper.line(MARGIN, paper.get_y(), paper.w - MARGIN, paper.get_y())
    paper.ln(2)


def _write(paper: FPDF, words: str, *, size: int) -> None:
    paper.set_font(FAMILY, size=size)
    width = paper.w - 2 * MARGIN - (28 if paper.get_y() < 34 else 0)  # noqa: PLR2004 - beside the code
    paper.multi_cell(width, size * 0.55, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
