"""The address of a list: its filters, order, page and the view it was opened as; nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from hutong.console.kit.screens import ROOT, ListScreen
from hutong.views.lists import COUNT_MAX, PAGE_SIZE, Paging

VALUE_MAX = 200
BACK_MAX = 2000
EVERYTHING = "view=all"


@dataclass(frozen=True, slots=True)
class Address:
    """`bare` is what asks for the whole list, where nothing said means something else."""

    path: str
    values: Mapping[str, str]
    bare: str = ""

    def __str__(self) -> str:
        query = urlencode(self.values) if self.values else self.bare
        return f"{self.path}?{query}" if query else self.path

    @property
    def everything(self) -> "Address":
        return replace(self, values={})

    def change(self, **changes: str) -> "Address":
        """The same list with that changed; an empty value takes the name away."""
        merged = {**self.values, **changes}
        return replace(self, values={name: value for name, value in merged.items() if value})

    def without(self, *names: str) -> "Address":
        return self.change(**dict.fromkeys(names, ""))


def of(screen: ListScreen, query: Mapping[str, str]) -> Address:
    """Keeps what the list understands, in one order; anything else in the query is ignored."""
    names = [*(name for each in screen.filters for name in each.names), "sort", "page", "view"]
    asked = {name: query.get(name, "").replace("\0", "")[:VALUE_MAX] for name in names}
    said = {name: value for name, value in asked.items() if value.strip()}
    return Address(
        screen.url, {name: said[name] for name in said if said[name] != "all" or name != "view"}
    )


def at(screen: ListScreen, url: str) -> Address:
    """The same of an address that a form carries along."""
    return of(screen, dict(parse_qsl(urlsplit(url).query)))


def paging(screen: ListScreen, address: Address) -> Paging:
    sorts = {column.name for column in screen.columns if column.sort}
    sort = address.values.get("sort", "")
    page = address.values.get("page", "")
    last = COUNT_MAX // PAGE_SIZE + 1
    return Paging(
        sort=sort if sort.removeprefix("-") in sorts else screen.sort,
        page=min(max(int(page), 1), last) if page.isdecimal() and page.isascii() else 1,
    )


def filters(screen: ListScreen, address: Address) -> object:
    """The filters' values in the shape that the list's query takes."""
    return screen.filters_as(**{each.name: each.read(address.values) for each in screen.filters})


def safe_return(wanted: str | None, otherwise: str) -> str:
    """An address of the console to go back to; anything else, such as another site, is not."""
    if not wanted or len(wanted) > BACK_MAX or "\\" in wanted or not wanted.isprintable():
        return otherwise
    parts = urlsplit(wanted)
    inside = parts.path == ROOT or parts.path.startswith(f"{ROOT}/")
    return wanted if inside and not parts.scheme and not parts.netloc else otherwise
