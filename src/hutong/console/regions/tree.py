"""The tree in which regions are chosen. Every province is there; what lies below one is fetched
when it is opened, and is there at once where something in it is chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from hutong import members
from hutong.console.kit import PartField, Posted, Staff
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext

DISTRICT = 6
NAME = "regions"
TYPED = "regions-typed"
TYPED_MAX = 2000


@dataclass(frozen=True, slots=True)
class Branch:
    """`opened`: what lies below is there. `within`: how much of it is chosen."""

    code: str
    name: str
    chosen: bool
    within: int
    below: Sequence["Branch"] = ()

    @property
    def grows(self) -> bool:
        return len(self.code) < DISTRICT


@dataclass(frozen=True, slots=True)
class Tree:
    branches: Sequence[Branch]
    typed: str = ""
    count: int = 0


def tree(codes: Sequence[str], typed: str = "") -> Tree:
    chosen = frozenset(codes)
    return Tree(tuple(_branches("", chosen)), typed, len(chosen))


def read(posted: Posted) -> tuple[str, ...]:
    """Raises Invalid for a name that is not one region's."""
    codes = [code for code in posted.many(NAME) if members.regions.known(code)]
    try:
        typed = members.regions.named(posted.one(TYPED)[:TYPED_MAX])
    except members.regions.NotOneRegion as refusal:
        raise Invalid([Problem(NAME, str(refusal))]) from refusal
    return tuple(dict.fromkeys([*codes, *typed]))


def typed(posted: Posted) -> Tree:
    return tree(
        [code for code in posted.many(NAME) if members.regions.known(code)], posted.one(TYPED)
    )


FIELD = PartField(
    name=NAME,
    title=N_("Regions"),
    template="console/regions/_tree.html",
    parse=read,
    echo=typed,
    wide=True,
)


@get("/console/region-tree/{code:str}", sync_to_thread=False)
def below(staff: Staff, code: FromPath[str]) -> Template:
    """What lies directly below a province or a city."""
    staff.require("catalog.view")
    found = tuple(_below(code, frozenset())) if members.regions.known(code) else ()
    return Template("console/regions/_below.html", context={"branches": found})


def names(codes: Sequence[str], most: int = 4) -> str:
    """The regions as a person reads them, the first few."""
    known = [members.regions.find(code) for code in codes[:most]]
    told = gettext(", ").join(region.name for region in known if region)
    return f"{told} …" if len(codes) > most else told


def _branches(code: str, chosen: frozenset[str]) -> Iterator[Branch]:
    for each in members.regions.children(code) if code else members.regions.provinces():
        inside = {other for other in chosen if other != each.code and other.startswith(each.code)}
        below = tuple(_branches(each.code, chosen)) if inside else ()
        yield Branch(each.code, each.name, each.code in chosen, len(inside), below)


def _below(code: str, chosen: frozenset[str]) -> Iterator[Branch]:
    if len(code) < DISTRICT:
        yield from _branches(code, chosen)
