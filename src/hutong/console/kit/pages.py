"""What the templates of the kit see: one frozen page each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hutong.console.kit.actions import Action, Document
from hutong.console.kit.address import Address
from hutong.console.kit.arranging import Arranged
from hutong.console.kit.columns import Column
from hutong.console.kit.fields import Field, Spot
from hutong.console.kit.filters import Choice, Filter, Option, Search
from hutong.console.kit.labels import Label
from hutong.console.kit.screens import (
    Above,
    Block,
    ChartScreen,
    Counter,
    DetailScreen,
    FormScreen,
    Group,
    HomeScreen,
    ListScreen,
    Part,
    Section,
)
from hutong.kernel.errors import Problem
from hutong.views.lists import Found, Paging
from hutong.workspace import ROWS_MAX

AROUND = 2


AT_HAND_MAX = 2


@dataclass(frozen=True, kw_only=True)
class RowView:
    row: Any
    key: str
    url: str | None
    actions: Sequence[Action]

    @property
    def at_hand(self) -> Sequence[Action]:
        """Two stand in the row; of more, only the first does, and the others in a menu."""
        return self.actions if len(self.actions) <= AT_HAND_MAX else self.actions[:1]

    @property
    def further(self) -> Sequence[Action]:
        return self.actions[len(self.at_hand) :]


@dataclass(frozen=True, kw_only=True)
class FilterView:
    filter: Filter
    values: Mapping[str, str]
    options: Sequence[Option]
    told: str

    @property
    def silent(self) -> bool:
        """It can be seen elsewhere on the page what it is set to."""
        return isinstance(self.filter, Search) or self.in_tabs

    @property
    def in_tabs(self) -> bool:
        return isinstance(self.filter, Choice) and self.filter.in_tabs


@dataclass(frozen=True, kw_only=True)
class TabView:
    title: str
    url: Address
    current: bool


@dataclass(frozen=True, kw_only=True)
class ListPage:
    screen: ListScreen
    address: Address
    arranged: Arranged
    paging: Paging
    found: Found[Any]
    rows: Sequence[RowView]
    filters: Sequence[FilterView]
    tabs: Sequence[TabView]
    bulk: Sequence[Action]
    documents: Sequence[Document]
    may_export: bool
    create: FormScreen | None

    @property
    def columns(self) -> Sequence[Column]:
        return self.arranged.columns

    @property
    def selectable(self) -> bool:
        return bool(self.bulk or self.documents)

    @property
    def more_match(self) -> bool:
        return bool(self.bulk) and self.found.total > len(self.rows)

    @property
    def cut_off(self) -> int | None:
        """How many of them are done at once, where more match."""
        return ROWS_MAX if self.found.total > ROWS_MAX else None

    @property
    def has_row_actions(self) -> bool:
        return any(row.actions for row in self.rows)

    @property
    def told(self) -> Sequence[FilterView]:
        """The filters in force, each of which can be taken away by itself."""
        return [view for view in self.filters if view.told and not view.silent]

    @property
    def narrowed(self) -> bool:
        return any(view.told for view in self.filters)

    @property
    def first(self) -> int:
        return self.paging.offset + 1

    @property
    def last(self) -> int:
        return self.paging.offset + len(self.rows)

    @property
    def page_count(self) -> int:
        return self.found.pages_of(self.paging.size)

    @property
    def page_numbers(self) -> Sequence[int | None]:
        """The first, the last and those around this one; None stands for what is left out."""
        near = range(self.paging.page - AROUND, self.paging.page + AROUND + 1)
        shown = sorted({1, self.page_count} | {n for n in near if 1 <= n <= self.page_count})
        numbers: list[int | None] = []
        for number in shown:
            if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
                numbers.append(None)
            numbers.append(number)
        return numbers

    def sorted_by(self, name: str) -> str:
        """ascending, descending or nothing: as aria-sort says it."""
        if self.paging.column != name:
            return "none"
        return "descending" if self.paging.descending else "ascending"

    def sort_url(self, name: str) -> Address:
        order = f"-{name}" if self.sorted_by(name) != "descending" else name
        return self.address.change(sort=order, page="")


@dataclass(frozen=True, kw_only=True)
class FieldView:
    field: Field
    entered: Any
    options: Sequence[Option]
    problems: Mapping[str, str]

    @property
    def problem(self) -> str:
        return self.problems.get(self.field.name, "")

    def problem_at(self, path: str) -> str:
        return self.problems.get(path, "")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong that is marked at its place on the form."""

    spot: Spot
    message: str


@dataclass(frozen=True, kw_only=True)
class FormView:
    """Fields as they are to be shown, with what is wrong with them."""

    groups: Sequence[tuple[Group, Sequence[FieldView]]]
    problems: Sequence[Problem] = ()
    refusal: str = ""

    @cached_property
    def unplaced(self) -> Sequence[str]:
        """Problems that no field shows next to itself."""
        fields = [view.field for view in self._views]
        return [p.message for p in self.problems if not any(f.owns(p.field) for f in fields)]

    @cached_property
    def mistakes(self) -> Sequence[Mistake]:
        """Problems that fields show next to themselves, in the order of the form."""
        found = [
            Mistake(view.field.spot(problem.field, view.entered), problem.message)
            for view in self._views
            for problem in self.problems
            if view.field.owns(problem.field)
        ]
        return list(dict.fromkeys(found))

    @property
    def _views(self) -> Iterator[FieldView]:
        return (view for _, views in self.groups for view in views)


@dataclass(frozen=True, kw_only=True)
class ActionPage:
    """An action that asks before it acts: as a dialog, or as a page where there is no script."""

    action: Action
    heading: str
    form: FormView
    post_to: str
    back: str
    keys: Sequence[str] = ()
    all: bool = False
    shown: Any = None

    @property
    def question(self) -> str:
        """About many things it is always put."""
        about = self.shown is None or self.action.question_for(self.shown)
        return self.action.question if about else ""


@dataclass(frozen=True, kw_only=True)
class RevealPage:
    """Something that is shown once, to somebody who may see it and whose looking is recorded."""

    action: Action
    words: str
    back: str


@dataclass(frozen=True, kw_only=True)
class SectionView:
    section: Section
    value: Any = None


@dataclass(frozen=True, kw_only=True)
class DetailPage:
    screen: DetailScreen
    shown: Any
    key: str
    title: str
    subtitle: str
    badges: Sequence[Label]
    sections: Sequence[SectionView]
    actions: Sequence[Action]
    documents: Sequence[Document]
    edit_url: str | None
    above: Above | None
    """Where the way back leads."""

    @property
    def url(self) -> str:
        return self.screen.url(self.key)


@dataclass(frozen=True, kw_only=True)
class FormPage:
    screen: FormScreen
    title: str
    form: FormView
    post_to: str
    back: str
    subject: Any = None
    latest: str = ""
    """Where what somebody else saved meanwhile can be looked at beside one's own words."""


@dataclass(frozen=True, kw_only=True)
class CounterView:
    counter: Counter
    count: int


@dataclass(frozen=True, kw_only=True)
class WaitingGroup:
    title: str
    counters: Sequence[CounterView]


@dataclass(frozen=True, kw_only=True)
class HomePage:
    screen: HomeScreen
    shown: Any
    blocks: Sequence[Block]
    left_out: Sequence[Block]
    own: bool
    waiting: Sequence[WaitingGroup]
    quiet: Sequence[CounterView]
    """Where nothing waits."""

    def rows_of(self, name: str) -> Any:
        return getattr(self.shown, name)


@dataclass(frozen=True, kw_only=True)
class ChartPage:
    screen: ChartScreen
    shown: Any
    counters: Sequence[CounterView]
    parts: Sequence[Part]
