"""What a tag looks like, where it is seen, and how a product is sourced."""

from enum import StrEnum


class Tone(StrEnum):
    """The colours of a badge, by the names of the design tokens."""

    HOT = "hot"
    SOLID = "solid"
    BRAND = "brand"
    GOOD = "good"
    WARN = "warn"
    CALM = "calm"


class TagPlace(StrEnum):
    """Each is found by its word; a filter is offered beside lists too, a badge on cards as well."""

    CARD = "card"
    FILTER = "filter"
    SEARCH = "search"


class Sourcing(StrEnum):
    OWN_BRAND = "own_brand"
    EXCLUSIVE = "exclusive"
