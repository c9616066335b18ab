"""All screens together, and what one needs to know of another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hutong.console.kit.actions import Action, Document
from hutong.console.kit.screens import Area, DetailScreen, FormScreen, ListScreen, Screen
from hutong.kernel.errors import NotFound


@dataclass(eq=False)
class NoSuchList(NotFound):
    message = "There is no such list."
    slug: str


@dataclass(frozen=True)
class Site:
    areas: Sequence[Area]

    @property
    def screens(self) -> Iterator[Screen]:
        for area in self.areas:
            yield from area.screens

    def list_of(self, slug: str) -> ListScreen | None:
        lists = (each for each in self.screens if isinstance(each, ListScreen))
        return next((each for each in lists if each.slug == slug), None)

    def detail_of(self, slug: str) -> DetailScreen | None:
        details = (each for each in self.screens if isinstance(each, DetailScreen))
        return next((each for each in details if each.slug == slug), None)

    def slugs(self) -> Sequence[str]:
        """Of everything that has actions: lists and details of the same slug share them."""
        kinds = ListScreen | DetailScreen
        return list(dict.fromkeys(s.slug for s in self.screens if isinstance(s, kinds)))

    def actions_of(self, slug: str) -> Sequence[Action]:
        """What can be done to one thing: from its row or from its page, at one address."""
        screens = self.list_of(slug), self.detail_of(slug)
        found = {action.slug: action for each in screens if each for action in each.actions}
        return list(found.values())

    def bulk_of(self, slug: str) -> Sequence[Action]:
        screen = self.list_of(slug)
        return screen.bulk if screen else ()

    def the_list(self, slug: str) -> ListScreen:
        """Raises NoSuchList."""
        screen = self.list_of(slug)
        if screen is None:
            raise NoSuchList(slug)
        return screen

    def bulk_action(self, slug: str, action: str) -> Action:
        """Raises NoSuchList."""
        found = next((each for each in self.bulk_of(slug) if each.slug == action), None)
        if found is None:
            raise NoSuchList(slug)
        return found

    def documents_of(self, slug: str) -> Sequence[Document]:
        screens = self.list_of(slug), self.detail_of(slug)
        found = {each.slug: each for screen in screens if screen for each in screen.documents}
        return list(found.values())

    def address_of(self, slug: str, key: str) -> str:
        """Where the thing is looked at: on its own page, else in its list."""
        detail, screen = self.detail_of(slug), self.list_of(slug)
        if detail:
            return detail.url(key)
        assert screen is not None  # noqa: S101 - slugs() comes from these two
        return screen.url


def may_create(screen: ListScreen) -> FormScreen | None:
    return screen.create if screen.create and screen.create.creates else None
