from enum import StrEnum


class ImportState(StrEnum):
    RECEIVED = "received"
    UNREADABLE = "unreadable"
    CHECKED = "checked"
    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"


class LineState(StrEnum):
    """`kept`: somebody changed it since, so that undoing the import left it as it is."""

    PLANNED = "planned"
    DONE = "done"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"


class Fate(StrEnum):
    """What taking an import back does with a product of it, and what it did. `stays`: somebody
    changed it since."""

    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    STAYS = "stays"


class Mode(StrEnum):
    ALL = "all"
    GOOD = "good"


MOVES = {
    ImportState.RECEIVED: {ImportState.UNREADABLE, ImportState.CHECKED},
    ImportState.UNREADABLE: set[ImportState](),
    ImportState.CHECKED: {ImportState.CHECKED, ImportState.DONE, ImportState.DROPPED},
    ImportState.DONE: {ImportState.UNDONE},
    ImportState.UNDONE: set[ImportState](),
    ImportState.DROPPED: set[ImportState](),
}
