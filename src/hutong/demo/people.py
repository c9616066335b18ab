"""What invented members are made of: names, nicknames, addresses, and what is noted on orders."""

from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from hutong.demo.fields import Fields, read

FILE = Path(__file__).with_name("people.toml")
MOST_BEARERS = 200
BUILDING_PARTS = frozenset({"building", "unit", "room"})
ADDRESS_PARTS = frozenset({"road", "crossing", "number", "compound", "building"})


@dataclass(frozen=True, slots=True)
class GivenNames:
    female: tuple[str, ...]
    male: tuple[str, ...]
    either: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """`buildings` and `formats` are for `str.format`, with BUILDING_PARTS and ADDRESS_PARTS."""

    roads: tuple[str, ...]
    compounds: tuple[str, ...]
    buildings: tuple[str, ...]
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    surnames: dict[str, int]
    given_names: GivenNames
    addresses: Addresses
    nicknames: tuple[str, ...]
    buyer_notes: tuple[str, ...]
    staff_notes: tuple[str, ...]


def load(path: Path = FILE) -> People:
    """Raises DemoDataError, which names the entry, at the first mistake."""
    with read(path) as file, file.table("words") as words:
        return People(
            surnames=_surnames(file),
            given_names=_given_names(file),
            addresses=_addresses(file),
            nicknames=_once(words, "nicknames"),
            buyer_notes=_once(words, "buyer_notes"),
            staff_notes=_once(words, "staff_notes"),
        )


def _surnames(file: Fields) -> dict[str, int]:
    with file.table("surnames") as table:
        return {name: table.whole(name, low=1, high=MOST_BEARERS) for name in table.keys_left()}


def _given_names(file: Fields) -> GivenNames:
    with file.table("given_names") as table:
        return GivenNames(
            female=_once(table, "female"), male=_once(table, "male"), either=_once(table, "either")
        )


def _addresses(file: Fields) -> Addresses:
    with file.table("addresses") as table:
        return Addresses(
            roads=_once(table, "roads"),
            compounds=_once(table, "compounds"),
            buildings=_patterns(table, "buildings", BUILDING_PARTS),
            formats=_patterns(table, "formats", ADDRESS_PARTS),
        )


def _once(table: Fields, key: str) -> tuple[str, ...]:
    words = table.strings(key)
    if len(set(words)) < len(words):
        raise table.wrong(f"{key} says something twice")
    return words


def _patterns(table: Fields, key: str, allowed: frozenset[str]) -> tuple[str, ...]:
    patterns = _once(table, key)
    for pattern in patterns:
        parts = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
        if not parts or not parts <= allowed:
            raise table.wrong(f"{key} {pattern!r} may use only {', '.join(sorted(allowed))}")
    return patterns
