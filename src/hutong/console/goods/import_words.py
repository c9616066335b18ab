"""The words and colours of imports, and how their lines are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from hutong.console.kit import Label, Labels, Tone
from hutong.console.kit.filters import WORDS_MAX
from hutong.console.kit.screens import ROOT
from hutong.exchange import (
    COLUMNS,
    Fate,
    ImportLine,
    ImportState,
    Kind,
    LineState,
    Mode,
    title_of,
)
from hutong.kernel.i18n import N_, gettext, ngettext
from hutong.views.imports import Mistake

STATES: Labels = {
    ImportState.RECEIVED: Label(N_("Being checked"), Tone.INFO),
    ImportState.CHECKED: Label(N_("Waits for you"), Tone.WARN),
    ImportState.DONE: Label(N_("Imported"), Tone.GOOD),
    ImportState.UNDONE: Label(N_("Import undone")),
    ImportState.UNREADABLE: Label(N_("Unreadable"), Tone.BAD),
    ImportState.DROPPED: Label(N_("Dropped")),
}
KINDS: Labels = {
    Kind.WRONG: Label(N_("Wrong"), Tone.BAD),
    Kind.CREATE: Label(N_("New"), Tone.GOOD),
    Kind.CHANGE: Label(N_("Changed"), Tone.INFO),
    Kind.SAME: Label(N_("As it is")),
}
LINE_STATES: Labels = {
    LineState.PLANNED: Label(N_("Not imported")),
    LineState.DONE: Label(N_("Imported"), Tone.GOOD),
    LineState.REFUSED: Label(N_("Refused"), Tone.BAD),
    LineState.UNDONE: Label(N_("Import undone")),
    LineState.KEPT: Label(N_("Left as it is now"), Tone.WARN),
}
FATES: Labels = {
    Fate.WITHDRAWN: Label(N_("New, goes off sale"), Tone.WARN),
    Fate.RESTORED: Label(N_("Put back as it was"), Tone.GOOD),
    Fate.STAYS: Label(N_("Changed since, stays as it is")),
}
COLUMN_TITLES: Labels = {column.key: Label(column.title) for column in COLUMNS}
MODES: Labels = {
    Mode.ALL: Label(N_("All or nothing")),
    Mode.GOOD: Label(N_("Only the products without a wrong row")),
}
CHANGES_TOLD = 3
TOLD_MAX = 60
ARROW = "→"


@dataclass(frozen=True, slots=True)
class ChangeShown:
    row: int
    sku: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WrongShown:
    row: int
    cell: str
    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class MistakeShown:
    field: str
    message: str
    cells: int
    where: str
    url: str


def mistakes_of(import_id: UUID, mistakes: Sequence[Mistake]) -> list[MistakeShown]:
    """Each with the way to the products of the file that have it."""
    return [
        MistakeShown(
            field=title_of(each.column),
            message=each.message,
            cells=each.cells,
            where=where(each.first_cells, each.first_rows, each.cells),
            url=f"{ROOT}/import-lines?"
            + urlencode({"of": import_id, "column": each.column, "q": each.message[:WORDS_MAX]}),
        )
        for each in mistakes
    ]


def changes_of(line: ImportLine) -> list[ChangeShown]:
    return [
        ChangeShown(
            each["row"], each["sku"], title_of(each["column"]), each["before"], each["after"]
        )
        for each in line.changes
    ]


def wrong_of(line: ImportLine) -> list[WrongShown]:
    return [
        WrongShown(
            each["row"], each["cell"], title_of(each["column"]), each["value"], each["message"]
        )
        for each in line.wrong
    ]


def rows_of(line: ImportLine) -> str:
    """3, 5-7: rows that follow each other are one part."""
    parts: list[list[int]] = []
    for row in line.rows:
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    told = [f"{part[0]}-{part[-1]}" if len(part) > 1 else f"{part[0]}" for part in parts]
    return ", ".join(told[:CHANGES_TOLD]) + (" …" if len(told) > CHANGES_TOLD else "")


def told(line: ImportLine) -> str:
    """What happens, or what is wrong, in a few words."""
    if line.note:
        return line.note
    said = list(_wrong(line) if line.wrong else _changed(line))
    if line.kind is Kind.CREATE and not line.wrong:
        skus = {each["sku"] for each in line.changes if each["sku"]}
        words = ngettext(
            "A new draft with {count} SKU.", "A new draft with {count} SKUs.", len(skus)
        )
        return words.format(count=len(skus))
    more = len(said) - CHANGES_TOLD
    words = gettext("; ").join(said[:CHANGES_TOLD])
    return gettext("{words}; {count} more").format(words=words, count=more) if more > 0 else words


def where(cells: Sequence[str], rows: Sequence[int], count: int) -> str:
    """F3, F4, F5 and 497 more: the cells of a mistake, or the rows where the file has none."""
    each = zip(cells, rows, strict=True)
    told = [cell or gettext("Row {row}").format(row=row) for cell, row in each]
    first = gettext(", ").join(told[:CHANGES_TOLD])
    more = count - min(len(told), CHANGES_TOLD)
    return gettext("{words} and {count} more").format(words=first, count=more) if more else first


def _wrong(line: ImportLine) -> Iterator[str]:
    """Each mistake once, with its cells."""
    alike: dict[str, list[WrongShown]] = {}
    for each in wrong_of(line):
        alike.setdefault(each.message, []).append(each)
    for message, some in alike.items():
        cells = where([each.cell for each in some], [each.row for each in some], len(some))
        yield f"{cells}: {message}".rstrip("。.")


def _changed(line: ImportLine) -> Iterator[str]:
    for each in changes_of(line):
        sku = f"{each.sku} " if each.sku else ""
        yield f"{sku}{each.field}: {_short(each.before)} {ARROW} {_short(each.after)}"


def _short(words: str) -> str:
    plain = words.replace("\n", " ")
    return (plain if len(plain) <= TOLD_MAX else f"{plain[:TOLD_MAX]}…") or gettext("nothing")
