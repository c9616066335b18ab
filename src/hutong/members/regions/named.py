"""Regions as a person types them: by name, by code, or a whole group of cities at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hutong.kernel.errors import Refused
from hutong.members.regions.places import DISTRICT, children, find, provinces, search

BETWEEN = re.compile(r"[,，、;；\n]+")
FIRST = ("11", "31", "4401", "4403")
NEW_FIRST = (
    *("5101", "3301", "50", "3205", "4201", "6101", "3201", "4301", "12", "4101"),
    *("4419", "3202", "3302", "3702", "3401"),
)
"""The list of 2024 that the trade goes by (第一财经·新一线城市研究所); changes with it."""
NAME_MAX = 60


@dataclass(eq=False)
class NotOneRegion(Refused):
    message = "“{name}” is not the name of one region."
    name: str


@lru_cache(maxsize=1)
def groups() -> Mapping[str, tuple[str, ...]]:
    """Groups of cities by size, under the name that the trade gives them."""
    return {
        "一线城市": tuple(sorted(FIRST)),
        "新一线城市": tuple(sorted(NEW_FIRST)),
        "二线及以下城市": tuple(sorted(_rest({*FIRST, *NEW_FIRST}))),
    }


def named(words: str) -> tuple[str, ...]:
    """The codes of what is written with commas between. Raises NotOneRegion."""
    codes: list[str] = []
    for word in BETWEEN.split(words):
        if name := word.strip():
            codes += _codes(name)
    return tuple(dict.fromkeys(codes))


def told(codes: Sequence[str]) -> str:
    """The other way round: `named` reads it as the same codes."""
    kept = tuple(sorted(codes))
    for name, group in groups().items():
        if kept == group:
            return name
    return "、".join(map(_told, kept))


def known(code: str) -> bool:
    """Whether it is the code of a province, city or district."""
    return code.isascii() and len(code) <= DISTRICT and find(code) is not None


def _codes(name: str) -> Sequence[str]:
    if group := groups().get(name):
        return group
    return (name,) if known(name) else (_one(name),)


def _one(name: str) -> str:
    """Among regions of that name the one that holds the others."""
    alike = [each for each in search(name) if each.name.startswith(name)]
    exact = [each for each in alike if each.name == name] or alike
    top = [each for each in exact if len(each.code) == min(len(other.code) for other in exact)]
    if len(top) != 1:
        raise NotOneRegion(name[:NAME_MAX])
    return top[0].code


@lru_cache(maxsize=1000)
def _told(code: str) -> str:
    """Its name, unless another region is called the same."""
    region = find(code)
    try:
        return region.name if region and _one(region.name) == code else code
    except NotOneRegion:
        return code


def _rest(taken: set[str]) -> list[str]:
    rest: list[str] = []
    for province in provinces():
        if province.code in taken:
            continue
        cities = [each.code for each in children(province.code)]
        left = [code for code in cities if code not in taken]
        rest += [province.code] if len(left) == len(cities) else left
    return rest
