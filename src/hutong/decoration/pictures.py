"""Which pictures and films a page built of blocks names, and another one in the place of one."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, content
from hutong.decoration import queries
from hutong.decoration.brand import read_brand, save_brand
from hutong.decoration.models import Page, Theme, Version
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.texts import FALLBACK


@dataclass(frozen=True, slots=True)
class Swap:
    old: str
    new: str
    by: Actor

    def of(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: self.of(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(each) for each in value]
        return value.replace(self.old, self.new) if isinstance(value, str) else value


async def note_page(session: AsyncSession, page: Page) -> None:
    await content.note_uses(session, f"page:{page.id}", set(named(page.draft)))


async def note_version(session: AsyncSession, version: Version) -> None:
    await content.note_uses(session, f"version:{version.id}", set(named(version.content)))


async def note_theme(session: AsyncSession, theme: Theme) -> None:
    await content.note_uses(session, f"theme:{theme.id}", set(named(theme.settings)))


async def replace_picture(
    session: AsyncSession,
    old: str,
    new: str,
    *,
    by: Actor,
    among: Collection[str] | None = None,
) -> list[str]:
    """Everywhere, or among these places alone: in drafts, in what is shown or will be, in
    themes and in the brand as it is worn. What was published before stays as it was. Says where."""
    await queries.hold_publishing(session)
    places = await _named_in(session, old)
    pages = await queries.pages_with(session, places["page"], places["version"], clock.now())
    done = []
    for page in pages:
        place = f"page:{page.id}"
        if among is None or place in among:
            await _replace_in_page(session, page, Swap(old, new, by))
            done.append(place)
    for theme_id in places["theme"]:
        place = f"theme:{theme_id}"
        if among is None or place in among:
            await _replace_in_theme(session, theme_id, Swap(old, new, by))
            done.append(place)
    worn = await queries.last_brand(session)
    if worn is not None and worn.id in places["identity"]:
        place = f"identity:{worn.id}"
        if among is None or place in among:
            swapped = read_brand(Swap(old, new, by).of(worn.settings))
            await save_brand(session, swapped, by=by)
            done.append(place)
    return done


async def _named_in(session: AsyncSession, key: str) -> Mapping[str, list[UUID]]:
    places: dict[str, list[UUID]] = {"page": [], "version": [], "theme": [], "identity": []}
    for place in await content.places_naming(session, key):
        kind, _, number = place.partition(":")
        if kind in places:
            places[kind].append(UUID(number))
    return places


async def _replace_in_page(session: AsyncSession, page: Page, swap: Swap) -> None:
    at = clock.now()
    page.draft = swap.of(page.draft)
    page.revision += 1
    page.edited_at, page.edited_by = at, swap.by.name
    await note_page(session, page)
    for showing, version in await queries.showings_ahead(session, page.id, at):
        if swap.old not in set(named(version.content)):
            continue
        last = await queries.last_version(session, page.id)
        made = Version(
            page_id=page.id,
            number=last.number + 1 if last else 1,
            content=swap.of(version.content),
            kept_at=at,
            kept_by=swap.by.name,
        )
        session.add(made)
        await session.flush()
        await note_version(session, made)
        showing.version_id = made.id
        showing.changed_at, showing.changed_by = at, swap.by.name
    await session.flush()
    _record(session, page, swap)


async def _replace_in_theme(session: AsyncSession, theme_id: UUID, swap: Swap) -> None:
    theme = await queries.find_theme(session, theme_id, lock=True)
    theme.settings = swap.of(theme.settings)
    theme.changed_at, theme.changed_by = clock.now(), swap.by.name
    await note_theme(session, theme)
    await session.flush()
    _record(session, theme, swap)


def named(value: object) -> Iterator[str]:
    """Every word in it that could be the key of a picture or a film, and those within words."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from named(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from named(each)
    elif isinstance(value, str):
        key = value.removesuffix(".mp4").removesuffix(".webm")
        yield from (key,) if content.is_key(key) else content.pictures_in(value)


def _record(session: AsyncSession, of: Page | Theme, swap: Swap) -> None:
    named_so = of.title if isinstance(of, Page) else of.name
    access.record(
        session,
        swap.by,
        "decoration.replace_picture",
        object_type=of.__tablename__,
        object_id=of.id,
        label=named_so.get(FALLBACK, ""),
        before={"picture": swap.old},
        after={"picture": swap.new},
    )
