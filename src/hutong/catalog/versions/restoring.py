"""A version becomes the product again: looked at beforehand, and saved as any other change is."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.catalog import queries, service
from hutong.catalog.drafts import PictureDraft, ProductDraft, SkuDraft
from hutong.catalog.models import Product
from hutong.catalog.sheets import ProductSheet
from hutong.catalog.versions.models import Cause, Source
from hutong.catalog.versions.queries import find_versions, sheet_of
from hutong.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Restoring:
    """`draft` is what would be saved, `lost` are the fields of what cannot come back."""

    draft: ProductDraft
    lost: Sequence[str]


async def restoring(
    session: AsyncSession, product_id: UUID, number: int, *, prices: bool
) -> Restoring:
    """What would come of it now; nothing is written. Without `prices` they stay as they are."""
    (version,) = await find_versions(session, product_id, number)
    now = await queries.product_by_id(session, product_id)
    then = sheet_of(version).draft
    gone = await content.missing_pictures(session, {key for _field, key in then.picture_keys})
    known = {category.id for category in await queries.categories(session)}
    draft = _without(replace(then, version=now.version), gone)
    if then.category_id not in known:
        draft = replace(draft, category_id=now.category_id)
    if then.film and await content.missing_films(session, {then.film}):
        draft = replace(draft, film=None)
    draft = replace(draft, skus=_priced(now, draft.skus, prices=prices))
    return Restoring(draft=draft, lost=lost(then, gone, known))


def lost(
    then: ProductDraft, pictures_gone: AbstractSet[str], known: AbstractSet[UUID]
) -> list[str]:
    """The fields whose pictures and category are not there any more."""
    pictures = [field for field, key in then.picture_keys if key in pictures_gone]
    return pictures if then.category_id in known else [*pictures, "category_id"]


async def restore_version(
    session: AsyncSession, product_id: UUID, number: int, *, prices: bool, by: Actor
) -> Product:
    """Raises NoSuchVersion, and what saving refuses."""
    found = await restoring(session, product_id, number, prices=prices)
    cause = Cause(Source.RESTORE, str(number))
    return await service.save_product(session, found.draft, by=by, cause=cause)


def _without(draft: ProductDraft, gone: AbstractSet[str]) -> ProductDraft:
    """The pictures that were taken out of the media library stand nowhere any more."""

    def kept(key: str | None) -> str | None:
        return None if key in gone else key

    pictures: tuple[PictureDraft, ...] = tuple(
        each for each in draft.pictures if each.key not in gone
    )
    specs = tuple(
        replace(
            spec,
            values=tuple(replace(value, picture=kept(value.picture)) for value in spec.values),
        )
        for spec in draft.specs
    )
    skus = tuple(replace(sku, picture=kept(sku.picture)) for sku in draft.skus)
    turn = () if gone & set(draft.turn) else draft.turn
    return replace(draft, pictures=pictures, specs=specs, skus=skus, turn=turn)


def _priced(now: ProductSheet, skus: Sequence[SkuDraft], *, prices: bool) -> tuple[SkuDraft, ...]:
    """An original price stays where its price does, and never comes back: it stood beside the
    price of that time."""
    kept = {sku.id: sku for sku in now.skus}
    found = []
    for sku in skus:
        present = kept.get(sku.id) if sku.id else None
        if present is not None and (not prices or sku.price == present.price):
            found.append(replace(sku, price=present.price, original=present.original))
        else:
            found.append(replace(sku, original=None))
    return tuple(found)
