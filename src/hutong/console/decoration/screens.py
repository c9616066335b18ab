"""The pages that staff build, and the themes that the shop wears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.checklists import About
from hutong.console.checks.attached import begin_for
from hutong.console.decoration.logo import LOGO, receive_logo
from hutong.console.kit import (
    Answers,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    Option,
    PartField,
    Phone,
    Posted,
    Show,
    Subject,
    TextField,
    TextsField,
    Tone,
)
from hutong.decoration import Font, Look, Ornament, Page, PageKind, Theme, ThemeDraft
from hutong.kernel import clock, texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.lists import Found, Paging

VIEW, EDIT = "decoration.view", "decoration.edit"
KINDS: Labels = {
    PageKind.HOME: Label(N_("Front page")),
    PageKind.CATEGORY: Label(N_("Category landing")),
    PageKind.VENUE: Label(N_("Campaign venue"), Tone.GOOD),
    PageKind.STORY: Label(N_("Brand story")),
    PageKind.SCENE: Label(N_("Scene")),
    PageKind.ARTICLE: Label(N_("Article")),
}
FONTS = {
    Font.SANS: N_("Plain"),
    Font.SERIF: N_("Song type"),
    Font.KAI: N_("Kai type"),
    Font.ROUND: N_("Round type"),
}
ORNAMENTS = {
    Ornament.NONE: N_("Nothing"),
    Ornament.LANTERNS: N_("Lanterns"),
    Ornament.BLOSSOM: N_("Blossom"),
    Ornament.SNOW: N_("Snow"),
}
STATES = {
    "now": Label(N_("Shown now"), Tone.GOOD),
    "later": Label(N_("Planned"), Tone.CALM),
    "draft": Label(N_("Draft only")),
}


@dataclass(frozen=True, kw_only=True)
class NoFilters:
    """There are few enough to see them all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRow:
    id: UUID
    title: str
    kind: PageKind
    path: str
    state: str
    edited_at: datetime
    edited_by: str


async def _pages(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[PageRow]:
    at = clock.now()
    board = await decoration.board(session, at)
    rows = [
        PageRow(
            id=page.id,
            title=texts.pick(page.title),
            kind=page.kind,
            path=page.path,
            state="now" if board.page(page.path, at) else _planned(page.path in board.pages),
            edited_at=page.edited_at,
            edited_by=page.edited_by,
        )
        for page in await decoration.pages(session)
    ]
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


def _planned(known: bool) -> str:  # noqa: FBT001 - one word for one fact
    return "later" if known else "draft"


async def _find_page(session: AsyncSession, key: str) -> Page:
    return await decoration.find_page(session, as_id(key))


async def _kinds(_session: AsyncSession) -> Sequence[Option]:
    return [Option(kind, gettext(label.title)) for kind, label in KINDS.items()]


async def _blank(_session: AsyncSession, _page: Page | None) -> Answers:
    return {"kind": PageKind.VENUE.value}


async def _create(deed: Deed, answers: Answers) -> Done:
    page = await decoration.create_page(
        deed.session,
        PageKind(answers["kind"]),
        answers["slug"] or "",
        title=answers["title"],
        by=deed.by,
    )
    return Done(go_to=f"/console/pages/{page.id}/design", created=page)


NEW_PAGE = FormScreen(
    slug="pages",
    title=lambda _page: gettext("A new page"),
    permission=EDIT,
    subject=Subject(kind="page", find=_find_page, label=lambda page: texts.pick(page.title)),
    groups=(
        Group(
            "",
            (
                ChoiceField(name="kind", title=N_("What it is for"), options=_kinds, required=True),
                TextsField(name="title", title=N_("Title"), required=True, most=60),
                TextField(
                    name="slug",
                    title=N_("Address of its page"),
                    hint=N_("For a category landing that of the category; none for the home page."),
                    most=80,
                ),
            ),
        ),
    ),
    begin=_blank,
    save=_create,
    edits=False,
)

PAGES = ListScreen(
    slug="pages",
    title=N_("Shop pages"),
    permission=VIEW,
    query=_pages,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/pages/{row.id}/design",
    columns=(
        Column(name="title", title=N_("Page"), phone=Phone.TITLE),
        Column(name="kind", title=N_("Kind of page"), show=Show.LABEL, labels=KINDS),
        Column(name="path", title=N_("Address"), show=Show.CODE),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES),
        Column(name="edited_at", title=N_("Last change"), show=Show.TIME),
    ),
    actions=(begin_for(About.PAGE, NEW_PAGE.subject),),
    create=NEW_PAGE,
    empty=Empty(
        N_("No pages yet."), N_("The home page shows what the shop has until you build one.")
    ),
)


async def _themes(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[Theme]:
    rows = await decoration.themes(session)
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


async def _find_theme(session: AsyncSession, key: str) -> Theme:
    return await decoration.find_theme(session, as_id(key))


def options_of(words: Mapping[Any, str]) -> Any:
    async def options(_session: AsyncSession) -> Sequence[Option]:
        return [Option(value.value, gettext(title)) for value, title in words.items()]

    return options


async def _begin_theme(_session: AsyncSession, theme: Theme | None) -> Answers:
    look = decoration.read_look(theme.settings if theme else {})
    return {
        "name": theme.name if theme else {},
        "primary": look.primary,
        "accent": look.accent,
        "font": look.font.value if look.font else "",
        "ornament": look.ornament.value,
        "logo": look.logo,
        "from_at": local(theme.from_at) if theme else "",
        "until_at": local(theme.until_at) if theme else "",
    }


def local(moment: datetime | None) -> str:
    """As a browser's field for date and time wants it, in the shop's time."""
    return moment.astimezone(clock.SHOP_ZONE).strftime("%Y-%m-%dT%H:%M") if moment else ""


async def _save_theme(deed: Deed, answers: Answers) -> Done:
    theme: Theme | None = deed.subject
    look = Look(
        primary=answers["primary"].lower(),
        accent=answers["accent"].lower(),
        font=Font(answers["font"]) if answers["font"] else None,
        ornament=Ornament(answers["ornament"]),
        logo=answers["logo"],
    )
    draft = ThemeDraft(
        name=answers["name"], look=look, from_at=answers["from_at"], until_at=answers["until_at"]
    )
    saved = await decoration.save_theme(
        deed.session, theme.id if theme else None, draft, by=deed.by
    )
    return Done(created=None if theme else saved)


def _moment(name: str, title: str, hint: str = "") -> PartField:
    """As a browser's field for date and time sends it, in the shop's time."""

    def parse(posted: Posted) -> datetime | None:
        typed = posted.one(name)
        try:
            moment = datetime.fromisoformat(typed) if typed else None
        except ValueError:
            moment = None
        if typed and moment is None:
            words = gettext("A day and a time are needed, such as 2026-11-11 00:00.")
            raise Invalid([Problem(name, words)])
        return moment.replace(tzinfo=clock.SHOP_ZONE) if moment else None

    return PartField(
        name=name,
        title=title,
        hint=hint,
        template="console/decoration/_moment.html",
        parse=parse,
        echo=lambda posted: posted.one(name),
    )


def _colour(name: str, title: str) -> PartField:
    def typed(posted: Posted) -> str:
        return posted.one(name).strip().lower()

    return PartField(
        name=name,
        title=title,
        template="console/decoration/_theme_colour.html",
        parse=typed,
        echo=typed,
    )


THEME_FORM = FormScreen(
    slug="themes",
    title=lambda theme: texts.pick(theme.name) if theme else gettext("A new theme"),
    permission=EDIT,
    subject=Subject(kind="theme", find=_find_theme, label=lambda theme: texts.pick(theme.name)),
    groups=(
        Group(
            "",
            (
                TextsField(name="name", title=N_("Name of the theme"), required=True, most=40),
                _colour("primary", N_("Main colour")),
                _colour("accent", N_("Colour of prices and of the buying button")),
                ChoiceField(
                    name="font",
                    title=N_("Type"),
                    unset=N_("As the brand has it"),
                    options=options_of(FONTS),
                ),
                ChoiceField(
                    name="ornament",
                    title=N_("Hangs below the header"),
                    options=options_of(ORNAMENTS),
                    required=True,
                ),
                LOGO,
            ),
        ),
        Group(
            N_("When the shop wears it"),
            (
                _moment("from_at", N_("From"), N_("Without it the theme is only kept.")),
                _moment("until_at", N_("Until"), N_("Without it until another one begins.")),
            ),
        ),
    ),
    begin=_begin_theme,
    save=_save_theme,
    receive=receive_logo,
)


THEMES = ListScreen(
    slug="themes",
    title=N_("Themes and skins"),
    permission=VIEW,
    query=_themes,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/themes/{row.id}/edit",
    columns=(
        Column(
            name="name",
            title=N_("Theme"),
            phone=Phone.TITLE,
            value=lambda row: texts.pick(row.name),
        ),
        Column(name="from_at", title=N_("From"), show=Show.TIME),
        Column(name="until_at", title=N_("Until"), show=Show.TIME),
        Column(name="changed_by", title=N_("Changed by")),
        Column(
            name="preview",
            title=N_("Preview"),
            value=lambda _row: gettext("Look"),
            link=lambda row: f"/console/themes/{row.id}/preview",
        ),
    ),
    actions=(begin_for(About.THEME, THEME_FORM.subject),),
    create=THEME_FORM,
    empty=Empty(N_("No themes yet."), N_("The shop wears its own porcelain blue.")),
)
