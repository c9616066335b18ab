"""What differs between two states of a product, in the order in which one reads about it; and
words beside words, down to the single character of Chinese and the single word of English."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

import msgspec

from hutong.catalog.drafts import META, PROVENANCE, ProductDraft, SkuDraft
from hutong.kernel.texts import FALLBACK, LANGUAGES, Texts

TOKEN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
TOKENS_MAX = 4_000
"""Beyond that a passage is told whole: finding the shortest way grows with the square."""


@dataclass(frozen=True, kw_only=True)
class Differing:
    """`field` in the words of the trail; `of` names the parameter or specification. What has a
    language is words, everything else as JSON keeps it."""

    field: str
    of: str = ""
    language: str = ""
    before: Any
    after: Any


class Way(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    way: Way
    words: str


def differing(before: ProductDraft, after: ProductDraft) -> list[Differing]:
    old, new = dict(_told(before)), dict(_told(after))
    return [
        Differing(
            field=field, of=of, language=language, before=old.get(place), after=new.get(place)
        )
        for place in dict.fromkeys([*new, *old])
        if (old.get(place) or None) != (new.get(place) or None)
        for field, of, language in [place]
    ]


def pieces(before: str, after: str) -> list[Piece]:
    """Line by line, and within the lines that changed word by word."""
    found: list[Piece] = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for same, gone, came in _steps(old, new):
        if same:
            found.append(Piece(Way.SAME, "".join(gone)))
        else:
            found += _within("".join(gone), "".join(came))
    return found


_Place = tuple[str, str, str]


def _told(draft: ProductDraft) -> Iterator[tuple[_Place, Any]]:
    yield from _both("title", draft.title)
    yield from _both("subtitle", draft.subtitle or {})
    yield from _both("description", draft.description or {})
    yield ("pictures", "", ""), [each.key for each in draft.pictures]
    yield ("turn_pictures", "", ""), list(draft.turn)
    yield ("film", "", ""), draft.film
    for n, picture in enumerate(draft.pictures):
        yield from _both("alt", picture.alt, of=str(n + 1))
    for parameter in draft.parameters:
        yield from _both("parameters", parameter.value, of=parameter.name.get(FALLBACK, ""))
    for spec in draft.specs:
        name = spec.name.get(FALLBACK, "")
        for language in LANGUAGES:
            values = (value.name.get(language, "") for value in spec.values)
            yield ("specs", name, language), " / ".join(value for value in values if value)
    yield ("slug", "", ""), draft.slug
    yield ("category_id", "", ""), str(draft.category_id)
    yield ("tags", "", ""), list(draft.tags)
    yield ("keywords", "", ""), list(draft.keywords)
    for field in META:
        yield from _both(field, getattr(draft, field) or {})
    yield ("brand_id", "", ""), str(draft.brand_id) if draft.brand_id else None
    yield ("sourcing", "", ""), draft.sourcing
    yield from (((field, "", ""), getattr(draft, field)) for field in PROVENANCE)
    yield ("limit_per_member", "", ""), draft.limit_per_member
    yield ("limit_days", "", ""), draft.limit_days
    yield ("valid_days", "", ""), draft.valid_days
    for sku in draft.skus:
        yield from _sku(sku)


def _both(field: str, words: Texts, *, of: str = "") -> Iterator[tuple[_Place, Any]]:
    for language in LANGUAGES:
        yield (field, of, language), words.get(language, "")


def _sku(sku: SkuDraft) -> Iterator[tuple[_Place, Any]]:
    kept: Mapping[str, Any] = msgspec.to_builtins(asdict(sku), enc_hook=str)
    for name in ("price", "original", "barcode", "weight_grams", "picture", "active"):
        yield (f"skus.{sku.code}.{name}", "", ""), kept[name]


def _within(before: str, after: str) -> Iterator[Piece]:
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    whole = max(len(old), len(new)) > TOKENS_MAX
    for same, gone, came in [(False, old, new)] if whole else _steps(old, new):
        if same:
            yield Piece(Way.SAME, "".join(gone))
            continue
        if gone:
            yield Piece(Way.GONE, "".join(gone))
        if came:
            yield Piece(Way.NEW, "".join(came))


def _steps(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    matched = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, other, last in matched.get_opcodes():
        yield tag == "equal", old[start:end], new[other:last]
