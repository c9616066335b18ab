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
