from enum import StrEnum


class PageKind(StrEnum):
    """What a page is for. Home and category pages have an address already."""

    HOME = "home"
    CATEGORY = "category"
    VENUE = "venue"
    STORY = "story"
    SCENE = "scene"
    ARTICLE = "article"


class Audience(StrEnum):
    """Who sees a block. The shop knows them by their cookies alone, and who looks for lower prices
    by what they bought."""

    EVERYONE = "everyone"
    NEW = "new"
    RETURNING = "returning"
    GUESTS = "guests"
    MEMBERS = "members"
    PRICE_MINDED = "price_minded"


class Reader(StrEnum):
    """Who asks for a page: here for the first time, here before, signed in, or signed in and known
    to look for lower prices."""

    NEW = "new"
    RETURNING = "returning"
    MEMBER = "member"
    PRICE_MINDED = "price_minded"


SEES = {
    Audience.EVERYONE: set(Reader),
    Audience.NEW: {Reader.NEW},
    Audience.RETURNING: {Reader.RETURNING, Reader.MEMBER, Reader.PRICE_MINDED},
    Audience.GUESTS: {Reader.NEW, Reader.RETURNING},
    Audience.MEMBERS: {Reader.MEMBER, Reader.PRICE_MINDED},
    Audience.PRICE_MINDED: {Reader.PRICE_MINDED},
}
