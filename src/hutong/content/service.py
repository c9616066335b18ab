import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.content import imaging, queries
from hutong.content.models import Article, Picture
from hutong.kernel import clock
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK, Texts

TITLE_MAX = 120
BODY_MAX = 50_000
AT_ONCE = 4
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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
            "put_at": at,
        }
        for each, (_data, alt) in zip(made, uploads, strict=True)
    }
    if rows:
        await session.execute(insert(Picture).on_conflict_do_nothing(), list(rows.values()))
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
    article = await queries.article_or_none(session, slug)
    before = {"title": article.title, "body": article.body} if article else {}
    if article is None:
        article = Article(slug=slug, position=0)
        session.add(article)
    article.title, article.body = title, body
    if position is not None:
        article.position = position
    article.edited_at, article.edited_by = clock.now(), by.name
    await session.flush()
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            "content.save_article",
            object_type=Article.__tablename__,
            object_id=article.id,
            label=slug,
            before=before,
            after={"title": title, "body": body},
        )
    return article


def _problems(slug: str, title: Texts, body: Texts) -> list[Problem]:
    problems = []
    if not SLUG.fullmatch(slug) or len(slug) > TITLE_MAX:
        words = _("Use small letters, digits and single hyphens, at most {max} characters.")
        problems.append(Problem("slug", words.format(max=TITLE_MAX)))
    for field, texts, limit in (("title", title, TITLE_MAX), ("body", body, BODY_MAX)):
        if not texts.get(FALLBACK, "").strip():
            problems.append(Problem(f"{field}.{FALLBACK}", _("This is needed.")))
        if any(len(words) > limit for words in texts.values()):
            problems.append(Problem(field, _("At most {max} characters.").format(max=limit)))
    return problems
