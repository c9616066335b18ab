"""Blocks as pages draw them: the template of a kind is the file of its name in this folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hutong import content, decoration
from hutong.decoration import KINDS, Block, Body, Field, Goods, Items, Reader, Shown, Words
from hutong.kernel.texts import pick
from hutong.recommendation import NOTHING_KNOWN, Interests
from hutong.search import Index
from hutong.storefront.cards import cards
from hutong.storefront.interest import arranged, picked
from hutong.web.region import There
from hutong.web.visitor import Visitor

FOR_YOU = "for_you"


@dataclass(frozen=True, slots=True)
class Drawn:
    """`values` are in the reader's language: words, cards, paragraphs."""

    id: str
    kind: str
    values: Mapping[str, Any]

    @property
    def template(self) -> str:
        return f"storefront/blocks/{self.kind}.html"


def draw(
    blocks: Sequence[Block], index: Index, *, reader: Reader, there: There, interests: Interests
) -> tuple[Drawn, ...]:
    """As the reader sees them at the moment of `there`."""
    shown = decoration.shown(blocks, index, there.at, reader, region=there.code)
    return tuple(
        Drawn(each.id, each.kind, _values(each, index, there, interests))
        for each in arranged(shown, interests)
    )


def reader_of(visitor: Visitor, interests: Interests = NOTHING_KNOWN) -> Reader:
    """By cookies alone, and by what is known of a member."""
    if interests.price_minded:
        return Reader.PRICE_MINDED
    if visitor.seems_signed_in:
        return Reader.MEMBER
    return Reader.RETURNING if visitor.guest_token else Reader.NEW


def _values(block: Shown, index: Index, there: There, interests: Interests) -> dict[str, Any]:
    values = _drawn(KINDS[block.kind].fields, block.values, there)
    if block.kind != FOR_YOU:
        return values
    own = picked(block.values["goods"], interests, index, there)
    if own is None:
        return {**values, "personal": False, "reason": ""}
    return {**values, "goods": cards(own.goods, there), "personal": True, "reason": own.reason}


def _drawn(fields: Sequence[Field], values: Mapping[str, Any], there: There) -> dict[str, Any]:
    return {each.name: _value(each, values[each.name], there) for each in fields}


def _value(field: Field, value: Any, there: There) -> Any:
    match field:
        case Body():
            return tuple(content.blocks(pick(value)))
        case Words():
            return pick(value)
        case Goods():
            return cards(there.shown(value), there)
        case Items():
            return tuple(_drawn(field.fields, each, there) for each in value)
        case _:
            return value
