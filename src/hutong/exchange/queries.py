from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Brand, Category, Product, Sku
from hutong.exchange.models import Import, ImportLine
from hutong.exchange.planned import Kind
from hutong.exchange.refusals import NoSuchImport
from hutong.exchange.states import Fate, ImportState, LineState
from hutong.kernel.texts import LANGUAGES

BRINGING_LOCK = text("select pg_advisory_xact_lock(hashtext('exchange.bring'))")
OPEN = (ImportState.RECEIVED, ImportState.CHECKED)
AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many products of an import are what, and how far each has come."""

    kinds: Mapping[Kind, int]
    states: Mapping[LineState, int]


@dataclass(frozen=True, slots=True)
class Shelves:
    """Categories and brands by address and by every name, in small letters; None for a name that
    several have."""

    categories: Mapping[str, UUID | None]
    brands: Mapping[str, UUID | None]
    slugs: Mapping[UUID, str]


async def find_import(session: AsyncSession, import_id: UUID) -> Import:
    found = await session.get(Import, import_id, populate_existing=True)
    if found is None:
        raise NoSuchImport
    return found


async def locked(session: AsyncSession, import_id: UUID) -> Import:
    found = await session.get(
        Import, import_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if found is None:
        raise NoSuchImport
    return found


async def hold_bringing(session: AsyncSession) -> None:
    """One file at a time, so that the same one twice is found to be the same."""
    await session.execute(BRINGING_LOCK)


async def same_file(session: AsyncSession, digest: str) -> Import | None:
    """The import of the same content that is neither done nor dropped."""
    found: Import | None = await session.scalar(
        select(Import).where(Import.digest == digest, Import.state.in_(OPEN))
    )
    return found


async def counts(session: AsyncSession, import_id: UUID) -> Counts:
    rows = await session.execute(
        select(ImportLine.kind, ImportLine.state, func.count().label("lines"))
        .where(ImportLine.import_id == import_id)
        .group_by(ImportLine.kind, ImportLine.state)
    )
    kinds: dict[Kind, int] = {}
    states: dict[LineState, int] = {}
    for row in rows:
        kinds[row.kind] = kinds.get(row.kind, 0) + row.lines
        states[row.state] = states.get(row.state, 0) + row.lines
    return Counts(kinds, states)


async def lines(
    session: AsyncSession,
    import_id: UUID,
    *,
    kinds: Sequence[Kind] | None = None,
    states: Sequence[LineState] | None = None,
    after: int = -1,
    limit: int,
) -> Sequence[ImportLine]:
    """In the order of the file."""
    wanted = select(ImportLine).where(ImportLine.import_id == import_id, ImportLine.place > after)
    if kinds is not None:
        wanted = wanted.where(ImportLine.kind.in_(kinds))
    if states is not None:
        wanted = wanted.where(ImportLine.state.in_(states))
    found = await session.scalars(wanted.order_by(ImportLine.place).limit(limit))
    return found.all()


def fate() -> ColumnElement[str | None]:
    """Of a line: what taking the import back would do with its product as it is now, or what it
    did. Nothing where the line was never carried out."""
    version = (
        select(Product.version)
        .where(Product.id == ImportLine.product_id)
        .correlate(ImportLine)
        .scalar_subquery()
    )
    made = ImportLine.kind == Kind.CREATE
    return case(
        (ImportLine.state == LineState.KEPT, Fate.STAYS.value),
        (and_(ImportLine.state == LineState.UNDONE, made), Fate.WITHDRAWN.value),
        (ImportLine.state == LineState.UNDONE, Fate.RESTORED.value),
        (ImportLine.state != LineState.DONE, None),
        (and_(made, version.is_not(None)), Fate.WITHDRAWN.value),
        (version == ImportLine.version, Fate.RESTORED.value),
        else_=Fate.STAYS.value,
    )


async def fates(session: AsyncSession, import_id: UUID) -> Mapping[Fate, int]:
    """How many products of an import taking it back concerns, and in which way."""
    each = fate()
    rows = await session.execute(
        select(each.label("fate"), func.count().label("lines"))
        .where(ImportLine.import_id == import_id, each.is_not(None))
        .group_by(each)
    )
    return {Fate(row.fate): row.lines for row in rows}


async def homes(session: AsyncSession, codes: Sequence[str]) -> Mapping[str, str]:
    """The address of the product to which each SKU belongs."""
    found: dict[str, str] = {}
    for begin in range(0, len(codes), AT_ONCE):
        rows = await session.execute(
            select(Sku.code, Product.slug)
            .join(Product, Product.id == Sku.product_id)
            .where(Sku.code.in_(codes[begin : begin + AT_ONCE]))
        )
        found |= {row.code: row.slug for row in rows}
    return found


async def sku_ids(session: AsyncSession, codes: Sequence[str]) -> Mapping[str, UUID]:
    rows = await session.execute(select(Sku.code, Sku.id).where(Sku.code.in_(codes)))
    return {row.code: row.id for row in rows}


async def ids_of(session: AsyncSession, slugs: Sequence[str]) -> Mapping[str, UUID]:
    rows = await session.execute(select(Product.slug, Product.id).where(Product.slug.in_(slugs)))
    return {row.slug: row.id for row in rows}


async def shelves(session: AsyncSession) -> Shelves:
    categories, brands = await catalog.categories(session), await catalog.brands(session)
    slugs = {category.id: category.slug for category in categories}
    slugs |= {brand.id: brand.slug for brand in brands}
    return Shelves(_by_name(categories), _by_name(brands), slugs)


def _by_name(known: Sequence[Category] | Sequence[Brand]) -> Mapping[str, UUID | None]:
    named: dict[str, UUID | None] = {}
    for each in known:
        for language in LANGUAGES:
            if name := each.name.get(language, "").strip().casefold():
                named[name] = None if name in named and named[name] != each.id else each.id
    return named | {each.slug: each.id for each in known}
