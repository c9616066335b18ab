"""Building pages: drafts that several may edit, versions that never change, and when they show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, catalog
from hutong.decoration import blocks, pictures, queries
from hutong.decoration.blocks import Content
from hutong.decoration.fields import Problems
from hutong.decoration.models import Page, Showing, Theme, Version
from hutong.decoration.states import PageKind
from hutong.decoration.themes import Look
from hutong.kernel import clock
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK, Texts

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_MAX = 80
NAME_MAX = 40
A_MOMENT = timedelta(milliseconds=1)
Span = tuple[datetime | None, datetime | None]
CONTENT_MAX = 200_000  # bytes: what a web process keeps of one page


@dataclass(eq=False)
class EditedMeanwhile(Conflict):
    message = "{by} has changed this page in the meantime. Load it again to see what changed."
    by: str


@dataclass(eq=False)
class TakesTwo(Refused):
    message = "Pages are published by two here: ask for it, and somebody else agrees."


@dataclass(eq=False)
class Unfinished(Refused):
    message = "This draft is not finished. Make it the draft, finish it, then publish."


@dataclass(frozen=True, slots=True)
class Saved:
    revision: int
    problems: Problems


@dataclass(frozen=True, kw_only=True)
class ThemeDraft:
    """Without a beginning it is kept and not shown."""

    name: Texts
    look: Look
    from_at: datetime | None = None
    until_at: datetime | None = None

    def problems(self) -> Iterator[Problem]:
        yield from self.look.problems()
        yield from span_problems(self.from_at, self.until_at)
        if not self.name.get(FALLBACK, "").strip():
            yield Problem(f"name.{FALLBACK}", _("This is needed."))
        if self.until_at is not None and self.from_at is None:
            yield Problem("from_at", _("This is needed."))


def path_of(kind: PageKind, slug: str) -> str:
    match kind:
        case PageKind.HOME:
            return "/"
        case PageKind.CATEGORY:
            return f"/c/{slug}"
        case PageKind.VENUE | PageKind.STORY | PageKind.SCENE | PageKind.ARTICLE:
            return f"/pages/{slug}"


async def create_page(
    session: AsyncSession, kind: PageKind, slug: str, *, title: Texts, by: Actor
) -> Page:
    """An empty draft. Raises Invalid when there is such a page already."""
    problems = []
    if kind is not PageKind.HOME and (not SLUG.fullmatch(slug) or len(slug) > SLUG_MAX):
        words = _("Use small letters, digits and single hyphens, at most {max} characters.")
        problems.append(Problem("slug", words.format(max=SLUG_MAX)))
    if not title.get(FALLBACK, "").strip():
        problems.append(Problem(f"title.{FALLBACK}", _("This is needed.")))
    await queries.hold_publishing(session)
    path = path_of(kind, slug)
    if kind is PageKind.CATEGORY and slug not in {
        each.slug for each in await catalog.categories(session)
    }:
        problems.append(Problem("slug", _("There is no category with this address.")))
    if not problems and await queries.page_at(session, path) is not None:
        problems.append(Problem("slug", _("Another page has this address.")))
    if problems:
        raise Invalid(problems)
    content, _unsaid = blocks.read({"title": title})
    page = Page(
        kind=kind,
        path=path,
        title=content.title,
        draft=kept(content),
        revision=1,
        edited_at=clock.now(),
        edited_by=by.name,
    )
    session.add(page)
    await session.flush()
    _record(session, by, "decoration.create_page", page, after={"path": path})
    return page


async def save_draft(
    session: AsyncSession, page_id: UUID, raw: object, *, revision: int, by: Actor
) -> Saved:
    """Keep the draft as it is, half done or not, and tell what is still wrong with it.

    Raises EditedMeanwhile when it is not the draft of that revision any more.
    """
    page = await queries.find_page(session, page_id, lock=True)
    if page.revision != revision:
        raise EditedMeanwhile(page.edited_by)
    content, problems = blocks.read(raw)
    draft = kept(content)
    if len(msgspec.json.encode(draft)) > CONTENT_MAX:
        raise Invalid([Problem("blocks", _("This page is too long. Take some of it away."))])
    page.draft = draft
    page.title = content.title or page.title
    page.revision += 1
    page.edited_at, page.edited_by = clock.now(), by.name
    await pictures.note_page(session, page)
    return Saved(page.revision, problems)


async def publish(
    session: AsyncSession,
    page_id: UUID,
    *,
    revision: int,
    by: Actor,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Version:
    """Show the draft from then until then; at once and without an end when not told otherwise.

    Raises TakesTwo where pages are published by two, EditedMeanwhile, and Invalid with all that is
    wrong with the draft.
    """
    if await queries.published_by_two(session):
        raise TakesTwo
    page = await finished(session, page_id, revision=revision, span=(from_at, until_at))
    version = await keep_version(session, page, by)
    await show_version(session, page, version, span=(from_at, until_at), by=by)
    return version


async def finished(session: AsyncSession, page_id: UUID, *, revision: int, span: Span) -> Page:
    """The page, held, with a draft that can be shown. Raises EditedMeanwhile and Invalid."""
    await queries.hold_publishing(session)
    page = await queries.find_page(session, page_id, lock=True)
    if page.revision != revision:
        raise EditedMeanwhile(page.edited_by)
    _content, problems = blocks.read(page.draft)
    problems += span_problems(*span)
    if problems:
        raise Invalid(problems)
    return page


async def show_again(session: AsyncSession, page_id: UUID, number: int, *, by: Actor) -> None:
    """Back to an earlier version, at once. The draft stays as it is. Of one that shoppers never saw
    raises TakesTwo where pages are published by two, and Unfinished while it lacks something."""
    await queries.hold_publishing(session)
    page = await queries.find_page(session, page_id, lock=True)
    version = await queries.find_version(session, page_id, number)
    if not await queries.was_shown(session, version):
        if await queries.published_by_two(session):
            raise TakesTwo
        if blocks.read(version.content)[1]:
            raise Unfinished
    await show_version(session, page, version, span=(None, None), by=by)


async def restore(
    session: AsyncSession, page_id: UUID, number: int, *, revision: int, by: Actor
) -> Saved:
    """Make an earlier version the draft; what was the draft is kept as a version of its own.
    Raises EditedMeanwhile."""
    page = await queries.find_page(session, page_id, lock=True)
    version = await queries.find_version(session, page_id, number)
    kept_already = await queries.versions(session, page_id)
    if all(each.content != page.draft for each in kept_already):
        await keep_version(session, page, by)
    return await save_draft(session, page_id, version.content, revision=revision, by=by)


async def stop_showing(
    session: AsyncSession, page_id: UUID, showing_id: UUID, *, by: Actor
) -> None:
    """From now on it is not shown; what was to be shown beside it is. One that has not begun is
    taken from the plan."""
    await queries.hold_publishing(session)
    page = await queries.find_page(session, page_id)
    showing = await queries.find_showing(session, page_id, showing_id)
    at = clock.now()
    if showing.until_at is not None and showing.until_at <= at:
        return
    before: dict[str, object] = {"until_at": showing.until_at}
    showing.from_at = min(showing.from_at, at - A_MOMENT)
    showing.until_at, showing.changed_at, showing.changed_by = at, at, by.name
    _record(session, by, "decoration.stop_showing", page, before=before, after={"until_at": at})


async def save_theme(
    session: AsyncSession, theme_id: UUID | None, draft: ThemeDraft, *, by: Actor
) -> Theme:
    """Raises Invalid when its colours cannot be read, or its end comes before its beginning."""
    if problems := list(draft.problems()):
        raise Invalid(problems)
    await queries.hold_publishing(session)
    theme = await queries.find_theme(session, theme_id, lock=True) if theme_id else Theme()
    before = {"settings": theme.settings, "from_at": theme.from_at} if theme_id else {}
    theme.name, theme.settings = draft.name, msgspec.to_builtins(draft.look)
    theme.from_at, theme.until_at = draft.from_at, draft.until_at
    theme.changed_at, theme.changed_by = clock.now(), by.name
    session.add(theme)
    await session.flush()
    await pictures.note_theme(session, theme)
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            "decoration.save_theme",
            object_type=Theme.__tablename__,
            object_id=theme.id,
            label=draft.name[FALLBACK],
            before=before,
            after={"settings": theme.settings, "from_at": draft.from_at},
        )
    return theme


def kept(content: Content) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(content)
    return built


async def keep_version(session: AsyncSession, page: Page, by: Actor) -> Version:
    """The same content published twice is one version."""
    last = await queries.last_version(session, page.id)
    if last is not None and last.content == page.draft:
        return last
    version = Version(
        page_id=page.id,
        number=last.number + 1 if last else 1,
        content=page.draft,
        kept_at=clock.now(),
        kept_by=by.name,
    )
    session.add(version)
    await session.flush()
    await pictures.note_version(session, version)
    return version


async def show_version(
    session: AsyncSession,
    page: Page,
    version: Version,
    *,
    span: Span,
    by: Actor,
) -> None:
    at, (from_at, until_at) = clock.now(), span
    showing = Showing(
        page_id=page.id,
        version_id=version.id,
        from_at=from_at or at,
        until_at=until_at,
        changed_at=at,
        changed_by=by.name,
    )
    session.add(showing)
    await session.flush()
    told = {"version": version.number, "from_at": showing.from_at, "until_at": until_at}
    _record(session, by, "decoration.publish", page, after=told)


def span_problems(from_at: datetime | None, until_at: datetime | None) -> Problems:
    problems: Problems = []
    if until_at is not None and until_at <= (from_at or clock.now()):
        problems.append(Problem("until_at", _("The end comes after the beginning.")))
    return problems


def _record(
    session: AsyncSession,
    by: Actor,
    action: str,
    page: Page,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object],
) -> None:
    """What the house does by itself is no news."""
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            action,
            object_type=Page.__tablename__,
            object_id=page.id,
            label=page.title.get(FALLBACK, page.path),
            before=before,
            after=after,
        )
