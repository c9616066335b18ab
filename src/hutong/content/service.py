import asyncio
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.content import imaging, queries, uses
from hutong.content.articles import pictures_in
from hutong.content.models import Article, FormerArticleSlug, Picture
from hutong.kernel import clock
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK, Texts

TITLE_MAX = 120
BODY_MAX = 50_000
AT_ONCE = 4
TAKEN = N_("Another page has this address.")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


_PUTTING = insert(Picture)
_PUT = _PUTTING.on_conflict_do_update(
    index_elements=["key"],
    set_={"removed_at": None, "removed_by": "", "changed_at": _PUTTING.excluded.changed_at},
    where=Picture.removed_at.is_not(None),
)  # what was taken out is there again when somebody brings it again


async def put_picture(
    session: AsyncSession, data: bytes, *, alt: Texts, media_dir: Path
) -> Picture:
    """Into the media library, in every width. The same picture put twice is one picture."""
    return (await put_pictures(session, [(data, alt)], media_dir=media_dir))[0]


async def put_pictures(
    session: AsyncSession, uploads: Sequence[tuple[bytes, Texts]], *, media_dir: Path
) -> list[Picture]:
    """Many at once. Files are written first: a file that no row knows harms nobody, a row
    without its files would."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def image(data: bytes) -> imaging.Imaged:
        async with turn:
            return await asyncio.to_thread(imaging.image, data, media_dir)

    made = await asyncio.gather(*(image(data) for data, _alt in uploads))
    at = clock.now()
    rows = {
        each.key: {
            "key": each.key,
            "width": each.width,
            "height": each.height,
            "alt": alt,
            "size": len(data),
            "put_at": at,
            "changed_at": at,
        }
        for each, (data, alt) in zip(made, uploads, strict=True)
    }
    if rows:
        await session.execute(_PUT, list(rows.values()))
    known = await queries.pictures(session, rows)
    return [known[each.key] for each in made]


async def save_article(
    session: AsyncSession,
    slug: str,
    *,
    title: Texts,
    body: Texts,
    by: Actor,
    position: int | None = None,
) -> Article:
    """Create the page at this address, or replace its words."""
    if problems := _problems(slug, title, body):
        raise Invalid(problems)
    await queries.hold_editing(session)
    article = await queries.article_or_none(session, slug)
    before: dict[str, object] = {"title": article.title, "body": article.body} if article else {}
    if article is None:
        await _take(session, slug)
        article = Article(slug=slug, position=0)
        session.add(article)
    article.title, article.body = title, body
    if position is not None:
        article.position = position
    article.edited_at, article.edited_by = clock.now(), by.name
    await session.flush()
    shown = {key for words in body.values() for key in pictures_in(words)}
    await uses.note_uses(session, f"article:{article.id}", shown)
    after: dict[str, object] = {"title": title, "body": body}
    _record(session, by, "content.save_article", article, before=before, after=after)
    return article


async def add_article(
    session: AsyncSession, slug: str, *, title: Texts, body: Texts, by: Actor, position: int
) -> Article:
    """A new page, which replaces none. Raises Invalid when another has this address."""
    await queries.hold_editing(session)
    if await queries.article_or_none(session, slug) is not None:
        raise Invalid([Problem("slug", _(TAKEN))])
    return await save_article(session, slug, title=title, body=body, by=by, position=position)


async def replace_in_articles(
    session: AsyncSession, old: str, new: str, *, by: Actor, among: Collection[str] | None = None
) -> list[str]:
    """Another picture in the place of one: in all articles, or in these alone. Says in which."""
    await queries.hold_editing(session)
    done = []
    for place in await queries.places_naming(session, old):
        kind, _colon, number = place.partition(":")
        if kind != "article" or (among is not None and place not in among):
            continue
        article = await queries.article(session, UUID(number))
        body = {language: words.replace(old, new) for language, words in article.body.items()}
        await save_article(session, article.slug, title=article.title, body=body, by=by)
        done.append(place)
    return done


async def rename_article(session: AsyncSession, slug: str, to: str, *, by: Actor) -> Article:
    """Give the page another address. The one it leaves leads to it from then on, until another
    page takes that. Raises Invalid when the new one is taken or no address."""
    await queries.hold_editing(session)
    article = await queries.find_article(session, slug)
    if problems := list(_slug_problems(to)):
        raise Invalid(problems)
    if to == slug:
        return article
    if await queries.article_or_none(session, to) is not None:
        raise Invalid([Problem("slug", _(TAKEN))])
    await _take(session, to)
    article.slug = to
    article.edited_at, article.edited_by = clock.now(), by.name
    await session.flush()
    left = {"owner_id": article.id, "left_at": article.edited_at, "left_by": by.name}
    await session.execute(
        insert(FormerArticleSlug)
        .values(slug=slug, **left)
        .on_conflict_do_update(index_elements=["slug"], set_=left)
    )
    _record(
        session, by, "content.rename_article", article, before={"slug": slug}, after={"slug": to}
    )
    return article


async def _take(session: AsyncSession, slug: str) -> None:
    """An address that is used again leads to its new owner alone."""
    await session.execute(delete(FormerArticleSlug).where(FormerArticleSlug.slug == slug))


def _record(
    session: AsyncSession,
    by: Actor,
    action: str,
    article: Article,
    *,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    """What the house does by itself is no news."""
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            action,
            object_type=Article.__tablename__,
            object_id=article.id,
            label=article.slug,
            before=before,
            after=after,
        )


def _problems(slug: str, title: Texts, body: Texts) -> list[Problem]:
    problems = list(_slug_problems(slug))
    for field, texts, limit in (("title", title, TITLE_MAX), ("body", body, BODY_MAX)):
        if not texts.get(FALLBACK, "").strip():
            problems.append(Problem(f"{field}.{FALLBACK}", _("This is needed.")))
        if any(len(words) > limit for words in texts.values()):
            problems.append(Problem(field, _("At most {max} characters.").format(max=limit)))
    return problems


def _slug_problems(slug: str) -> Iterator[Problem]:
    if not SLUG.fullmatch(slug) or len(slug) > TITLE_MAX:
        words = _("Use small letters, digits and single hyphens, at most {max} characters.")
        yield Problem("slug", words.format(max=TITLE_MAX))
