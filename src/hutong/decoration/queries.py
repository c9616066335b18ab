from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.decoration.models import BrandVersion, Page, PublishingRule, Showing, Theme, Version
from hutong.decoration.states import PageKind
from hutong.kernel.errors import NotFound

PAGES_MAX = 500
VERSIONS_MAX = 100
SHOWINGS_MAX = 100
THEMES_MAX = 100
RULES_MAX = 50
Stamp = tuple[object, ...]
PUBLISHING_LOCK = text("select pg_advisory_xact_lock(hashtext('decoration.publishing'))")


@dataclass(eq=False)
class PageNotFound(NotFound):
    message = "There is no page {path}."
    path: str


@dataclass(eq=False)
class VersionNotFound(NotFound):
    message = "This page has no version {number}."
    number: int


@dataclass(eq=False)
class ShowingNotFound(NotFound):
    message = "This page is not planned to be shown then."


@dataclass(eq=False)
class ThemeNotFound(NotFound):
    message = "There is no such theme."


@dataclass(eq=False)
class BrandVersionNotFound(NotFound):
    message = "There is no such version of the brand."


@dataclass(frozen=True, slots=True)
class Live:
    """A version that is shown, or will be."""

    path: str
    kind: PageKind
    showing_id: UUID
    from_at: datetime
    until_at: datetime | None
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Planned:
    """When which version of a page is shown."""

    id: UUID
    number: int
    from_at: datetime
    until_at: datetime | None
    by: str


async def stamp(session: AsyncSession) -> Stamp:
    """Differs whenever what is shown was changed. Who changes it holds a lock until the commit."""
    asked = (select(func.count(entity.id)).scalar_subquery() for entity in (Showing, Theme))
    latest = (select(func.max(entity.changed_at)).scalar_subquery() for entity in (Showing, Theme))
    worn = select(func.max(BrandVersion.number)).scalar_subquery()
    return tuple((await session.execute(select(*asked, *latest, worn))).one())


async def hold_publishing(session: AsyncSession) -> None:
    await session.execute(PUBLISHING_LOCK)


async def publishing_rules(session: AsyncSession) -> Sequence[PublishingRule]:
    """The newest first: that one is in force."""
    newest = select(PublishingRule).order_by(PublishingRule.set_at.desc(), PublishingRule.id.desc())
    return (await session.scalars(newest.limit(RULES_MAX))).all()


async def published_by_two(session: AsyncSession) -> bool:
    rules = await publishing_rules(session)
    return bool(rules) and rules[0].by_two


async def was_shown(session: AsyncSession, version: Version) -> bool:
    shown = exists().where(Showing.version_id == version.id)
    return bool(await session.scalar(select(shown)))


async def live(session: AsyncSession, at: datetime) -> Sequence[Live]:
    """What is shown now and what will be."""
    rows = await session.execute(
        select(
            Page.path,
            Page.kind,
            Showing.id,
            Showing.from_at,
            Showing.until_at,
            Version.content,
        )
        .join(Page, Page.id == Showing.page_id)
        .join(Version, Version.id == Showing.version_id)
        .where(or_(Showing.until_at.is_(None), Showing.until_at > at))
        .order_by(Showing.from_at.desc(), Showing.id.desc())
        .limit(PAGES_MAX)
    )
    return [Live(*row) for row in rows]


async def find_page(session: AsyncSession, page_id: UUID, *, lock: bool = False) -> Page:
    found = await session.get(Page, page_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise PageNotFound(str(page_id))
    return found


async def page_at(session: AsyncSession, path: str) -> Page | None:
    return (await session.scalars(select(Page).where(Page.path == path))).one_or_none()


async def pages(session: AsyncSession) -> Sequence[Page]:
    return (await session.scalars(select(Page).order_by(Page.path).limit(PAGES_MAX))).all()


async def pages_with(
    session: AsyncSession, pages: Sequence[UUID], versions: Sequence[UUID], at: datetime
) -> Sequence[Page]:
    """Those pages, and the pages of those versions that are shown or will be, in order of id."""
    shown = (
        select(Showing.page_id)
        .where(Showing.version_id.in_(versions))
        .where(or_(Showing.until_at.is_(None), Showing.until_at > at))
    )
    found = await session.scalars(
        select(Page)
        .where(or_(Page.id.in_(pages), Page.id.in_(shown)))
        .order_by(Page.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


async def showings_ahead(
    session: AsyncSession, page_id: UUID, at: datetime
) -> Sequence[tuple[Showing, Version]]:
    """What is shown of the page now or will be, with what it shows."""
    rows = await session.execute(
        select(Showing, Version)
        .join(Version, Version.id == Showing.version_id)
        .where(Showing.page_id == page_id)
        .where(or_(Showing.until_at.is_(None), Showing.until_at > at))
        .order_by(Showing.from_at, Showing.id)
        .limit(SHOWINGS_MAX)
    )
    return [(showing, version) for showing, version in rows]


async def planned(session: AsyncSession, page_id: UUID) -> Sequence[Planned]:
    """The newest decision first."""
    rows = await session.execute(
        select(Showing.id, Version.number, Showing.from_at, Showing.until_at, Showing.changed_by)
        .join(Version, Version.id == Showing.version_id)
        .where(Showing.page_id == page_id)
        .order_by(Showing.from_at.desc(), Showing.id.desc())
        .limit(SHOWINGS_MAX)
    )
    return [Planned(*row) for row in rows]


async def find_showing(session: AsyncSession, page_id: UUID, showing_id: UUID) -> Showing:
    found = await session.get(Showing, showing_id, with_for_update=True, populate_existing=True)
    if found is None or found.page_id != page_id:
        raise ShowingNotFound
    return found


async def versions(session: AsyncSession, page_id: UUID) -> Sequence[Version]:
    found = await session.scalars(
        select(Version)
        .where(Version.page_id == page_id)
        .order_by(Version.number.desc())
        .limit(VERSIONS_MAX)
    )
    return found.all()


async def find_version(session: AsyncSession, page_id: UUID, number: int) -> Version:
    wanted = select(Version).where(Version.page_id == page_id, Version.number == number)
    found = (await session.scalars(wanted)).one_or_none()
    if found is None:
        raise VersionNotFound(number)
    return found


async def last_version(session: AsyncSession, page_id: UUID) -> Version | None:
    found = await session.scalars(
        select(Version).where(Version.page_id == page_id).order_by(Version.number.desc()).limit(1)
    )
    return found.one_or_none()


async def themes(session: AsyncSession) -> Sequence[Theme]:
    found = await session.scalars(
        select(Theme).order_by(Theme.from_at.desc().nulls_last(), Theme.id).limit(THEMES_MAX)
    )
    return found.all()


async def find_theme(session: AsyncSession, theme_id: UUID, *, lock: bool = False) -> Theme:
    found = await session.get(Theme, theme_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise ThemeNotFound
    return found


async def last_brand(session: AsyncSession) -> BrandVersion | None:
    latest = select(BrandVersion).order_by(BrandVersion.number.desc()).limit(1)
    return (await session.scalars(latest)).one_or_none()


async def brand_versions(
    session: AsyncSession, *, offset: int, size: int
) -> tuple[Sequence[BrandVersion], int]:
    """The newest first, and how many there are."""
    newest = select(BrandVersion).order_by(BrandVersion.number.desc())
    found = await session.scalars(newest.offset(offset).limit(size))
    counted = await session.scalar(select(func.count(BrandVersion.id)))
    return found.all(), counted or 0


async def find_brand(session: AsyncSession, version_id: UUID) -> BrandVersion:
    found = await session.get(BrandVersion, version_id)
    if found is None:
        raise BrandVersionNotFound
    return found
