"""Changing single values of a product, told in the words of the audit trail: field to [from, to].
What is done to many products at once, and taking back what was done, are both such changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.catalog import queries, service, trail
from hutong.catalog.drafts import META, PROVENANCE, ProductDraft, SkuDraft
from hutong.catalog.labels.states import Sourcing
from hutong.catalog.models import Product
from hutong.catalog.queries import ProductNotFound
from hutong.catalog.states import ProductState
from hutong.catalog.versions.models import BY_HAND, Cause
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Refused
from hutong.kernel.money import Money

Changes = Mapping[str, Sequence[Any]]


@dataclass(eq=False)
class ChangedMeanwhile(Conflict):
    message = "This was changed again in the meantime. Look at it before you decide."
    field: str


@dataclass(eq=False)
class CannotChange(Refused):
    message = "This cannot be changed here. Open the product itself."
    field: str


def _money(kept: Any) -> Money:
    return Money(kept["minor"], kept["currency"])


def _money_or_none(kept: Any) -> Money | None:
    return None if kept is None else _money(kept)


def _as_kept(kept: Any) -> Any:
    return kept


FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "title": _as_kept,
    "subtitle": _as_kept,
    "description": _as_kept,
    "slug": _as_kept,
    "category_id": UUID,
    "tags": tuple,
    "keywords": tuple,
    **dict.fromkeys(META, _as_kept),
    "brand_id": lambda kept: UUID(kept) if kept else None,
    "sourcing": lambda kept: Sourcing(kept) if kept else None,
    **dict.fromkeys(PROVENANCE, _as_kept),
    "limit_per_member": _as_kept,
    "limit_days": _as_kept,
    "valid_days": _as_kept,
}
SKU_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "price": _money,
    "original": _money_or_none,
    "barcode": _as_kept,
    "weight_grams": _as_kept,
    "active": bool,
}
STATE = "state"


def changeable(changes: Changes) -> bool:
    """Whether all of it can be changed one value at a time, back and forth."""
    return bool(changes) and all(_known(field, pair) for field, pair in changes.items())


async def change_product(
    session: AsyncSession,
    product_id: UUID,
    changes: Changes,
    *,
    by: Actor,
    cause: Cause = BY_HAND,
) -> None:
    """Every field from its first value to its second. Raises ChangedMeanwhile where a field is
    no longer what it is changed from, CannotChange, and whatever saving or listing refuses."""
    product = (await queries.locked(session, [product_id])).get(product_id)
    if product is None:
        raise ProductNotFound(str(product_id))
    _check(product, changes)
    words = {field: after for field, (_before, after) in changes.items() if field != STATE}
    leaves = changes.get(STATE, (None, None))[1] == ProductState.DELISTED
    if leaves:
        await service.delist_product(session, product_id, by=by)
    if words:
        sheet = await queries.product_by_id(session, product_id)
        await service.save_product(session, changed(sheet.draft, words), by=by, cause=cause)
    if STATE in changes and not leaves:
        await service.list_product(session, product_id, by=by)


def _check(product: Product, changes: Changes) -> None:
    now = {
        name: after for name, (_, after) in access.changes({}, trail.product_told(product)).items()
    }
    for field, pair in changes.items():
        if not _known(field, pair):
            raise CannotChange(field)
        if now.get(field) != pair[0]:
            raise ChangedMeanwhile(field)


def _known(field: str, pair: Sequence[Any]) -> bool:
    if field == STATE:
        return {pair[0], pair[1]} <= {ProductState.LISTED, ProductState.DELISTED} or (
            pair[1] == ProductState.LISTED
        )
    return field in FIELDS or _of_sku(field)[1] in SKU_FIELDS


def _of_sku(field: str) -> tuple[str, str]:
    """skus.<code>.<field>: the code may hold dots."""
    _skus, _, rest = field.partition(".")
    code, _, name = rest.rpartition(".")
    return (code, name) if field.startswith("skus.") else ("", "")


def changed(draft: ProductDraft, words: Mapping[str, Any]) -> ProductDraft:
    """With these values, each told as the trail tells it."""
    values = {field: FIELDS[field](kept) for field, kept in words.items() if field in FIELDS}
    skus = {sku.code: sku for sku in draft.skus}
    for field in words:
        code, name = _of_sku(field)
        if name == "price" and code in skus:  # the price before stood beside the one before
            skus[code] = replace(skus[code], original=None)
    for field, kept in words.items():
        code, name = _of_sku(field)
        if name:
            skus[code] = _sku(skus.get(code), field, name, kept)
    return replace(draft, **values, skus=tuple(skus.values()))


def _sku(sku: SkuDraft | None, field: str, name: str, kept: Any) -> SkuDraft:
    if sku is None:
        raise CannotChange(field)
    changed = {name: SKU_FIELDS[name](kept)}
    return replace(sku, **changed)
