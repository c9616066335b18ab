"""Exchange: products in and out in one documented format, with a dry run, a report, and an undo."""

from hutong.exchange.bringing import (
    CARRY_OUT,
    CHECK,
    UNDO,
    Brought,
    bring,
    check_again,
    drop,
)
from hutong.exchange.carrying_out import confirm
from hutong.exchange.column import Column
from hutong.exchange.columns import COLUMNS, title_of
from hutong.exchange.models import Import, ImportLine
from hutong.exchange.planned import Kind
from hutong.exchange.queries import (
    Counts,
    counts,
    fate,
    fates,
    find_import,
    lines,
)
from hutong.exchange.refusals import NoSuchImport, NothingToDo, NotNow, SomeAreWrong
from hutong.exchange.states import Fate, ImportState, LineState, Mode
from hutong.exchange.taking_out import products_as_file, template, wrong_rows
from hutong.exchange.undoing import ask_to_undo
from hutong.exchange.work import works

__all__ = [
    "CARRY_OUT",
    "CHECK",
    "COLUMNS",
    "UNDO",
    "Brought",
    "Column",
    "Counts",
    "Fate",
    "Import",
    "ImportLine",
    "ImportState",
    "Kind",
    "LineState",
    "Mode",
    "NoSuchImport",
    "NotNow",
    "NothingToDo",
    "SomeAreWrong",
    "ask_to_undo",
    "bring",
    "check_again",
    "confirm",
    "counts",
    "drop",
    "fate",
    "fates",
    "find_import",
    "lines",
    "products_as_file",
    "template",
    "title_of",
    "works",
    "wrong_rows",
]
