from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Category, TagPlace
from hutong.kernel.errors import NotFound
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts
from hutong.search.documents import Address, Choice, Document, Look, Marked, Place
from hutong.search.models import Asked, MerchandisingRule, SearchDocument, Wording
from hutong.search.plain import wished
from hutong.search.query import Query
from hutong.search.suggesting import Popular


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents by product and writing transaction, in the order of their ids; None for one that
    is off the shelf. When all are read, ask again from the `until` of the first of them: some may
    come twice, none is missed."""

    documents: Sequence[tuple[UUID, int, Document | None]]
    until: int


CANDIDATES = 500
FIRST = UUID(int=0)
COLUMNS = tuple(SearchDocument.__table__.columns)
ADDRESSES_MAX = 1_000_000
WRITTEN = cast(SearchDocument.changed, Text).label("written")
SEARCHED = (
    SearchDocument.title,
    SearchDocument.subtitle,
    SearchDocument.path,
    SearchDocument.specs,
    SearchDocument.parameters,
    SearchDocument.tags,
    SearchDocument.keywords,
    SearchDocument.brand,
)
DAY = 86_400
DATABASE = text("select oid || ' ' || datname from pg_database where datname = current_database()")
WORDINGS = 10_000
POPULAR_MAX = 1_000
POPULAR = text("""
    select words, cast(sum(searches) as bigint) as searches,
        cast(sum(searches * power(0.8, cast(:today as date) - day)) as text) as heat
    from search_words_day
    where day between cast(:today as date) - 29 and cast(:today as date) and words <> ''
    group by words
    having sum(searches) >= 3 and sum(empty) * 2 < sum(searches)
    order by sum(searches) desc, words limit :most
""")
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('search.wording', 0))")
STAMPS = text("""
    select (
        select concat_ws(
            '.', count(*), count(removed_at), sum(cast(cast(changed as text) as numeric))
        )
        from search_wording
    ) as wordings, (
        select md5(string_agg(concat_ws('.', rule.id, rule.changed, category.slug), ' '
            order by rule.id))
        from search_merchandising_rule rule
            left join catalog_category category on category.id = rule.category_id
        where rule.removed_at is null and coalesce(rule.begins_at <= :at, true)
            and coalesce(rule.ends_at > :at, true)
    ) as rules
""")
NOW = text("select pg_snapshot_xmin(pg_current_snapshot())::text")


async def changes(session: AsyncSession, since: int, *, after: UUID = FIRST, most: int) -> Changes:
    """What transactions that were open at `since`, or began later, wrote: so many products that
    come after that one."""
    until = (await session.execute(NOW)).scalar_one()
    rows = await session.execute(
        select(SearchDocument, WRITTEN)
        .where(
            SearchDocument.changed >= text("cast(cast(:since as text) as xid8)"),
            SearchDocument.product_id > after,
        )
        .order_by(SearchDocument.product_id)
        .limit(most),
        {"since": str(since)},
        execution_options={"populate_existing": True},
    )
    return Changes(
        documents=[(row.product_id, int(xid), _document(row, int(xid))) for row, xid in rows],
        until=int(until),
    )


async def edges(session: AsyncSession, size: int) -> Sequence[UUID]:
    """Ids between which so many documents lie each, the first before all, the last at the end."""
    numbered = select(
        SearchDocument.product_id,
        func.row_number().over(order_by=SearchDocument.product_id).label("number"),
        func.count().over().label("total"),
    ).subquery()
    inside = numbered.c.number % size == 0
    found = await session.scalars(
        select(numbered.c.product_id)
        .where(or_(inside, numbered.c.number == numbered.c.total))
        .order_by(numbered.c.number)
    )
    return [FIRST, *found]


async def between(session: AsyncSession, after: UUID, until: UUID) -> Sequence[Document]:
    """What is shown of those that come after the one, up to the other."""
    rows = await session.execute(
        select(*COLUMNS, WRITTEN).where(
            SearchDocument.shown,
            SearchDocument.product_id > after,
            SearchDocument.product_id <= until,
        )
    )
    return [each for row in rows if (each := _document(row, int(row.written)))]


@dataclass(frozen=True, slots=True)
class Origin:
    """The database of an index: which one, what was written before now, and when the newest goods
    on its shelves came, in days."""

    name: str
    until: int
    newest: int


async def origin(session: AsyncSession) -> Origin:
    until = (await session.execute(NOW)).scalar_one()
    name = (await session.execute(DATABASE)).scalar_one()
    newest = await session.scalar(
        select(func.max(SearchDocument.launched_at)).where(SearchDocument.shown)
    )
    return Origin(name, int(until), int(newest.timestamp()) // DAY if newest else 0)


async def count(session: AsyncSession) -> int:
    found = await session.scalar(
        select(func.count()).select_from(SearchDocument).where(SearchDocument.shown)
    )
    return found or 0


async def shown(session: AsyncSession, product_id: UUID) -> Document | None:
    return await _one(session, SearchDocument.product_id == product_id)


async def at(session: AsyncSession, slug: str) -> Document | None:
    return await _one(session, SearchDocument.slug == slug)


async def addresses(session: AsyncSession) -> Sequence[Address]:
    rows = await session.execute(
        select(SearchDocument.product_id, SearchDocument.slug, SearchDocument.edited_at)
        .where(SearchDocument.shown)
        .order_by(SearchDocument.product_id)
        .limit(ADDRESSES_MAX)
    )
    return [Address(*row) for row in rows]


async def candidates(session: AsyncSession, query: Query) -> Sequence[Document]:
    """Some that may fit, those at the price and the best sellers first: where there is no index to
    ask. The others are needed for the counts beside the filters."""
    found = (
        select(SearchDocument, WRITTEN)
        .where(SearchDocument.shown, *_wishes(query))
        .order_by(
            *(at_it.desc() for at_it in _at_the_price(query)),
            SearchDocument.in_stock.desc(),
            SearchDocument.sales.desc(),
            SearchDocument.product_id,
        )
        .limit(CANDIDATES)
    )
    rows = await session.execute(found)
    return [each for row, xid in rows if (each := _document(row, int(xid)))]


def _at_the_price(query: Query) -> Iterator[ColumnElement[bool]]:
    query = query.within(wished(query).priced)
    if query.price_min is not None:
        yield SearchDocument.price_to_minor >= query.price_min.minor
    if query.price_max is not None:
        yield SearchDocument.price_from_minor <= query.price_max.minor


def _wishes(query: Query) -> Iterator[ColumnElement[bool]]:
    if query.category_slug is not None:
        yield SearchDocument.path.contains([{"slug": query.category_slug}])
    for term in wished(query).terms:
        yield or_(*(cast(text, Text).icontains(term, autoescape=True) for text in SEARCHED))


async def _one(session: AsyncSession, which: ColumnElement[bool]) -> Document | None:
    rows = await session.execute(select(SearchDocument, WRITTEN).where(which))
    found = rows.one_or_none()
    return _document(found[0], int(found[1])) if found else None


@dataclass(eq=False)
class RuleNotFound(NotFound):
    message = "There is no such merchandising rule."
    rule_id: UUID


@dataclass(eq=False)
class WordingNotFound(NotFound):
    message = "There is no such rule about words."
    wording_id: UUID


async def guidance_stamps(session: AsyncSession, at: datetime) -> tuple[str, str]:
    """Of wordings, and of the merchandising rules that hold at that time: another one as soon as
    one of them is another one, whoever commits first."""
    row = (await session.execute(STAMPS, {"at": at})).one()
    return str(row.wordings), str(row.rules)


async def rules_at(
    session: AsyncSession, at: datetime
) -> Sequence[tuple[MerchandisingRule, str | None]]:
    """The merchandising rules that hold then, the oldest first, with the slug of the category."""
    rule = MerchandisingRule
    rows = await session.execute(
        select(rule, Category.slug)
        .outerjoin(Category, Category.id == rule.category_id)
        .where(
            rule.removed_at.is_(None),
            or_(rule.begins_at.is_(None), rule.begins_at <= at),
            or_(rule.ends_at.is_(None), rule.ends_at > at),
        )
        .order_by(rule.id)
        .execution_options(populate_existing=True)
    )
    return [(found, slug) for found, slug in rows]


async def held_rules(session: AsyncSession) -> Sequence[MerchandisingRule]:
    """Merchandising rules that were not lifted. Nobody adds one meanwhile."""
    await session.execute(ONE_AT_A_TIME)
    held = MerchandisingRule.removed_at.is_(None)
    found = await session.scalars(select(MerchandisingRule).where(held))
    return found.all()


async def find_rule(session: AsyncSession, rule_id: UUID) -> MerchandisingRule:
    found = await session.get(MerchandisingRule, rule_id)
    if found is None:
        raise RuleNotFound(rule_id)
    return found


async def locked_rule(session: AsyncSession, rule_id: UUID) -> MerchandisingRule:
    found = await session.get(
        MerchandisingRule, rule_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise RuleNotFound(rule_id)
    return found


async def titles(session: AsyncSession, product_ids: Sequence[UUID]) -> Mapping[UUID, Texts]:
    rows = await session.execute(
        select(SearchDocument.product_id, SearchDocument.title).where(
            SearchDocument.product_id.in_(product_ids)
        )
    )
    return {row.product_id: row.title for row in rows}


async def all_known(session: AsyncSession, product_ids: Sequence[UUID]) -> bool:
    return set(product_ids) <= set(await titles(session, product_ids))


async def wordings(session: AsyncSession, *, with_locks: bool = False) -> Sequence[Wording]:
    """All that holds, the oldest first. With locks nobody says anything meanwhile."""
    if with_locks:
        await session.execute(ONE_AT_A_TIME)
    found = await session.scalars(
        select(Wording).where(Wording.removed_at.is_(None)).order_by(Wording.id).limit(WORDINGS)
    )
    return found.all()


async def any_wording(session: AsyncSession) -> bool:
    await session.execute(ONE_AT_A_TIME)
    return await session.scalar(select(Wording.id).limit(1)) is not None


async def popular(session: AsyncSession, today: date) -> Sequence[Popular]:
    """Words of the last thirty days that at least three searches used and most of them found
    something with."""
    rows = await session.execute(POPULAR, {"today": today, "most": POPULAR_MAX})
    return [Popular(words, searches, Decimal(heat)) for words, searches, heat in rows]


async def history(
    session: AsyncSession, device: str, member_id: UUID | None, limit: int
) -> Sequence[str]:
    """What this browser, or this member anywhere, looked for; the newest first."""
    theirs = or_(Asked.device == device, Asked.member_id == member_id)
    rows = await session.scalars(
        select(Asked.words)
        .where(theirs if member_id else Asked.device == device, Asked.times > 0)
        .group_by(Asked.words)
        .order_by(func.max(Asked.at).desc(), Asked.words)
        .limit(limit)
    )
    return rows.all()


async def find_wording(session: AsyncSession, wording_id: UUID) -> Wording:
    found = await session.get(Wording, wording_id)
    if found is None:
        raise WordingNotFound(wording_id)
    return found


async def locked_wording(session: AsyncSession, wording_id: UUID) -> Wording:
    found = await session.get(Wording, wording_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise WordingNotFound(wording_id)
    return found


async def holding(session: AsyncSession, sku_ids: Sequence[UUID]) -> Sequence[SearchDocument]:
    """Documents of the products to which one of the SKUs belongs."""
    found = await session.scalars(
        select(SearchDocument)
        .where(SearchDocument.skus.has_any(literal([str(each) for each in sku_ids], ARRAY(Text))))
        .order_by(SearchDocument.product_id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def marked(session: AsyncSession, slug: str) -> Sequence[UUID]:
    """Products that have the tag, or one below it."""
    found = await session.scalars(
        select(SearchDocument.product_id).where(SearchDocument.tags.contains([{"slug": slug}]))
    )
    return found.all()


async def below(session: AsyncSession, category_id: UUID) -> Sequence[UUID]:
    """Products whose path leads through the category."""
    found = await session.scalars(
        select(SearchDocument.product_id).where(
            SearchDocument.path.contains([{"id": str(category_id)}])
        )
    )
    return found.all()


def _document(row: Any, written: int) -> Document | None:
    if not row.shown:
        return None
    return Document(
        product_id=row.product_id,
        slug=row.slug,
        title=row.title,
        subtitle=row.subtitle,
        path=tuple(Place(place["slug"], place["name"]) for place in row.path),
        specs=tuple(Choice(spec["name"], tuple(spec["values"])) for spec in row.specs),
        price_from=Money(row.price_from_minor, row.currency),
        price_to=Money(row.price_to_minor, row.currency),
        picture=row.picture,
        looks=tuple(Look(**each) for each in row.looks),
        tags=tuple(
            Marked(each["slug"], each["name"], each["tone"], TagPlace(each["place"]), each["above"])
            for each in row.tags
        ),
        keywords=tuple(row.keywords),
        brand=Place(row.brand["slug"], row.brand["name"]) if row.brand else None,
        skus={UUID(sku_id): left for sku_id, left in row.skus.items()},
        in_stock=row.in_stock,
        sales=row.sales,
        launched_at=row.launched_at,
        edited_at=row.edited_at,
        parameters=tuple(row.parameters),
        written=written,
    )
