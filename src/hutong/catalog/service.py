"""Products: save, put on the shelf, take off it, price."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import addresses, checks, matrix, queries, trail, wording
from hutong.catalog.drafts import PRICE_MAX_MINOR, PROVENANCE, ProductDraft, meta_of
from hutong.catalog.events import PriceChanged, ProductChanged
from hutong.catalog.models import FormerProductSlug, Product, ProductPicture, TurnPicture
from hutong.catalog.prices import gate
from hutong.catalog.prices import queries as prices
from hutong.catalog.queries import ProductNotFound
from hutong.catalog.states import ProductState
from hutong.catalog.versions.keeping import keep
from hutong.catalog.versions.models import BY_HAND, Cause, Source
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money


@dataclass(eq=False)
class SavedMeanwhile(Conflict):
    message = "{edited_by} saved this product in the meantime. Look at it again first."
    edited_by: str


async def save_product(
    session: AsyncSession, draft: ProductDraft, *, by: Actor, cause: Cause = BY_HAND
) -> Product:
    """Create or replace a product with its specs and SKU matrix. Raises Invalid with every
    problem, and SavedMeanwhile when the draft was made from an older version."""
    return (await save_products(session, [draft], by=by, cause=cause))[0]


async def save_products(
    session: AsyncSession, drafts: Sequence[ProductDraft], *, by: Actor, cause: Cause = BY_HAND
) -> list[Product]:
    """Many at once, all or none, in a handful of statements. With more than one draft the
    fields of a Problem begin with the draft's place: "3.skus.0.code"."""
    await queries.hold_editing(session)
    known = await queries.locked(session, [draft.id for draft in drafts if draft.id])
    wanted = await queries.wanted_parameters(session)
    drafts = checks.measured(drafts, wanted)
    _refuse(
        drafts,
        [
            *_own_problems(drafts, known),
            *await checks.collisions(session, drafts, wanted),
            *await wording.claims(session, _on_sale(drafts, known)),
            *await gate.unlawful(session, drafts, approved=cause.source is Source.APPROVED),
        ],
    )
    at = clock.now()
    comparing = await _comparing(session, drafts, at)
    products, repriced, turns = [], [], []
    for draft in drafts:
        product = known.get(draft.id) if draft.id else None
        before = trail.product_told(product) if product else {}
        if product is None:
            product = _new_product(draft)
            session.add(product)
        turns.append(addresses.Turn(product.id, product.slug, draft.slug))
        repriced += _fit(product, draft, comparing)
        product.edited(at, by)
        trail.record_product(session, by, "catalog.save_product", product, before=before)
        products.append(product)
    _refuse(drafts, checks.reused_codes(products))
    with session.no_autoflush:
        await addresses.taken(session, FormerProductSlug, turns)
    await keep(session, [product.id for product in products], by=by, cause=cause)
    await addresses.left(session, FormerProductSlug, turns, by=by)
    for change in [*repriced, *(ProductChanged(product_id=product.id) for product in products)]:
        events.emit(session, change)
    return products


async def problems_with(
    session: AsyncSession, drafts: Sequence[ProductDraft], *, coming: Collection[str] = ()
) -> list[checks.Placed]:
    """What `save_products` would refuse now, by the place of the draft; nothing is written. The
    pictures that are `coming` will be in the media library by then."""
    on_sale = await queries.on_sale(session, [draft.id for draft in drafts if draft.id])
    wanted = await queries.wanted_parameters(session)
    drafts = checks.measured(drafts, wanted)
    shown = [(n, draft) for n, draft in enumerate(drafts) if draft.id in on_sale]
    return [
        *((n, problem) for n, draft in enumerate(drafts) for problem in draft.problems()),
        *((n, lack) for n, draft in shown for lack in draft.lacks_for_listing),
        *await checks.collisions(session, drafts, wanted, coming=coming),
        *await wording.claims(session, shown),
        *await gate.unlawful(session, drafts),
    ]


async def withdraw_products(
    session: AsyncSession, ids: Sequence[UUID], *, by: Actor, cause: Cause = BY_HAND
) -> None:
    """Off the shelf, and no SKU of them can be chosen any more: as far back as goods can be
    taken that may have been sold."""
    await queries.hold_editing(session)
    at = clock.now()
    for product in (await queries.locked(session, ids)).values():
        before = trail.product_told(product)
        if product.state is ProductState.LISTED:
            product.take_off_shelf(at, by)
        else:
            product.edited(at, by)
        for sku in product.skus:
            sku.active = False
        trail.record_product(session, by, "catalog.withdraw_product", product, before=before)
        events.emit(session, ProductChanged(product_id=product.id))
    await keep(session, ids, by=by, cause=cause)


async def list_product(session: AsyncSession, product_id: UUID, *, by: Actor) -> None:
    """Put it on the shelf. Raises Invalid with everything that is missing for that."""
    await list_products(session, [product_id], by=by)


async def list_products(session: AsyncSession, ids: Sequence[UUID], *, by: Actor) -> None:
    """Many at once, all or none."""
    held = await queries.locked(session, ids)
    if lost := [product_id for product_id in ids if product_id not in held]:
        raise ProductNotFound(str(lost[0]))
    sheets = await queries.products(session, ids)
    drafts = [sheet.draft for sheet in sheets]
    _refuse(
        drafts,
        [
            *((n, lack) for n, draft in enumerate(drafts) for lack in draft.lacks_for_listing),
            *checks.unsaid(drafts, await queries.wanted_parameters(session)),
            *await wording.claims(session, list(enumerate(drafts))),
        ],
    )
    at = clock.now()
    for product_id in ids:
        product = held[product_id]
        before = trail.product_told(product)
        product.put_on_shelf(at, by)
        trail.record_product(session, by, "catalog.list_product", product, before=before)
        events.emit(session, ProductChanged(product_id=product_id))


async def delist_product(session: AsyncSession, product_id: UUID, *, by: Actor) -> None:
    product = await _locked(session, product_id)
    before = trail.product_told(product)
    product.take_off_shelf(clock.now(), by)
    trail.record_product(session, by, "catalog.delist_product", product, before=before)
    events.emit(session, ProductChanged(product_id=product_id))


async def change_price(session: AsyncSession, sku_id: UUID, price: Money, *, by: Actor) -> None:
    """Without an original price beside it: with one, it is a change of the product."""
    if not 0 < price.minor <= PRICE_MAX_MINOR:
        raise Invalid([Problem("price", _("A price is above zero and at most ¥1,000,000."))])
    sku = await queries.locked_sku(session, sku_id)
    before = sku.price
    if price == before:
        return
    product = await _locked(session, sku.product_id)
    if words := await gate.takes_two_to_ask(session, sku_id, price):
        raise Invalid([Problem("price", words)])
    told = trail.product_told(product)
    sku.price = price
    sku.compare_with(None, clock.now(), until=None)
    product.edited(clock.now(), by)
    trail.record_product(session, by, "catalog.change_price", product, before=told)
    change = PriceChanged(product_id=product.id, sku_id=sku_id, before=before, after=price)
    events.emit(session, change)
    await keep(session, [product.id], by=by, cause=BY_HAND)


async def _locked(session: AsyncSession, product_id: UUID) -> Product:
    product = (await queries.locked(session, [product_id])).get(product_id)
    if product is None:
        raise ProductNotFound(str(product_id))
    return product


def _own_problems(
    drafts: Sequence[ProductDraft], known: Mapping[UUID, Product]
) -> Iterator[checks.Placed]:
    for place, draft in enumerate(drafts):
        yield from ((place, problem) for problem in draft.problems())
        product = known.get(draft.id) if draft.id else None
        if product is None:
            continue
        if draft.version not in (None, product.version):
            raise SavedMeanwhile(product.edited_by)
        if draft.kind is not product.kind:
            words = _("Goods stay goods and services stay services: make a new product.")
            yield place, Problem("kind", words)
        if product.state is ProductState.LISTED:
            yield from ((place, problem) for problem in draft.lacks_for_listing)


def _on_sale(
    drafts: Sequence[ProductDraft], known: Mapping[UUID, Product]
) -> list[tuple[int, ProductDraft]]:
    """Those whose words shoppers will read as soon as they are saved."""
    return [
        (place, draft)
        for place, draft in enumerate(drafts)
        if draft.id and (kept := known.get(draft.id)) and kept.state is ProductState.LISTED
    ]


def _refuse(drafts: Sequence[ProductDraft], problems: Sequence[checks.Placed]) -> None:
    if not problems:
        return
    if len(drafts) == 1:
        raise Invalid([problem for _place, problem in problems])
    raise Invalid(
        [Problem(f"{place}.{problem.field}", problem.message) for place, problem in problems]
    )


def _new_product(draft: ProductDraft) -> Product:
    return Product(id=draft.id or new_id(), version=0, pictures=[], turn=[], specs=[], skus=[])


async def _comparing(
    session: AsyncSession, drafts: Sequence[ProductDraft], at: datetime
) -> matrix.Comparing:
    if not any(sku.original for draft in drafts for sku in draft.skus):
        return matrix.Comparing(at, at)
    return matrix.Comparing(at, (await prices.price_rules(session)).ends(at))


def _fit(product: Product, draft: ProductDraft, comparing: matrix.Comparing) -> list[PriceChanged]:
    product.slug = draft.slug
    product.title = draft.title
    product.subtitle = draft.subtitle or {}
    product.description = draft.description or {}
    product.category_id = draft.category_id
    product.parameters = [asdict(parameter) for parameter in draft.parameters]
    product.tags, product.keywords = list(draft.tags), list(draft.keywords)
    product.meta_title, product.meta_description = meta_of(draft)
    product.brand_id, product.sourcing = draft.brand_id, draft.sourcing
    product.limit_per_member, product.limit_days = draft.limit_per_member, draft.limit_days
    product.kind, product.valid_days = draft.kind, draft.valid_days
    product.film = draft.film
    for field in PROVENANCE:
        setattr(product, field, getattr(draft, field).strip())
    _fit_pictures(product, draft)
    _fit_turn(product, draft.turn)
    matrix.fit_specs(product, draft.specs)
    return [
        PriceChanged(
            product_id=product.id, sku_id=each.sku_id, before=each.before, after=each.after
        )
        for each in matrix.fit_skus(product, draft, comparing)
    ]


def _fit_pictures(product: Product, draft: ProductDraft) -> None:
    rows = {row.position: row for row in product.pictures}
    pictures = []
    for position, each in enumerate(draft.pictures):
        row = rows.get(position) or ProductPicture(position=position)
        row.key, row.alt = each.key, each.alt
        pictures.append(row)
    product.pictures = pictures


def _fit_turn(product: Product, keys: Sequence[str]) -> None:
    rows = {row.position: row for row in product.turn}
    turn = [rows.get(place) or TurnPicture(position=place) for place in range(len(keys))]
    for row, key in zip(turn, keys, strict=True):
        row.key = key
    product.turn = turn
