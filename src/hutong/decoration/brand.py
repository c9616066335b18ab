"""How the brand looks wherever it is met. A theme lies over it for an occasion."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, content, messaging
from hutong.decoration import queries
from hutong.decoration.models import BrandVersion
from hutong.decoration.themes import ACCENT, PRIMARY, Font, Look
from hutong.kernel import clock
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK, Texts

BRAND_NAME_MAX = 30
BRAND_PICTURES = ("logo", "logo_dark", "mark", "share")
COLOURS = ("primary", "accent")
SHOWN_AS = ("name", *COLOURS, "font", *BRAND_PICTURES)


@dataclass(frozen=True, kw_only=True)
class Brand:
    """Pictures are keys of the media library: `logo` for light ground, `logo_dark` for dark,
    `mark` is small and square, `share` is shown with links that people pass on. "": none."""

    name: Texts = field(default_factory=dict)
    primary: str = PRIMARY
    accent: str = ACCENT
    font: Font = Font.SANS
    logo: str = ""
    logo_dark: str = ""
    mark: str = ""
    share: str = ""

    @property
    def look(self) -> Look:
        return Look(primary=self.primary, accent=self.accent, font=self.font, logo=self.logo)

    def problems(self) -> Iterator[Problem]:
        yield from self.look.problems()
        for colour in COLOURS:
            if not getattr(self, colour):
                yield Problem(colour, _("This is needed."))
        if not self.name.get(FALLBACK, "").strip():
            yield Problem(f"name.{FALLBACK}", _("This is needed."))
        for language, words in self.name.items():
            if len(words) > BRAND_NAME_MAX:
                yield Problem(
                    f"name.{language}", _("At most {max} characters.").format(max=BRAND_NAME_MAX)
                )


UNSTYLED = Brand()


def read_brand(raw: Mapping[str, Any]) -> Brand:
    """What is not understood is as in the shop's own porcelain blue."""
    font = raw.get("font")
    return Brand(
        name=dict(raw.get("name") or {}),
        primary=str(raw.get("primary") or PRIMARY).lower(),
        accent=str(raw.get("accent") or ACCENT).lower(),
        font=Font(font) if font in set(Font) else Font.SANS,
        **{each: str(raw.get(each) or "") for each in BRAND_PICTURES},
    )


async def brand(session: AsyncSession) -> Brand:
    """As it is now; before anybody chose one, the shop's name in the shop's own colours."""
    last = await queries.last_brand(session)
    name = (await content.shopfront(session)).name
    return replace(read_brand(last.settings), name=name) if last else Brand(name=name)


async def save_brand(session: AsyncSession, wanted: Brand, *, by: Actor) -> BrandVersion:
    """One more version, worn everywhere at once; what is as before is no new one. Raises Invalid
    where words could not be read, with the nearest colour on which they could."""
    problems = list(wanted.problems())
    named = {each: getattr(wanted, each) for each in BRAND_PICTURES}
    missing = await content.missing_pictures(session, {key for key in named.values() if key})
    problems += [
        Problem(each, _("This picture is not in the media library."))
        for each, key in named.items()
        if key in missing
    ]
    if problems:
        raise Invalid(problems)
    await queries.hold_publishing(session)
    last = await queries.last_brand(session)
    settings = msgspec.to_builtins(wanted)
    if last is not None and last.settings == settings:
        return last
    version = BrandVersion(
        number=last.number + 1 if last else 1,
        settings=settings,
        kept_at=clock.now(),
        kept_by=by.name,
    )
    session.add(version)
    await session.flush()
    await content.note_uses(session, f"identity:{version.id}", {k for k in named.values() if k})
    await _rename(session, wanted.name, by)
    _record(session, version, last, by)
    return version


async def wear_again(session: AsyncSession, version_id: UUID, *, by: Actor) -> BrandVersion:
    """Back to an earlier version, as a new one."""
    version = await queries.find_brand(session, version_id)
    return await save_brand(session, read_brand(version.settings), by=by)


async def _rename(session: AsyncSession, name: Texts, by: Actor) -> None:
    """The name has one place for pages, and one for the signature of messages."""
    await content.rename_shop(session, name, by=by)
    await messaging.sign_as(session, name)


def _record(
    session: AsyncSession, version: BrandVersion, last: BrandVersion | None, by: Actor
) -> None:
    """What the house does by itself is no news."""
    if by.kind is ActorKind.SYSTEM:
        return
    before = last.settings if last else {}
    changed = [each for each in SHOWN_AS if before.get(each) != version.settings[each]]
    access.record(
        session,
        by,
        "decoration.save_brand",
        object_type=BrandVersion.__tablename__,
        object_id=version.id,
        label=version.settings["name"].get(FALLBACK, ""),
        before={each: before.get(each) for each in changed},
        after={each: version.settings[each] for each in changed},
    )
