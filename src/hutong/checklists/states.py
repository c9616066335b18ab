from enum import StrEnum


class About(StrEnum):
    """What a checklist is attached to."""

    NOTHING = "nothing"
    """It stands by itself: the daily opening, the eleventh of November."""
    PRODUCT = "product"
    ORDER = "order"
    IMPORT = "import"
    PAGE = "page"
    THEME = "theme"
    ARTICLE = "article"


class Starts(StrEnum):
    """When a list of a procedure begins."""

    BY_HAND = "by_hand"
    NEW = "new"
    """By itself, with each new record of its kind."""
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


REPEATS = frozenset({Starts.DAILY, Starts.WEEKLY, Starts.MONTHLY})


class DueFrom(StrEnum):
    """What the hours of a step are counted from."""

    START = "start"
    """So many hours after the list began."""
    DATE = "date"
    """So many hours before the date that the list leads up to."""


class Deed(StrEnum):
    """What happened to a step of a list."""

    TICKED = "ticked"
    CONFIRMED = "confirmed"
    UNDONE = "undone"
    CAME_TRUE = "came_true"
    NO_LONGER_TRUE = "no_longer_true"
