from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum


class FindingState(StrEnum):
    OPEN = "open"
    RIGHT = "right"
    MOVED = "moved"


MOVES: Mapping[FindingState, AbstractSet[FindingState]] = {
    FindingState.OPEN: {FindingState.RIGHT, FindingState.MOVED},
    FindingState.RIGHT: {FindingState.OPEN},
    FindingState.MOVED: {FindingState.OPEN},
}


class Reason(StrEnum):
    """What speaks for another category."""

    WORDS = "words"
    """Its words are those of the goods there."""
    TITLE = "title"
    """A word of its title is hardly found but there."""
    PARAMETERS = "parameters"
    """It has what is asked there, and nothing of what is asked here."""
