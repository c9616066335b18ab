"""How the shop presents itself: its name and promises, and what its home page shows first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.content import queries
from hutong.content.models import ONLY, ShopfrontRow
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts

SLIDES_MAX = 8
PROMISES_MAX = 6
STORY_MAX = 6


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One picture of the carousel and where it leads: a path of this shop."""

    title: Texts
    line: Texts
    picture: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Promise:
    slug: str
    title: Texts
    line: Texts


@dataclass(frozen=True, kw_only=True)
class Shopfront:
    """Story and footer are paragraphs."""

    name: Texts
    slogan: Texts
    description: Texts
    story: tuple[Texts, ...] = ()
    footer: tuple[Texts, ...] = ()
    slides: tuple[Slide, ...] = ()
    promises: tuple[Promise, ...] = ()

    def problems(self) -> Iterator[Problem]:
        if not self.name.get("zh", "").strip():
            yield Problem("name.zh", _("This is needed."))
        for field, limit in (
            ("slides", SLIDES_MAX),
            ("promises", PROMISES_MAX),
            ("story", STORY_MAX),
        ):
            if len(getattr(self, field)) > limit:
                yield Problem(field, _("At most {max} of these.").format(max=limit))
        for place, slide in enumerate(self.slides):
            if not slide.url.startswith("/") or slide.url.startswith("//"):
                yield Problem(f"slides.{place}.url", _("A slide leads to a page of this shop."))


@dataclass(frozen=True, kw_only=True)
class ShopfrontChanged(events.Event):
    name = "content.shopfront_changed"
    version: int


async def shopfront(session: AsyncSession) -> Shopfront:
    """As staff last saved it; a nameless shop before that."""
    row = await queries.shopfront_row(session)
    if row is None:
        return Shopfront(name={"zh": "商店", "en": "Shop"}, slogan={}, description={})
    return msgspec.convert(row.saved, Shopfront)


async def save_shopfront(session: AsyncSession, wanted: Shopfront, *, by: Actor) -> None:
    """Raises Invalid with every problem."""
    if problems := list(wanted.problems()):
        raise Invalid(problems)
    row = await queries.shopfront_row(session, lock=True)
    version = row.version + 1 if row else 1
    await session.merge(
        ShopfrontRow(
            id=ONLY,
            version=version,
            saved=msgspec.to_builtins(wanted),
            saved_at=clock.now(),
            saved_by=by.name,
        )
    )
    events.emit(session, ShopfrontChanged(version=version))


async def rename_shop(session: AsyncSession, name: Texts, *, by: Actor) -> None:
    """Everything else stays. Raises Invalid for a nameless shop."""
    row = await queries.shopfront_row(session, lock=True)
    front = msgspec.convert(row.saved, Shopfront) if row else await shopfront(session)
    if front.name != name or row is None:
        await save_shopfront(session, replace(front, name=name), by=by)
