from enum import StrEnum


class Why(StrEnum):
    """Why all goods are looked at."""

    WORDS = "words"
    CATEGORIES = "categories"
    ASKED = "asked"
    OPENING = "opening"


class Cause(StrEnum):
    """Why goods went on the shelf or off it."""

    PERSON = "person"
    UNDO = "undo"
    HOLD = "hold"
    RELEASE = "release"
    APPOINTMENT = "appointment"
    SOLD_OUT = "sold_out"
    IN_STOCK = "in_stock"
    SEASON = "season"
    PAPERS = "papers"
    INSPECTION = "inspection"
    """A batch failed its inspection."""
    REVIEW = "review"
    """A colleague looked at goods on sale again and sent them back."""


class ReviewState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


REVIEW_MOVES = {
    ReviewState.WAITING: {
        ReviewState.APPROVED,
        ReviewState.RETURNED,
        ReviewState.WITHDRAWN,
    },
    ReviewState.APPROVED: set[ReviewState](),
    ReviewState.RETURNED: set[ReviewState](),
    ReviewState.WITHDRAWN: set[ReviewState](),
}


class PaperKind(StrEnum):
    INSPECTION = "inspection"
    COMPULSORY = "compulsory"
    LICENCE = "licence"
    BRAND = "brand"
    ORIGIN = "origin"


class OnExpiry(StrEnum):
    """What happens to goods on sale when a paper they need is no longer valid."""

    KEEP = "keep"
    TAKE_OFF = "take_off"


class RuleKind(StrEnum):
    SOLD_OUT = "sold_out"
    """Off after so many days without stock; back as soon as there is some."""
    SEASON = "season"
    """Off outside its season; back when it begins."""
