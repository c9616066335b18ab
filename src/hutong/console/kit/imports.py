"""Tables that staff bring along as files. Every cell remembers where it stood."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import openpyxl
from litestar.datastructures import UploadFile
from openpyxl.utils import get_column_letter

from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _

BYTES_MAX = 5 * 1024 * 1024
UNPACKED_MAX = 50 * 1024 * 1024
ROWS_MAX, COLUMNS_MAX, TEXT_MAX = 5000, 30, 200


@dataclass(frozen=True, slots=True)
class Cell:
    """`place` as a spreadsheet says it: B3."""

    text: str
    place: str


def table(file: UploadFile, *, field: str) -> list[list[Cell]]:
    """The rows of a CSV or of the first sheet of an XLSX, empty ones left out. Raises Invalid."""
    content = file.file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise _unreadable(field, _("The file is larger than 5 MB."))
    try:
        found = list(_xlsx(content) if content.startswith(b"PK") else _csv(content))
    except (OSError, ValueError, KeyError, csv.Error, zipfile.BadZipFile):
        raise _unreadable(field, _("This is no CSV or Excel file that can be read.")) from None
    if len(found) > ROWS_MAX:
        raise _unreadable(field, _("At most {most} rows in one file.").format(most=ROWS_MAX))
    return found


def _csv(content: bytes) -> Iterator[list[Cell]]:
    """UTF-8, else what Chinese Excel writes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    yield from _rows(csv.reader(io.StringIO(text, newline=""), strict=True))


def _xlsx(content: bytes) -> Iterator[list[Cell]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > UNPACKED_MAX:
            raise ValueError("unpacks to too much")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        yield from _rows(sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True))
    finally:
        book.close()


def _rows(rows: Iterator[Sequence[object]]) -> Iterator[list[Cell]]:
    count = 0
    for number, row in enumerate(rows, start=1):
        cells = [
            Cell(_text(value), f"{get_column_letter(place)}{number}")
            for place, value in enumerate(row[:COLUMNS_MAX], start=1)
        ]
        if any(cell.text for cell in cells):
            count += 1
            yield cells
        if count > ROWS_MAX:
            return


def _text(value: object) -> str:
    """Numbers as people write them; the quote that kept a formula from running is taken away."""
    if value is None:
        return ""
    if not isinstance(value, str | int) and str(value).endswith(".0"):
        return str(value).removesuffix(".0")
    return str(value).replace("\0", "").strip().removeprefix("'")[:TEXT_MAX]


def _unreadable(field: str, words: str) -> Invalid:
    return Invalid([Problem(field, words)])
