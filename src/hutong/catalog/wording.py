"""Every word of a product that shoppers read, by its field; and what may not stand there."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import compliance
from hutong.catalog import queries
from hutong.catalog.drafts import ProductDraft
from hutong.compliance import SUPPLIER, Book, Hit, Kind
from hutong.kernel import texts
from hutong.kernel.errors import Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts


def words_of(draft: ProductDraft) -> dict[str, str]:
    """By path: "title.zh", "parameters.3.value.en"; and from whom it comes, which nobody reads but
    the lists."""
    return {
        f"{field}.{language}": words
        for field, both in _texts(draft)
        for language, words in both.items()
        if words
    } | {place: words for place in SUPPLIER if (words := getattr(draft, place))}


async def claims(
    session: AsyncSession, drafts: Sequence[tuple[int, ProductDraft]]
) -> list[tuple[int, Problem]]:
    """What keeps each of them off the shelf, by the place of the draft. One statement, two when
    some words count for some categories only."""
    if not drafts:
        return []
    book = await compliance.book(session)
    above = await _above(session) if book.asks_for_categories else {}
    return [
        (place, Problem(hit.field, told(hit)))
        for place, draft in drafts
        for hit in hits(book, draft, above.get(draft.category_id, ()))
        if hit.blocks
    ]


def hits(book: Book, draft: ProductDraft, categories: Sequence[UUID] = ()) -> list[Hit]:
    return book.hits(words_of(draft), categories)


def told(hit: Hit) -> str:
    """In one sentence: what, why, and what to write instead."""
    if hit.kind is Kind.SUPPLIER:
        words = _("Goods of the supplier “{found}” may not be sold. {reason}")
        return words.format(found=hit.found, reason=texts.pick(hit.reason)).strip()
    words = _("“{found}” may not stand here. {reason}")
    said = words.format(found=hit.found, reason=texts.pick(hit.reason))
    instead = texts.pick(hit.instead)
    return f"{said} {instead}".strip()


async def _above(session: AsyncSession) -> dict[UUID, Sequence[UUID]]:
    paths = await queries.ancestry(session)
    return {key: [category.id for category in path] for key, path in paths.items()}


def _texts(draft: ProductDraft) -> Iterator[tuple[str, Texts]]:
    yield "title", draft.title
    yield "subtitle", draft.subtitle or {}
    yield "description", draft.description or {}
    for n, parameter in enumerate(draft.parameters):
        yield f"parameters.{n}.name", parameter.name
        yield f"parameters.{n}.value", parameter.value
    for n, spec in enumerate(draft.specs):
        yield f"specs.{n}.name", spec.name
        for m, value in enumerate(spec.values):
            yield f"specs.{n}.values.{m}.name", value.name
    for n, picture in enumerate(draft.pictures):
        yield f"pictures.{n}.alt", picture.alt
