"""The format going out: products as xlsx, csv or zip, the template, the wrong rows of a file."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from hutong import content
from hutong.assortment import Area
from hutong.catalog import ProductSheet, Sourcing
from hutong.exchange import cells
from hutong.exchange.cells import Limit, Suggestions
from hutong.exchange.column import Column
from hutong.exchange.columns import BY_KEY, COLUMNS
from hutong.kernel.i18n import N_, gettext

BYTE_ORDER_MARK = "\ufeff"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "zip": "application/zip"}
PICTURE_WIDTH = 960
ROWS_WITH_CHOICES = 20_000
TELLING = N_("What is wrong")
LISTS = "lists"

Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shop:
    """What cells need to know beside the products."""

    slugs: Mapping[UUID, str]
    limits: Mapping[str, Limit]
    areas: Mapping[UUID, Sequence[Area]]
    suggested: Suggestions


def lines(sheets: Iterable[ProductSheet], shop: Shop) -> Iterator[Line]:
    """One for each SKU; what the whole product has stands in its first."""
    for sheet in sheets:
        draft = sheet.draft
        shared: Line = cells.product_cells(draft, state=sheet.state, slugs=shop.slugs)
        shared = {**shared, **cells.region_cells(shop.areas.get(sheet.id, ()))}
        for sku in draft.skus:
            beside = shop.limits.get(sku.code), shop.suggested.get(sku.code)
            yield {**shared, **cells.sku_cells(draft, sku, *beside)}
            shared = {"product": sheet.slug}


def as_csv(found: Iterable[Line]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([gettext(column.title) for column in COLUMNS])
    for line in found:
        writer.writerow([_safe(line.get(column.key, "")) for column in COLUMNS])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def as_xlsx(found: Iterable[Line]) -> bytes:
    """Every cell is text: no barcode loses its end, no value becomes a date or a formula."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet(gettext("Products"))
        _head(book, sheet, COLUMNS)
        for number, line in enumerate(found, start=1):
            for place, column in enumerate(COLUMNS):
                if words := line.get(column.key, ""):
                    sheet.write_string(number, place, _safe(words))
    return held.getvalue()


def as_zip(table: bytes, keys: Iterable[str], media_dir: Path) -> bytes:
    """The table with the pictures beside it, each under its key."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("products.xlsx", table)
        for key in dict.fromkeys(keys):
            path = content.picture_path(media_dir, key, PICTURE_WIDTH)
            if path is not None:
                packed.write(path, f"pictures/{key}.webp")
    return held.getvalue()


def template(shelves: Mapping[str, Sequence[str]]) -> bytes:
    """Headings with notes, choices to pull down, one example row, and a sheet that explains."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet(gettext("Products"))
        _head(book, sheet, COLUMNS)
        _explain(book)
        lists = book.add_worksheet(LISTS)
        lists.hide()
        choices: dict[str, object] = {"active": ["yes", "no"], "sourcing": list(Sourcing)}
        for at, (key, slugs) in enumerate(shelves.items()):
            lists.write_column(0, at, slugs)
            letter = xl_col_to_name(at)
            if slugs:
                choices[key] = f"={LISTS}!${letter}$1:${letter}${len(slugs)}"
        for place, column in enumerate(COLUMNS):
            if column.key in choices:
                rule = {
                    "validate": "list",
                    "source": choices[column.key],
                    "error_type": "warning",
                }
                sheet.data_validation(1, place, ROWS_WITH_CHOICES, place, rule)
    return held.getvalue()


def wrong_rows(headings: Sequence[str], rows: Sequence[tuple[Sequence[str], str]]) -> bytes:
    """The rows as they were brought, with a column before them that says why they are wrong: that
    column is no column of the format, so the corrected file can be brought again as it is."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet(gettext("Wrong rows"))
        head = book.add_format({"bold": True})
        told = book.add_format({"font_color": "#a82a1e", "text_wrap": True})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 50)
        for place, words in enumerate([gettext(TELLING), *headings]):
            sheet.write_string(0, place, words, head)
        for number, (row, why) in enumerate(rows, start=1):
            sheet.write_string(number, 0, why, told)
            for place, words in enumerate(row, start=1):
                if words:
                    sheet.write_string(number, place, _safe(words))
    return held.getvalue()


def _head(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#e3ecf7", "border": 1})
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, plain)
        star = " *" if column.required else ""
        sheet.write_string(0, place, gettext(column.title) + star, bold)
        sheet.write_comment(0, place, gettext(column.note), {"x_scale": 2, "y_scale": 1.2})


def _explain(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(gettext("Explanation"))
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (width, words) in enumerate(
        [(24, gettext("Column")), (80, gettext("What stands there")), (40, gettext("Example"))]
    ):
        sheet.set_column(place, place, width, wrap)
        sheet.write_string(0, place, words, bold)
    for number, column in enumerate(BY_KEY.values(), start=1):
        sheet.write_string(number, 0, gettext(column.title))
        sheet.write_string(number, 1, gettext(column.note))
        sheet.write_string(number, 2, column.example)
    last = len(BY_KEY) + 2
    for number, words in enumerate(
        (
            N_("An empty cell leaves the field as it is; [clear] empties it."),
            N_("A column that is left out is left alone. SKUs that are not in the file stay."),
            N_("New products are drafts. Put them on sale in the console."),
        )
    ):
        sheet.write_string(last + number, 1, gettext(words))


def _safe(words: str) -> str:
    """What a spreadsheet would take for a formula gets a quote before it; reading takes it away."""
    return f"'{words}" if words.startswith(FORMULA_SIGNS) else words
