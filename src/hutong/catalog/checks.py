"""What a draft alone cannot know: whether its names are free and what it points to is there."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.catalog import queries
from hutong.catalog.attributes import WantedParameter, with_units, without_figure
from hutong.catalog.drafts import ProductDraft
from hutong.catalog.labels import queries as labels
from hutong.catalog.models import Product
from hutong.kernel import texts
from hutong.kernel.errors import Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK

Wanted = Mapping[UUID, Sequence[WantedParameter]]
"""By category."""

Placed = tuple[int, Problem]
"""The place of the draft among those handed in, and what is wrong with it."""


async def collisions(
    session: AsyncSession,
    drafts: Sequence[ProductDraft],
    wanted: Wanted,
    *,
    coming: Collection[str] = (),
) -> list[Placed]:
    return [
        *_shared_between(drafts),
        *await _taken_slugs(session, drafts),
        *await _taken_codes(session, drafts),
        *await _missing(session, drafts, coming),
        *unsaid(drafts, wanted),
        *_unmeasured(drafts, wanted),
        *await _labels(session, drafts),
    ]


def measured(drafts: Sequence[ProductDraft], wanted: Wanted) -> list[ProductDraft]:
    """With the units that their categories want where a number was typed alone."""
    return [
        replace(draft, parameters=with_units(draft.parameters, wanted.get(draft.category_id, ())))
        for draft in drafts
    ]


def _unmeasured(drafts: Sequence[ProductDraft], wanted: Wanted) -> Iterator[Placed]:
    for place, draft in enumerate(drafts):
        asked = wanted.get(draft.category_id, ())
        yield from ((place, each) for each in without_figure(draft.parameters, asked))


def unsaid(drafts: Sequence[ProductDraft], wanted: Wanted) -> list[Placed]:
    """Parameters that the category requires and the product does not tell."""
    problems = []
    for place, draft in enumerate(drafts):
        told = {each.name.get(FALLBACK) for each in draft.parameters}
        asked = [each.name for each in wanted.get(draft.category_id, ()) if each.required]
        if names := [texts.pick(name) for name in asked if name[FALLBACK] not in told]:
            words = _("This category needs: {names}.").format(names=", ".join(names))
            problems.append((place, Problem("parameters", words)))
    return problems


def reused_codes(products: Sequence[Product]) -> list[Placed]:
    """Codes that an older SKU of the same product, off sale now, still answers to."""
    return [
        (place, Problem(f"skus.{n}.code", _("An earlier SKU of this product has this code.")))
        for place, product in enumerate(products)
        for counts in [Counter(sku.code for sku in product.skus)]
        for n, sku in enumerate(product.active_skus)
        if counts[sku.code] > 1
    ]


def _shared_between(drafts: Sequence[ProductDraft]) -> Iterator[Placed]:
    slugs = Counter(draft.slug for draft in drafts)
    codes = Counter(chain.from_iterable({sku.code for sku in draft.skus} for draft in drafts))
    barcodes = Counter(
        chain.from_iterable({sku.barcode for sku in draft.skus if sku.barcode} for draft in drafts)
    )
    for place, draft in enumerate(drafts):
        if slugs[draft.slug] > 1:
            yield place, Problem("slug", _("This is there twice."))
        for n, sku in enumerate(draft.skus):
            if codes[sku.code] > 1:
                yield place, Problem(f"skus.{n}.code", _("This is there twice."))
            if sku.barcode and barcodes[sku.barcode] > 1:
                yield place, Problem(f"skus.{n}.barcode", _("This is there twice."))


async def _labels(session: AsyncSession, drafts: Sequence[ProductDraft]) -> list[Placed]:
    """Tags and brands that are not there. No statement where none are named."""
    slugs = await labels.known_tags(session, {slug for draft in drafts for slug in draft.tags})
    brands = {draft.brand_id for draft in drafts if draft.brand_id}
    known = await labels.known_brands(session, brands)
    problems = []
    for place, draft in enumerate(drafts):
        if unknown := [slug for slug in draft.tags if slug not in slugs]:
            words = _("There is no tag {tag}.").format(tag=unknown[0])
            problems.append((place, Problem("tags", words)))
        if draft.brand_id and draft.brand_id not in known:
            problems.append((place, Problem("brand_id", _("There is no such brand."))))
    return problems


async def _taken_slugs(session: AsyncSession, drafts: Sequence[ProductDraft]) -> list[Placed]:
    taken = await queries.taken_slugs(session, [draft.slug for draft in drafts])
    message = _("Another product has this address.")
    return [
        (place, Problem("slug", message))
        for place, draft in enumerate(drafts)
        if draft.slug in taken and taken[draft.slug] != draft.id
    ]


async def _taken_codes(session: AsyncSession, drafts: Sequence[ProductDraft]) -> list[Placed]:
    codes = [sku.code for draft in drafts for sku in draft.skus]
    barcodes = [sku.barcode for draft in drafts for sku in draft.skus if sku.barcode]
    rows = await queries.taken_codes(session, codes=codes, barcodes=barcodes)
    problems = []
    for place, draft in enumerate(drafts):
        others = [row for row in rows if row.product_id != draft.id]
        theirs = {row.code for row in others}, {row.barcode for row in others}
        for n, sku in enumerate(draft.skus):
            if sku.code in theirs[0]:
                message = _("Another product has a SKU with this code.")
                problems.append((place, Problem(f"skus.{n}.code", message)))
            if sku.barcode and sku.barcode in theirs[1]:
                message = _("Another product has a SKU with this barcode.")
                problems.append((place, Problem(f"skus.{n}.barcode", message)))
    return problems


async def _missing(
    session: AsyncSession, drafts: Sequence[ProductDraft], coming: Collection[str]
) -> list[Placed]:
    """Categories and pictures that are not there."""
    known = {category.id for category in await queries.categories(session)}
    keys = {key for draft in drafts for _field, key in draft.picture_keys} - set(coming)
    missing = await content.missing_pictures(session, keys)
    problems = [
        (place, Problem("category_id", _("There is no such category.")))
        for place, draft in enumerate(drafts)
        if draft.category_id not in known
    ]
    films = {draft.film for draft in drafts if draft.film}
    lost_films = await content.missing_films(session, films)
    problems += [
        (place, Problem("film", _("This film is not in the media library.")))
        for place, draft in enumerate(drafts)
        if draft.film in lost_films
    ]
    lost = _("This picture is not in the media library.")
    problems += [
        (place, Problem(field, lost))
        for place, draft in enumerate(drafts)
        for field, key in draft.picture_keys
        if key in missing
    ]
    return problems
