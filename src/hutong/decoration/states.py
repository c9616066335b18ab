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
    """Who sees a block. The shop knows them by their cookies alone."""

    EVERYONE = "everyone"
    NEW = "new"
    RETURNING = "returning"
    GUESTS = "guests"
    MEMBERS = "members"


class Reader(StrEnum):
    """Who asks for a page: here for the first time, here before, or signed in."""

    NEW = "new"
    RETURNING = "returning"
    MEMBER = "member"


SEES = {
    Audience.EVERYONE: set(Reader),
    Audience.NEW: {Reader.NEW},
    Audience.RETURNING: {Reader.RETURNING, Reader.MEMBER},
    Audience.GUESTS: {Reader.NEW, Reader.RETURNING},
    Audience.MEMBERS: {Reader.MEMBER},
}
