"""The kinds of screens. A screen is data: what it shows, what can be done, who may see it.

Everything staff can reach is one of these in `console/registry.py`; `kit/routes.py` turns each
into routes that check its permission, and tests/console/test_screens.py tries each in both
languages, with data and without, with permission and without.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit.actions import Action, Deed, Document, Done, Subject, Undo
from hutong.console.kit.columns import Column, Show
from hutong.console.kit.fields import Answers, Begin, Field, Posted
from hutong.console.kit.filters import Filter
from hutong.console.kit.labels import Label, Labels
from hutong.console.kit.tiles import Change, change
from hutong.kernel.i18n import N_
from hutong.views.lists import Found, Paging

ROOT = "/console"


@dataclass(frozen=True, slots=True)
class Tab:
    """A named view of a list: a title and the filters that make it."""

    title: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says, and what to do about it."""

    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Takeaway:
    """Another file that the list can be had as, always made by a worker: the errand of that kind
    gets the list's filters, and `slug` as what is wanted."""

    slug: str
    title: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ListScreen:
    """`query` gets the filters as `filters_as`, whose fields are named after the filters."""

    slug: str
    title: str
    permission: str
    query: Callable[[AsyncSession, Any, Paging], Awaitable[Found[Any]]]
    filters_as: Callable[..., Any]
    columns: Sequence[Column]
    key: Callable[[Any], str]
    empty: Empty
    filters: Sequence[Filter] = ()
    tabs: Sequence[Tab] = ()
    sort: str = ""
    link: Callable[[Any], str] | None = None
    actions: Sequence[Action] = ()
    bulk: Sequence[Action] = ()
    documents: Sequence[Document] = ()
    create: "FormScreen | None" = None
    export: str = ""
    takeaways: Sequence[Takeaway] = ()
    in_menu: bool = True
    hint: str = ""
    jump: str = ""

    @property
    def url(self) -> str:
        return f"{ROOT}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a fact sheet: an attribute of what the page shows."""

    name: str
    title: str
    show: Show = Show.TEXT
    labels: Labels | None = None
    link: Callable[[Any], str | None] | None = None
    optional: bool = False
    """Left out where there is nothing to say."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    kind = "facts"
    title: str
    facts: Sequence[Fact]
    aside: bool = False
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A table of what belongs to the thing; `name` is the attribute that holds the rows."""

    kind = "rows"
    title: str
    name: str
    columns: Sequence[Column]
    empty: str
    aside: bool = False
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """What happened and who did it; the attribute holds `Moment`s, the newest first."""

    kind = "timeline"
    title: str
    name: str
    empty: str = N_("Nothing yet.")
    aside: bool = True
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section with a template of its own, which sees `page.shown`."""

    kind = "part"
    title: str
    template: str
    aside: bool = False
    permission: str = ""


Section = Facts | Rows | Timeline | Part


@dataclass(frozen=True, slots=True)
class Above:
    """What a page belongs to: the way back from it."""

    url: str
    title: str


@dataclass(frozen=True, kw_only=True)
class DetailScreen:
    """One thing on a page of its own, at its list's address and its key."""

    slug: str
    title: Callable[[Any], str]
    permission: str
    load: Callable[[AsyncSession, str], Awaitable[Any]]
    sections: Sequence[Section]
    subtitle: Callable[[Any], str] | None = None
    above: Callable[[Any], Above] | None = None
    """Where no list stands at its address."""
    badges: Callable[[Any], Sequence[Label]] | None = None
    actions: Sequence[Action] = ()
    documents: Sequence[Document] = ()
    edit: "FormScreen | None" = None
    history: Sequence[str] = ()
    """What the modules call such a thing in the audit trail, beside its actions' own words."""
    undo: Undo | None = None
    written: bool = False
    """Its title is what somebody typed, in whatever language."""

    @property
    def subjects(self) -> Sequence[Subject]:
        found = [each.subject for each in self.actions]
        if self.edit:
            found.append(self.edit.subject)
        return list({id(each): each for each in found}.values())

    @property
    def trail_kinds(self) -> Sequence[str]:
        named = [name for each in self.subjects for name in (each.kind, each.trail_kind)]
        return list(dict.fromkeys(name for name in (*self.history, *named) if name))

    def url(self, key: str) -> str:
        return f"{ROOT}/{self.slug}/{key}"


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under one heading."""

    title: str
    fields: Sequence[Field]
    hint: str = ""
    applies: Callable[[Any], bool] = lambda _subject: True
    """Whether it is asked of that thing (None for a new one)."""


@dataclass(frozen=True, kw_only=True)
class FormScreen:
    """Makes a new thing at <slug>/new (where `creates`), changes one at <slug>/<key>/edit.

    `save` gets the deed with the thing found (None for a new one) and answers where to go.
    """

    slug: str
    title: Callable[[Any], str]
    permission: str
    subject: Subject
    groups: Sequence[Group]
    begin: Begin
    save: Callable[[Deed, Answers], Awaitable[Done]]
    opens: str = N_("Create")
    """What the button says that leads from the list to a new one."""
    saves: str = N_("Save")
    """What the button of the form says, where more happens than keeping."""
    creates: bool = True
    edits: bool = True
    receive: Callable[[Deed, Posted], Awaitable[None]] | None = None
    """Takes in what must not be lost when the form comes back: uploaded pictures."""
    body_max: int | None = None
    """For files larger than the web server takes elsewhere. They have arrived before the
    transaction of the request begins."""
    framed: bool = False
    """Shows pages of the shop within it."""

    @property
    def fields(self) -> Sequence[Field]:
        return [each for group in self.groups for each in group.fields]

    def groups_of(self, subject: Any) -> Sequence[Group]:
        return [group for group in self.groups if group.applies(subject)]

    @property
    def new_url(self) -> str:
        return f"{ROOT}/{self.slug}/new"

    def edit_url(self, key: str) -> str:
        return f"{ROOT}/{self.slug}/{key}/edit"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A number now and the number it is compared with: the ways to them from what `load` gives,
    such as "today.paid"."""

    title: str
    now: str
    before: str
    compared_with: str
    show: Show = Show.NUMBER
    more_is_better: bool = True
    note: Callable[[Any], str] | None = None
    """What one must know of the number, in the reader's language; "" for nothing."""

    def change(self, shown: Any) -> Change | None:
        now, before = self.numbers(shown)
        return change(now, before, more_is_better=self.more_is_better)

    def numbers(self, shown: Any) -> tuple[Any, Any]:
        return attrgetter(self.now)(shown), attrgetter(self.before)(shown)


@dataclass(frozen=True, kw_only=True)
class Counter:
    """Something that waits for somebody: how many, and the list where it is dealt with."""

    title: str
    count: Callable[[Any], int]
    url: str
    permission: str
    urgent: bool = False
    group: str = ""
    """The heading that it stands under."""


@dataclass(frozen=True, kw_only=True)
class Series:
    name: str
    title: str
    show: Show = Show.NUMBER
    line: bool = False


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars and lines over days; `name` holds rows with a `day` and one attribute per series.
    `by_month`: the day is the first of the month that the row is about."""

    title: str
    name: str
    series: Sequence[Series]
    by_month: bool = False


@dataclass(frozen=True, kw_only=True)
class ChartScreen:
    slug: str
    title: str
    permission: str
    load: Callable[[AsyncSession], Awaitable[Any]]
    tiles: Sequence[Tile] = ()
    counters: Sequence[Counter] = ()
    charts: Sequence[Chart] = ()
    parts: Sequence[Part] = ()
    jump: str = ""

    @property
    def url(self) -> str:
        return f"{ROOT}/{self.slug}" if self.slug else ROOT


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of a home screen, with a template of its own, which sees the page."""

    name: str
    title: str
    template: str
    permission: str = ""
    wide: bool = True


@dataclass(frozen=True, kw_only=True)
class HomeScreen:
    """Where the day begins. `of_role` says which blocks a role sees, in which order; everybody
    can choose their own. `load` gets the names of the blocks that are shown."""

    slug: str
    title: str
    permission: str
    load: Callable[[AsyncSession, Collection[str]], Awaitable[Any]]
    blocks: Sequence[Block]
    of_role: Mapping[str, Sequence[str]]
    tiles: Sequence[Tile] = ()
    counters: Sequence[Counter] = ()
    charts: Sequence[Chart] = ()
    jump: str = ""

    @property
    def url(self) -> str:
        return f"{ROOT}/{self.slug}" if self.slug else ROOT


Screen = ListScreen | DetailScreen | FormScreen | ChartScreen | HomeScreen


@dataclass(frozen=True, slots=True)
class Area:
    """A heading of the menu. Lists and charts stand in it, the others are reached from them.

    A screen's `jump` is the letter that leads there after "g".
    """

    title: str
    icon: str
    screens: Sequence[Screen]

    @property
    def name(self) -> str:
        return self.title.casefold().replace(" ", "-")
