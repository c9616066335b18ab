from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.content.models import (
    MIDDLE,
    ONLY,
    Article,
    Film,
    FormerArticleSlug,
    MediaUse,
    Picture,
    ShopfrontRow,
)
from hutong.kernel.errors import NotFound

ARTICLES_MAX = 200
PICTURES_AT_ONCE = 48
PICTURES_SEEN_MAX = 10_000
FORMER_MAX = 1000
FOLDERS_MAX = 200
PLACES_MAX = 2000
FOCUSED_MAX = 100_000
COMMITTED_WITHIN = timedelta(minutes=1)
Stamp = tuple[int | None, int, datetime | None]
EDITING_LOCK = text("select pg_advisory_xact_lock(hashtext('content.editing'))")


@dataclass(eq=False)
class MediaNotFound(NotFound):
    message = "There is no such picture or film in the media library."
    key: str


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


async def recent_pictures(
    session: AsyncSession, *, before: int = 0, words: str = ""
) -> Sequence[Picture]:
    """The newest of the media library that have these words, after so many that were seen."""
    found = await session.scalars(
        select(Picture)
        .where(Picture.removed_at.is_(None), *_saying(Picture, words))
        .order_by(Picture.put_at.desc(), Picture.key)
        .offset(min(before, PICTURES_SEEN_MAX))
        .limit(PICTURES_AT_ONCE)
    )
    return found.all()


async def recent_films(
    session: AsyncSession, *, before: int = 0, words: str = ""
) -> Sequence[Film]:
    found = await session.scalars(
        select(Film)
        .where(Film.removed_at.is_(None), *_saying(Film, words))
        .order_by(Film.put_at.desc(), Film.key)
        .offset(min(before, PICTURES_SEEN_MAX))
        .limit(PICTURES_AT_ONCE)
    )
    return found.all()


async def pictures_of_folder(
    session: AsyncSession, folder: str, *, limit: int
) -> Sequence[Picture]:
    wanted = select(Picture).where(Picture.folder == folder, Picture.removed_at.is_(None))
    return (await session.scalars(wanted.order_by(Picture.name, Picture.key).limit(limit))).all()


def _saying(of: type[Picture] | type[Film], words: str) -> list[ColumnElement[bool]]:
    texts = (of.name, of.folder, of.alt["zh"].astext, of.alt["en"].astext)
    return [or_(*(each.icontains(words, autoescape=True) for each in texts))] if words else []


async def missing_pictures(session: AsyncSession, keys: Collection[str]) -> set[str]:
    """Those of the keys that the media library does not have, or not any more."""
    if not keys:
        return set()
    there = select(Picture.key).where(Picture.key.in_(keys), Picture.removed_at.is_(None))
    return set(keys) - set(await session.scalars(there))


async def missing_films(session: AsyncSession, keys: Collection[str]) -> set[str]:
    if not keys:
        return set()
    there = select(Film.key).where(Film.key.in_(keys), Film.removed_at.is_(None))
    return set(keys) - set(await session.scalars(there))


async def films(session: AsyncSession, keys: Collection[str]) -> dict[str, Film]:
    if not keys:
        return {}
    found = await session.scalars(select(Film).where(Film.key.in_(keys)))
    return {film.key: film for film in found}


async def find_media(session: AsyncSession, key: str, *, lock: bool = False) -> Picture | Film:
    """Raises MediaNotFound."""
    for of in (Picture, Film):
        found: Picture | Film | None = await session.get(
            of, key, with_for_update=lock or None, populate_existing=lock
        )
        if found is not None:
            return found
    raise MediaNotFound(key)


async def known_media(session: AsyncSession, keys: Collection[str]) -> set[str]:
    if not keys:
        return set()
    there = select(Picture.key).where(Picture.key.in_(keys))
    both = there.union(select(Film.key).where(Film.key.in_(keys)))
    return set(await session.scalars(both))


async def places_naming(session: AsyncSession, key: str) -> Sequence[str]:
    """Pages, themes and articles, by kind and id."""
    named = select(MediaUse.place).where(MediaUse.key == key).order_by(MediaUse.place)
    return (await session.scalars(named.limit(PLACES_MAX))).all()


async def folders(session: AsyncSession) -> Sequence[str]:
    of_pictures = select(Picture.folder).where(Picture.folder != "")
    of_films = select(Film.folder).where(Film.folder != "")
    named = of_pictures.union(of_films).subquery()
    return (
        await session.scalars(select(named.c.folder).order_by(named.c.folder).limit(FOLDERS_MAX))
    ).all()


async def focal_points(
    session: AsyncSession, since: datetime | None
) -> tuple[datetime | None, Mapping[str, tuple[int, int]]]:
    """Of the pictures that changed since then, and when the last of them did. At the beginning
    only those that are not in the middle. What was committed late comes again with the others."""
    wanted = select(Picture.key, Picture.focus_x, Picture.focus_y, Picture.changed_at)
    wanted = (
        wanted.where(or_(Picture.focus_x != MIDDLE, Picture.focus_y != MIDDLE))
        if since is None
        else wanted.where(Picture.changed_at >= since - COMMITTED_WITHIN)
    )
    rows = (await session.execute(wanted.order_by(Picture.changed_at).limit(FOCUSED_MAX))).all()
    latest = rows[-1].changed_at if rows else since
    if latest is None:
        latest = await session.scalar(select(func.max(Picture.changed_at)))
    return latest, {row.key: (row.focus_x, row.focus_y) for row in rows}


async def unvaried(session: AsyncSession, *, limit: int) -> Sequence[str]:
    """The pictures whose AVIF files are still to be made, those first that were put last."""
    waiting = select(Picture.key).where(Picture.varied_at.is_(None))
    return (await session.scalars(waiting.order_by(Picture.put_at.desc()).limit(limit))).all()


async def removed_before(session: AsyncSession, at: datetime, *, limit: int) -> Sequence[str]:
    of_films = select(Film.key).where(Film.removed_at < at)
    gone = select(Picture.key).where(Picture.removed_at < at).union_all(of_films)
    return (await session.scalars(gone.limit(limit))).all()


async def used_somewhere(session: AsyncSession, key: str) -> bool:
    named = select(MediaUse.key).where(MediaUse.key == key).limit(1)
    return await session.scalar(named) is not None


async def shopfront_row(session: AsyncSession, *, lock: bool = False) -> ShopfrontRow | None:
    return await session.get(
        ShopfrontRow, ONLY, with_for_update=lock or None, populate_existing=True
    )
