"""A list as a file: CSV for programs, XLSX for people."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from hutong.console.kit.actions import File
from hutong.console.kit.cells import plain, safe
from hutong.console.kit.columns import Column, Show
from hutong.kernel import clock
from hutong.kernel.i18n import gettext

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Chinese CSV as something else
WIDTHS = {Show.TIME: 20, Show.THING: 40, Show.TEXTS: 30, Show.CODE: 22}
WIDTH = 14
TITLE_MAX = 31


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Any]


def file(table: Table, kind: str) -> File:
    """As csv or as xlsx."""
    day = clock.local_day(clock.now()).isoformat()
    if kind == "csv":
        content, media_type = _csv(table), "text/csv; charset=utf-8"
    else:
        content = _xlsx(table)
        media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return File(name=f"{table.name}-{day}.{kind}", media_type=media_type, content=content)


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([gettext(column.title) for column in table.columns])
    for row in table.rows:
        writer.writerow([safe(plain(column, row)) for column in table.columns])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _xlsx(table: Table) -> bytes:
    """Texts are written as texts, whatever they begin with; numbers stay numbers."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet(
            "".join(c for c in table.title if c not in "[]:*?/\\")[:TITLE_MAX]
        )
        head, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, WIDTHS.get(column.show, WIDTH))
            sheet.write_string(0, place, gettext(column.title), head)
            for line, row in enumerate(table.rows, start=1):
                value = plain(column, row)
                if isinstance(value, Decimal):
                    sheet.write_number(line, place, value, amount)
                elif isinstance(value, int):
                    sheet.write_number(line, place, value)
                else:
                    sheet.write_string(line, place, value)
    return held.getvalue()
