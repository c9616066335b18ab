"""The lines of a document: typed, scanned or brought along as a file. A code is a SKU's or its
barcode; a line without a number is one piece, as a scanner types it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit import PartField, Posted
from hutong.console.kit.imports import Cell, table
from hutong.inventory import QUANTITY_MAX, Want
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_
from hutong.kernel.i18n import gettext as _
from hutong.views.stock.goods import sku_ids

FIELD = "lines"
LINES_MAX, TEXT_MAX, CODE_MAX = 5000, 200_000, 64
TOLD_MAX = 8
BETWEEN = re.compile(r"[\s,;，；]+")
DIGITS_MAX = 7


@dataclass(frozen=True, slots=True)
class Typed:
    """`place` says where it stands: line 3, or cell B3."""

    code: str
    quantity: int
    place: str
    second: int | None = None


def lines_field(title: str = N_("Articles")) -> PartField:
    return PartField(
        name=FIELD,
        title=title,
        template="console/stock/_lines.html",
        parse=_parse,
        echo=lambda posted: posted.one(FIELD),
        wide=True,
    )


async def wants_of(session: AsyncSession, typed: Sequence[Typed]) -> list[Want]:
    """Raises Invalid and names each code that nobody knows, with its place."""
    known = await sku_ids(session, [each.code for each in typed])
    unknown = [each for each in typed if each.code not in known]
    if unknown:
        raise wrong(
            [
                _("{place}: {code} is no SKU code or barcode of ours.").format(
                    place=each.place, code=each.code
                )
                for each in unknown
            ]
        )
    return [Want(known[each.code], each.quantity) for each in typed]


def wrong(told: Sequence[str]) -> Invalid:
    """The first few of them, and how many more there are."""
    more = len(told) - TOLD_MAX
    words = [*told[:TOLD_MAX]]
    if more > 0:
        words.append(_("And {count} more.").format(count=more))
    return Invalid([Problem(FIELD, " ".join(words))])


def typed_lines(posted: Posted, *, numbers: int = 1) -> list[Typed | str]:
    """What was typed and what a file brings; where a line makes no sense, what is wrong with it."""
    text = posted.one(FIELD)
    if len(text) > TEXT_MAX:
        return [_("At most {most} lines at once.").format(most=LINES_MAX)]
    return [_line(cells[: numbers + 1]) for cells in (*_typed(text), *_brought(posted))]


def parse_lines(found: Sequence[Typed | str], *, needed: bool = True) -> list[Typed]:
    """Raises Invalid."""
    told = [each for each in found if isinstance(each, str)]
    if told:
        raise wrong(told)
    lines = [each for each in found if isinstance(each, Typed)]
    if needed and not lines:
        raise wrong([_("Type, scan or bring along at least one article.")])
    if len(lines) > LINES_MAX:
        raise wrong([_("At most {most} lines at once.").format(most=LINES_MAX)])
    return lines


def _parse(posted: Posted) -> list[Typed]:
    return parse_lines(typed_lines(posted))


def _typed(text: str) -> Iterator[list[Cell]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if parts := [part for part in BETWEEN.split(line) if part]:
            place = _("Line {number}").format(number=number)
            yield [Cell(part, place) for part in parts]


def _brought(posted: Posted) -> Iterator[list[Cell]]:
    """The first columns of a file; a heading may stand above them."""
    for file in posted.files("file")[:1]:
        for number, cells in enumerate(table(file, field=FIELD)):
            heading = not number and cells[1:] and _number(cells[1].text) is None
            if not heading:
                yield cells


def _line(cells: Sequence[Cell]) -> Typed | str:
    code, *typed = cells
    numbers = [_number(cell.text) for cell in typed if cell.text]
    for cell in typed:
        number = _number(cell.text)
        if cell.text and (number is None or number > QUANTITY_MAX):
            words = _("{place}: {text} is no whole number.")
            return words.format(place=cell.place, text=cell.text[:CODE_MAX])
    if not code.text:
        return _("{place}: the code is missing.").format(place=code.place)
    first, second = [*numbers, None, None][:2]
    return Typed(code.text[:CODE_MAX].upper(), 1 if first is None else first, code.place, second)


def _number(text: str) -> int | None:
    plain = text.replace(",", "")
    digits = plain.isascii() and plain.isdecimal() and len(plain) <= DIGITS_MAX
    return int(plain) if digits else None
