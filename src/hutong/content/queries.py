from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.content.models import ONLY, Article, FormerArticleSlug, Picture, ShopfrontRow
from hutong.kernel.errors import NotFound

ARTICLES_MAX = 200
PICTURES_AT_ONCE = 48
PICTURES_SEEN_MAX = 10_000
FORMER_MAX = 1000
Stamp = tuple[int | None, int, datetime | None]
EDITING_LOCK = text("select pg_advisory_xact_lock(hashtext('content.editing'))")


@dataclass(eq=False)
class ArticleNotFound(NotFound):
    message = "There is no page {slug}."
    slug: str


async def find_article(session: AsyncSession, slug: str) -> Article:
    article = await article_or_none(session, slug)
    if article is None:
        raise ArticleNotFound(slug)
    return article


async def article_or_none(session: AsyncSession, slug: str) -> Article | None:
    return (await session.scalars(select(Article).where(Article.slug == slug))).one_or_none()


async def article(session: AsyncSession, article_id: UUID) -> Article:
    found = await session.get(Article, article_id)
    if found is None:
        raise ArticleNotFound(str(article_id))
    return found


async def former_addresses(session: AsyncSession) -> Mapping[UUID, Sequence[str]]:
    """Those that lead to each article, the latest first."""
    rows = await session.execute(
        select(FormerArticleSlug.owner_id, FormerArticleSlug.slug)
        .order_by(FormerArticleSlug.left_at.desc(), FormerArticleSlug.slug)
        .limit(FORMER_MAX)
    )
    found: dict[UUID, list[str]] = {}
    for owner_id, slug in rows:
        found.setdefault(owner_id, []).append(slug)
    return found


async def moved_article(session: AsyncSession, slug: str) -> str | None:
    """Where the article stands now that once stood there."""
    moved = FormerArticleSlug.owner_id == Article.id
    found: str | None = await session.scalar(
        select(Article.slug).join(FormerArticleSlug, moved).where(FormerArticleSlug.slug == slug)
    )
    return found


async def hold_editing(session: AsyncSession) -> None:
    """One editor of the articles at a time, so that an address that was free still is."""
    await session.execute(EDITING_LOCK)


async def articles(session: AsyncSession) -> Sequence[Article]:
    found = await session.scalars(
        select(Article).order_by(Article.position, Article.slug).limit(ARTICLES_MAX)
    )
    return found.all()


async def stamp(session: AsyncSession) -> Stamp:
    """Differs whenever the shopfront or an article was saved. Who saves one holds a lock until the
    commit, so the latest time of all never comes late."""
    version = select(ShopfrontRow.version).where(ShopfrontRow.id == ONLY).scalar_subquery()
    asked = select(version, func.count(Article.id), func.max(Article.edited_at))
    row = (await session.execute(asked)).one()
    return row[0], row[1], row[2]


async def pictures(session: AsyncSession, keys: Collection[str]) -> dict[str, Picture]:
    if not keys:
        return {}
    found = await session.scalars(select(Picture).where(Picture.key.in_(keys)))
    return {picture.key: picture for picture in found}


async def recent_pictures(session: AsyncSession, *, before: int = 0) -> Sequence[Picture]:
    """The newest of the media library, after so many that were seen."""
    found = await session.scalars(
        select(Picture)
        .order_by(Picture.put_at.desc(), Picture.key)
        .offset(min(before, PICTURES_SEEN_MAX))
        .limit(PICTURES_AT_ONCE)
    )
    return found.all()


async def missing_pictures(session: AsyncSession, keys: Collection[str]) -> set[str]:
    """Those of the keys that the media library does not have."""
    return set(keys) - set(await pictures(session, keys))


async def shopfront_row(session: AsyncSession, *, lock: bool = False) -> ShopfrontRow | None:
    return await session.get(
        ShopfrontRow, ONLY, with_for_update=lock or None, populate_existing=True
    )
