"""Tags: what goods are marked with, on cards, beside lists and in search."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Tag, TagDraft, TagPlace
from hutong.catalog import Tone as Colour
from hutong.console.goods.words import INDENT
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
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
    Phone,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
    TextsField,
    Tone,
    WholeField,
)
from hutong.kernel import texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import Texts
from hutong.views.labels import products_by_tag
from hutong.views.lists import Found, Paging

PERMISSION = "catalog.edit"
PLACES: Labels = {
    TagPlace.CARD: Label(N_("Badge on cards"), Tone.GOOD),
    TagPlace.FILTER: Label(N_("Filter beside lists"), Tone.INFO),
    TagPlace.SEARCH: Label(N_("Search only")),
}
COLOURS: Labels = {
    Colour.HOT: Label(N_("Accent, filled")),
    Colour.SOLID: Label(N_("Main colour, filled")),
    Colour.BRAND: Label(N_("Main colour, light")),
    Colour.GOOD: Label(N_("Green, light")),
    Colour.WARN: Label(N_("Amber, light")),
    Colour.CALM: Label(N_("Grey")),
}
STATES: Labels = {
    "used": Label(N_("In use"), Tone.GOOD),
    "retired": Label(N_("Retired")),
}


@dataclass(frozen=True, kw_only=True)
class TagFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TagRow:
    id: UUID
    slug: str
    name: Texts
    depth: int
    place: TagPlace
    priority: int
    retired: bool
    by_hand: int
    by_rule: int

    @property
    def title(self) -> str:
        return INDENT * self.depth + texts.pick(self.name)

    @property
    def state(self) -> str:
        return "retired" if self.retired else "used"


async def _tree(session: AsyncSession, filters: TagFilters, paging: Paging) -> Found[TagRow]:
    """A shop has a few hundred at most."""
    counted = await products_by_tag(session)
    rows = [
        TagRow(
            id=tag.id,
            slug=tag.slug,
            name=tag.name,
            depth=depth,
            place=tag.place,
            priority=tag.priority,
            retired=tag.retired_at is not None,
            by_hand=counted.by_hand.get(tag.slug, 0),
            by_rule=counted.by_rule.get(tag.id, 0),
        )
        for tag, depth in _below(await catalog.tags(session, retired=True))
        if not filters.q or filters.q.lower() in f"{tag.name} {tag.slug}".lower()
    ]
    rows = [row for row in rows if filters.state in (None, row.state)]
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


def _below(
    tags: Sequence[Tag], parent_id: UUID | None = None, depth: int = 0
) -> list[tuple[Tag, int]]:
    """From the top down, each with its depth."""
    return [
        each
        for tag in tags
        if tag.parent_id == parent_id
        for each in [(tag, depth), *_below(tags, tag.id, depth + 1)]
    ]


async def _find(session: AsyncSession, key: str) -> Tag:
    return await catalog.find_tag(session, as_id(key))


async def tags_by_id(session: AsyncSession) -> Sequence[Option]:
    tags = _below(await catalog.tags(session, retired=True))
    return [Option(str(tag.id), texts.pick(tag.name), depth) for tag, depth in tags]


async def _begin(_session: AsyncSession, tag: Tag | None) -> Answers:
    if tag is None:
        return {"place": TagPlace.CARD, "tone": Colour.BRAND, "priority": 0}
    return {
        "name": tag.name,
        "slug": tag.slug,
        "place": tag.place,
        "tone": tag.tone,
        "parent_id": tag.parent_id,
        "priority": tag.priority,
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Tag | None = deed.subject
    draft = TagDraft(
        id=kept.id if kept else None,
        slug=answers["slug"],
        name=answers["name"],
        place=TagPlace(answers["place"]),
        tone=Colour(answers["tone"]),
        parent_id=_parent(answers["parent_id"]),
        priority=answers["priority"] or 0,
    )
    saved = await catalog.save_tag(deed.session, draft, by=deed.by)
    return Done(created=None if kept else saved)


def _parent(answer: str | None) -> UUID | None:
    try:
        return UUID(answer) if answer else None
    except ValueError:
        words = gettext("Please choose one of these.")
        raise Invalid([Problem("parent_id", words)]) from None


async def _retire(deed: Deed, _answers: Answers) -> None:
    await catalog.retire_tag(deed.session, deed.subject.id, by=deed.by)


async def _revive(deed: Deed, _answers: Answers) -> None:
    await catalog.revive_tag(deed.session, deed.subject.id, by=deed.by)


TAG = Subject(
    kind="tag",
    find=_find,
    label=lambda tag: texts.pick(tag.name),
    trail_kind="catalog_tag",
)
TAG_FORM = FormScreen(
    slug="tags",
    title=lambda tag: texts.pick(tag.name) if tag else gettext("A new tag"),
    permission=PERMISSION,
    subject=TAG,
    groups=(
        Group(
            "",
            (
                TextsField(name="name", title=N_("What it is called"), required=True, most=40),
                TextField(
                    name="slug",
                    title=N_("Short name"),
                    hint=N_("For files and pages, such as double-eleven. It stays as it is."),
                    required=True,
                    most=40,
                ),
                ChoiceField(
                    name="place",
                    title=N_("Where it is seen"),
                    labels=PLACES,
                    required=True,
                    hint=N_("Searching for its word finds its goods in each case."),
                ),
                ChoiceField(name="tone", title=N_("Colour"), labels=COLOURS, required=True),
                ChoiceField(
                    name="parent_id",
                    title=N_("Stands below"),
                    options=tags_by_id,
                    hint=N_("Its goods count as goods of that tag, too."),
                ),
                WholeField(
                    name="priority",
                    title=N_("Priority"),
                    hint=N_("A card shows the two badges with the largest numbers."),
                    most=999,
                ),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
)
TAGS = ListScreen(
    slug="tags",
    title=N_("Tags"),
    permission="catalog.view",
    query=_tree,
    filters_as=TagFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/tags/{row.id}/edit",
    columns=(
        Column(name="title", title=N_("Tag"), phone=Phone.TITLE),
        Column(name="slug", title=N_("Short name"), show=Show.CODE),
        Column(name="place", title=N_("Where it is seen"), show=Show.LABEL, labels=PLACES),
        Column(name="priority", title=N_("Priority"), show=Show.NUMBER),
        Column(
            name="by_hand",
            title=N_("Given by hand"),
            show=Show.NUMBER,
            link=lambda row: f"/console/tagged?tag={row.slug}&cause=hand",
        ),
        Column(
            name="by_rule",
            title=N_("Given by rules"),
            show=Show.NUMBER,
            link=lambda row: f"/console/tagged?tag={row.slug}&cause=rule",
        ),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
    ),
    filters=(
        Search(title=N_("Search tags"), placeholder=N_("Name or short name")),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    actions=(
        Action(
            slug="retirement",
            title=N_("Retire"),
            permission=PERMISSION,
            subject=TAG,
            run=_retire,
            done=N_("The tag is shown nowhere any more."),
            question=N_("Products keep it, so that it can be brought back."),
            applies=lambda row: row.state == "used",
            tone=Tone.BAD,
        ),
        Action(
            slug="return",
            title=N_("Bring back"),
            permission=PERMISSION,
            subject=TAG,
            run=_revive,
            done=N_("The tag is in use again."),
            applies=lambda row: row.state == "retired",
        ),
    ),
    create=TAG_FORM,
    empty=Empty(N_("No tags yet."), N_("Make one; then give it to products by hand or by rule.")),
)
