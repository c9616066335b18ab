"""From the bytes that somebody brings to rows of cells, each of which knows where it stood.

Nothing of the file is believed: sizes are counted before anything is unpacked, names never become
paths, and what is no table is refused with what to do about it. Runs in a thread.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import PurePosixPath

import openpyxl
from openpyxl.utils import get_column_letter

from hutong.exchange.columns import recognised, title_of
from hutong.exchange.refusals import (
    BadNames,
    Encrypted,
    HasMacros,
    HeadingsTwice,
    Merged,
    NoTable,
    OldExcel,
    SeveralTables,
    Suspicious,
    TooManyRows,
    TooWide,
    Uncounted,
    Undecodable,
    UnpacksToTooMuch,
    WrongHeadings,
)

COLUMNS_MAX = 60
TEXT_MAX = 25_000
ENTRIES_MAX = 5000
LINES_MAX = 1_048_576
"""As many as a sheet can have: empty ones cost nothing but the time to pass them."""
PICTURE_NAMES = (".jpg", ".jpeg", ".png", ".webp")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]{1,20})"')
UNCOUNTED = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/][^<]*(?:</(?:\w+:)?f>)?'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
EMPTY_ROW = re.compile(rb'<row\b[^>]*?\br="[0-9]+"[^>]*?(?:/>|>\s*(?:<c\b[^>]*?/>\s*)*</row>)')
SHEETS = "xl/worksheets/"
MACROS = "vbaproject.bin"
DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True, slots=True)
class Limits:
    rows: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class Cell:
    """`dated`: the program made a date of it, and what was typed is lost."""

    text: str
    place: str
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that have a column of ours, by its key; the rest of the line is `whole`."""

    number: int
    cells: dict[str, Cell]
    whole: Sequence[str]

    def text(self, key: str) -> str:
        cell = self.cells.get(key)
        return cell.text if cell else ""

    def place(self, key: str) -> str:
        cell = self.cells.get(key)
        return cell.place if cell else f"{self.number}"


@dataclass(frozen=True)
class Brought:
    """What was in the file: the table, and pictures by their name, to be read one at a time."""

    sheet: str
    headings: Sequence[str]
    columns: Sequence[str]
    unknown: Sequence[str]
    rows: Sequence[Row]
    pictures: dict[str, str] = field(default_factory=dict)
    """The name in the cell, in small letters, and the name in the zip."""


def read(content: bytes, name: str, limits: Limits) -> Brought:
    """Raises a Refused that says what is wrong with the file and what to do."""
    if content.startswith(OLE):
        raise OldExcel
    if not content.startswith(b"PK"):
        return _brought(name, _csv(content), limits, {})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _harmless(packed, limits)
            if "xl/workbook.xml" in packed.namelist():
                return _book(content, packed, limits, {})
            return _bundle(packed, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, NotImplementedError, EOFError):
        raise NoTable from None
    except RuntimeError:  # a password that nobody gave
        raise Encrypted from None


def picture(content: bytes, entry: str) -> bytes:
    """One picture of the zip. Its size was counted when the file was read."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(entry)


def _harmless(packed: zipfile.ZipFile, limits: Limits) -> None:
    entries = packed.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES_MAX or unpacked > limits.unpacked:
        raise UnpacksToTooMuch(limits.unpacked // 1024 // 1024)
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise Encrypted
    for entry in entries:
        name = _name(entry)
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or ":" in name or "\0" in name:
            raise BadNames(name[:60])


def _name(entry: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in its own encoding and does not say so."""
    if entry.flag_bits & UTF_8_FLAG:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _bundle(packed: zipfile.ZipFile, limits: Limits) -> Brought:
    """A zip with one table and the pictures that it names."""
    tables, pictures = [], {}
    for entry in packed.infolist():
        path = PurePosixPath(_name(entry))
        if entry.is_dir() or path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        if path.suffix.lower() in {".xlsx", ".csv"} and not path.name.startswith("~$"):
            tables.append((path.name, entry))
        elif path.suffix.lower() in PICTURE_NAMES:
            pictures[path.name.lower()] = entry.filename
    if len(tables) != 1:
        raise SeveralTables(len(tables)) if tables else NoTable
    name, entry = tables[0]
    content = packed.read(entry)
    if not content.startswith(b"PK"):
        return _brought(name, _csv(content), limits, pictures)
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        _harmless(inner, limits)
        return _book(content, inner, limits, pictures)


def _book(
    content: bytes, packed: zipfile.ZipFile, limits: Limits, pictures: dict[str, str]
) -> Brought:
    for entry in packed.infolist():
        if entry.filename.lower().endswith(MACROS):
            raise HasMacros
        if entry.filename.endswith((".xml", ".rels")):
            _plain_xml(packed.read(entry))
    try:
        slim = _without_empty_rows(content, packed)
        book = openpyxl.load_workbook(io.BytesIO(slim), read_only=True, data_only=True)
    except Exception as trouble:  # whatever a broken file makes of a reader written for whole ones
        raise NoTable from trouble
    try:
        sheet = book.worksheets[0]
        _plain_sheet(sheet.title, packed.read(getattr(sheet, "_worksheet_path", "")))
        lines = sheet.iter_rows(max_row=LINES_MAX, max_col=COLUMNS_MAX + 1, values_only=True)
        return _brought(sheet.title, lines, limits, pictures)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError):
        raise NoTable from None
    finally:
        book.close()


def _without_empty_rows(content: bytes, packed: zipfile.ZipFile) -> bytes:
    """A column that was painted to the end of the sheet is a million rows without a word, which
    would be read for half a minute. The others say their numbers themselves."""
    slim = {}
    for entry in packed.infolist():
        if entry.filename.startswith(SHEETS) and entry.filename.endswith(".xml"):
            part = packed.read(entry)
            slim[entry.filename] = EMPTY_ROW.sub(b"", part)
            if len(slim[entry.filename]) == len(part):
                del slim[entry.filename]
    if not slim:
        return content
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for entry in packed.infolist():
            made.writestr(entry.filename, slim.get(entry.filename) or packed.read(entry))
    return held.getvalue()


def _plain_sheet(title: str, part: bytes) -> None:
    """Every row stands for itself, and every cell has a value that somebody has seen."""
    if merged := MERGED.findall(part):
        raise Merged(title, ", ".join(ref.decode() for ref in merged[:5]))
    if b"<f" in part or b":f" in part:
        uncounted = UNCOUNTED.findall(part)
        if uncounted:
            raise Uncounted(title, ", ".join(ref.decode() for ref in uncounted[:5]))


def _plain_xml(part: bytes) -> None:
    """No spreadsheet program writes these; whoever does means harm."""
    if part.startswith(UTF_16) or any(word in part for word in DECLARES):
        raise Suspicious


def _csv(content: bytes) -> Iterator[Sequence[object]]:
    if b"\0" in content and not content.startswith(UTF_16):
        raise NoTable
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise NoTable from None


def _decoded(content: bytes) -> str:
    if content.startswith(UTF_16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise Undecodable from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Undecodable


def _brought(
    sheet: str, lines: Iterator[Sequence[object]], limits: Limits, pictures: dict[str, str]
) -> Brought:
    headings = [_text(value).text for value in next(iter(lines), ())]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > COLUMNS_MAX:
        raise TooWide(COLUMNS_MAX)
    columns = [key or "" for key in recognised(headings)]
    _check_headings(headings, columns)
    rows: list[Row] = []
    for number, line in enumerate(lines, start=2):
        if line.count(None) < len(line):
            row = _row(number, list(islice(line, len(columns))), columns)
            rows += [row] if row else []
        if len(rows) > limits.rows or number > LINES_MAX:
            raise TooManyRows(limits.rows)
    return Brought(
        sheet=sheet,
        headings=headings,
        columns=[key for key in columns if key],
        unknown=[
            heading for heading, key in zip(headings, columns, strict=True) if heading and not key
        ],
        rows=rows,
        pictures=pictures,
    )


def _check_headings(headings: Sequence[str], columns: Sequence[str]) -> None:
    known = [key for key in columns if key]
    twice = sorted({title_of(key) for key in known if known.count(key) > 1})
    if "sku" not in known:
        raise WrongHeadings(
            missing=title_of("sku"), found=", ".join(filter(None, headings))[:200] or "-"
        )
    if twice:
        raise HeadingsTwice(", ".join(twice))


def _row(number: int, line: Sequence[object], columns: Sequence[str]) -> Row | None:
    cells: dict[str, Cell] = {}
    whole: list[str] = []
    for place, value in enumerate(line):
        read_as = _text(value)
        whole.append(read_as.text)
        if columns[place] and (read_as.text or read_as.dated):
            where = f"{get_column_letter(place + 1)}{number}"
            cells[columns[place]] = Cell(read_as.text, where, read_as.dated)
    return Row(number, cells, whole) if any(whole) else None


def _text(value: object) -> Cell:
    """As somebody would have typed it."""
    match value:
        case None:
            return Cell("", "")
        case bool():
            return Cell("yes" if value else "no", "")
        case datetime() | date() | time():
            return Cell(str(value), "", dated=True)
        case str():
            return Cell(_clean(value)[:TEXT_MAX], "")
        case _:
            return Cell(_number(value), "")


def _number(value: object) -> str:
    """12.0 is 12, and 19.990000000000002 is 19.99: a spreadsheet keeps binary fractions."""
    if isinstance(value, float):
        written = f"{Decimal(repr(value)):.6f}".rstrip("0").rstrip(".")
        return written or "0"
    return str(value)


def _clean(words: str) -> str:
    return words.replace("\0", "").replace("\r\n", "\n").strip()
