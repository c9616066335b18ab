"""The shop's pages of words: what they say, in which order, and where they are found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.checklists import About
from hutong.console.checks.attached import begin_for
from hutong.console.kit import (
    Answers,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    ListScreen,
    PartField,
    Phone,
    Search,
    Show,
    Subject,
    TextField,
    TextsField,
    WholeField,
)
from hutong.content import Article
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging

VIEW, EDIT = "content.view", "content.edit"
PLACES_MAX = 9999


@dataclass(frozen=True, kw_only=True)
class ArticleFilters:
    q: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleRow:
    id: UUID
    slug: str
    title: Texts
    position: int
    former: Sequence[str]
    edited_at: datetime
    edited_by: str


async def _list(
    session: AsyncSession, filters: ArticleFilters, paging: Paging
) -> Found[ArticleRow]:
    """A shop has a few dozen: all of them, and the addresses they left, in two statements."""
    former = await content.former_addresses(session)
    rows = [
        _row(article, former)
        for article in await content.articles(session)
        if not filters.q or filters.q.lower() in _said(article, former)
    ]
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


def _row(article: Article, former: Mapping[UUID, Sequence[str]]) -> ArticleRow:
    return ArticleRow(
        id=article.id,
        slug=article.slug,
        title=article.title,
        position=article.position,
        former=former.get(article.id, ()),
        edited_at=article.edited_at,
        edited_by=article.edited_by,
    )


def _said(article: Article, former: Mapping[UUID, Sequence[str]]) -> str:
    words = (*article.title.values(), article.slug, *former.get(article.id, ()))
    return " ".join(words).lower()


async def _find(session: AsyncSession, key: str) -> Article:
    return await content.article(session, as_id(key))


async def _begin(_session: AsyncSession, article: Article | None) -> Answers:
    if article is None:
        return {"position": 0}
    return {name: getattr(article, name) for name in ("title", "slug", "position", "body")}


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Article | None = deed.subject
    slug, position = answers["slug"], answers["position"] or 0
    written = {"title": answers["title"], "body": answers["body"]}
    if kept is None:
        made = await content.add_article(
            deed.session, slug, **written, position=position, by=deed.by
        )
        return Done(created=made)
    if kept.slug != slug:
        await content.rename_article(deed.session, kept.slug, slug, by=deed.by)
    await content.save_article(deed.session, slug, **written, position=position, by=deed.by)
    return Done()


ARTICLE_FORM = FormScreen(
    slug="articles",
    title=lambda article: texts.pick(article.title) if article else gettext("A new article"),
    permission=EDIT,
    subject=Subject(kind="article", find=_find, label=lambda article: str(article.slug)),
    groups=(
        Group(
            "",
            (
                TextsField(name="title", title=N_("Heading"), required=True, most=120),
                TextField(
                    name="slug",
                    title=N_("Address of its page"),
                    hint=N_(
                        "What follows /help/: small letters, digits and hyphens. The address that "
                        "it leaves leads here from then on."
                    ),
                    required=True,
                    most=120,
                ),
                WholeField(
                    name="position",
                    title=N_("Order among its neighbours"),
                    hint=N_("Small numbers come first."),
                    most=PLACES_MAX,
                ),
                TextsField(
                    name="body",
                    title=N_("What it says"),
                    hint=N_(
                        'A line that begins with "## " is a heading, one that begins with "- " '
                        "stands in a list, and an empty line ends a paragraph."
                    ),
                    required=True,
                    most=50_000,
                    lines=18,
                ),
                PartField(
                    name="picture",
                    title=N_("Picture"),
                    template="console/articles/_picture.html",
                    parse=lambda _posted: "",
                    echo=lambda _posted: "",
                    wide=True,
                ),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
)
ARTICLES = ListScreen(
    slug="articles",
    title=N_("Help and articles"),
    permission=VIEW,
    query=_list,
    filters_as=ArticleFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/articles/{row.id}/edit",
    columns=(
        Column(name="title", title=N_("Heading"), show=Show.TEXTS, phone=Phone.TITLE),
        Column(
            name="slug",
            title=N_("Address of its page"),
            show=Show.CODE,
            value=lambda row: f"/help/{row.slug}",
            link=lambda row: f"/help/{row.slug}",
        ),
        Column(
            name="former",
            title=N_("Former addresses, which lead here"),
            value=lambda row: gettext(", ").join(f"/help/{slug}" for slug in row.former),
            wide=True,
        ),
        Column(name="position", title=N_("Place"), show=Show.NUMBER),
        Column(name="edited_at", title=N_("Last changed"), show=Show.TIME),
        Column(name="edited_by", title=N_("By")),
    ),
    filters=(Search(title=N_("Search articles"), placeholder=N_("Heading or address")),),
    actions=(begin_for(About.ARTICLE, ARTICLE_FORM.subject),),
    create=ARTICLE_FORM,
    empty=Empty(N_("No pages of help yet."), N_("Write how orders are paid, sent and given back.")),
)
