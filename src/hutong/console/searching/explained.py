"""Every part of a product's score, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from hutong.kernel.i18n import gettext
from hutong.kernel.texts import pick
from hutong.search import Document, Effect, Explanation, Hit, Name, NameKind

TIMES = "\u00d7"


@dataclass(frozen=True, slots=True)
class Part:
    """`worth`: points that are added up, or what they are multiplied with."""

    title: str
    told: str
    worth: str


def parts(explanation: Explanation, document: Document) -> list[Part]:
    return [
        *map(_hit, explanation.hits),
        *(_name(each, explanation) for each in explanation.named),
        *_text(explanation),
        *_factors(explanation, document),
    ]


def _hit(hit: Hit) -> Part:
    told = gettext("Found as “{written}” in the texts of the product").format(written=hit.written)
    return Part(gettext("Word “{word}”").format(word=hit.word), told, f"+ {hit.points:.2f}")


def _name(name: Name, explanation: Explanation) -> Part:
    if name.kind is NameKind.BRAND:
        told = gettext("Recognised in the words: only goods of this brand are shown")
        return Part(gettext("Brand “{name}”").format(name=pick(name.texts)), told, "")
    told = gettext("Recognised in the words: goods of this category come forward")
    title = gettext("Category “{name}”").format(name=pick(name.texts))
    return Part(title, told, f"+ {explanation.lift:.2f}")


def _text(explanation: Explanation) -> Iterator[Part]:
    if explanation.text:
        told = gettext("More where a word is rare among the goods and the title is short")
        yield Part(gettext("Fine measure of the words"), told, f"{explanation.nuance:+.2f}")
        told = gettext("All of the words together")
        yield Part(gettext("Score of the words"), told, f"= {explanation.text:.2f}")


def _factors(explanation: Explanation, document: Document) -> Iterator[Part]:
    sold = gettext("{count} sold").format(count=document.sales)
    yield Part(gettext("Sales"), sold, f"{TIMES} {explanation.sales:.3f}")
    told = gettext("New goods of the last months count a little more")
    yield Part(gettext("Freshness"), told, f"{TIMES} {explanation.freshness:.3f}")
    told = gettext("In stock") if document.in_stock else gettext("Sold out")
    yield Part(gettext("Stock"), told, f"{TIMES} {explanation.stock:.0f}")
    yield Part(
        gettext("Merchandising rule"), _steered(explanation), f"{TIMES} {explanation.steered:.1f}"
    )


def _steered(explanation: Explanation) -> str:
    match explanation.effect:
        case Effect.PIN if explanation.place:
            words = gettext("Pinned at place {place}: stands before all scores")
            return words.format(place=explanation.place)
        case Effect.PIN:
            return gettext("Pinned, but not while it is sold out")
        case Effect.BOOST:
            return gettext("Boosted")
        case Effect.BURY:
            return gettext("Buried")
        case None:
            return gettext("No rule about this product")
