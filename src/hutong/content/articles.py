"""What an article is made of: a small plain language that staff can type without learning it.

A line that begins with "## " is a heading, lines that begin with "- " are a list, an empty line
ends a paragraph.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class BlockKind(StrEnum):
    HEADING = "heading"
    LIST = "list"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True)
class Block:
    kind: BlockKind
    lines: tuple[str, ...]


MARKS = {BlockKind.HEADING: "## ", BlockKind.LIST: "- ", BlockKind.PARAGRAPH: ""}


def blocks(body: str) -> list[Block]:
    return list(_blocks(body))


def _blocks(body: str) -> Iterator[Block]:
    for kind, group in groupby((line.strip() for line in body.splitlines()), key=_kind):
        if kind is None:
            continue
        lines = tuple(line.removeprefix(MARKS[kind]) for line in group)
        if kind is BlockKind.HEADING:
            yield from (Block(kind, (line,)) for line in lines)
        else:
            yield Block(kind, lines)


def _kind(line: str) -> BlockKind | None:
    if not line:
        return None
    return next(kind for kind, mark in MARKS.items() if line.startswith(mark))
