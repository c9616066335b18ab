"""What an article is made of: a small plain language that staff can type without learning it.

A line that begins with "## " is a heading, lines that begin with "- " are a list, an empty line
ends a paragraph. **Words** are stressed, [words](/page) lead to a page of this shop, and a line
such as ![words](key) is a picture of the media library. There is no HTML: what looks like it is
shown as it was typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class BlockKind(StrEnum):
    HEADING = "heading"
    LIST = "list"
    PARAGRAPH = "paragraph"
    PICTURE = "picture"


PICTURE = re.compile(r"!\[([^\]\n]*)\]\(([0-9a-f]{32})\)")
STRESSED_OR_LINKED = re.compile(r"\*\*(.+?)\*\*|\[([^\]]+)\]\((/(?![/\\])[^)\s]*)\)")


@dataclass(frozen=True)
class Span:
    """Part of a line: plain, stressed, or leading to `url`."""

    text: str
    stressed: bool = False
    url: str = ""


@dataclass(frozen=True)
class Block:
    """A picture has its key, and as its line the words that say what it shows."""

    kind: BlockKind
    lines: tuple[str, ...]
    picture: str = ""


def spans(line: str) -> Iterator[Span]:
    at = 0
    for found in STRESSED_OR_LINKED.finditer(line):
        if found.start() > at:
            yield Span(line[at : found.start()])
        bold, words, url = found.groups()
        yield Span(bold or words, stressed=bool(bold), url=url or "")
        at = found.end()
    if at < len(line):
        yield Span(line[at:])


MARKS = {
    BlockKind.HEADING: "## ",
    BlockKind.LIST: "- ",
    BlockKind.PARAGRAPH: "",
    BlockKind.PICTURE: "",
}


def pictures_in(body: str) -> Iterator[str]:
    """The keys of all that it shows."""
    for line in body.splitlines():
        found = PICTURE.fullmatch(line.strip())
        if found:
            yield found[2]


def blocks(body: str) -> list[Block]:
    return list(_blocks(body))


def _blocks(body: str) -> Iterator[Block]:
    for kind, group in groupby((line.strip() for line in body.splitlines()), key=_kind):
        if kind is None:
            continue
        lines = tuple(line.removeprefix(MARKS[kind]) for line in group)
        if kind is BlockKind.PICTURE:
            yield from (_picture(line) for line in lines)
        elif kind is BlockKind.HEADING:
            yield from (Block(kind, (line,)) for line in lines)
        else:
            yield Block(kind, lines)


def _picture(line: str) -> Block:
    found = PICTURE.fullmatch(line)
    words, key = (found[1], found[2]) if found else ("", "")
    return Block(BlockKind.PICTURE, (words,), key)


def _kind(line: str) -> BlockKind | None:
    if not line:
        return None
    if PICTURE.fullmatch(line):
        return BlockKind.PICTURE
    return next(kind for kind, mark in MARKS.items() if line.startswith(mark))
