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
    codes = [code for code in posted.many(NAME) if _known(code)]
    return tuple(dict.fromkeys([*codes, *_by_name(posted.one(TYPED)[:TYPED_MAX])]))


def typed(posted: Posted) -> Tree:
    return tree([code for code in posted.many(NAME) if _known(code)], posted.one(TYPED))


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
    found = tuple(_below(code, frozenset())) if _known(code) else ()
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


def _known(code: str) -> bool:
    return code.isascii() and len(code) <= DISTRICT and members.regions.find(code) is not None


def _by_name(words: str) -> Iterator[str]:
    for word in words.replace("，", ",").replace("、", ",").replace("\n", ",").split(","):
        if not (name := word.strip()):
            continue
        if _known(name):
            yield name
            continue
        alike = [each for each in members.regions.search(name) if each.name.startswith(name)]
        exact = [each for each in alike if each.name == name] or alike
        top = [each for each in exact if len(each.code) == min(len(other.code) for other in exact)]
        if len(top) != 1:
            told = gettext("“{name}” is not the name of one region.").format(name=name)
            raise Invalid([Problem(NAME, told)])
        yield top[0].code
