"""Finds the region inside a written address, whatever is left out of it.

Every way of reading is tried from a starting place (province or not, city or not, long names or
short ones) and the one that explains most of the text wins: "吉林市船营区" is not the province of
吉林 followed by "市船营区".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hutong.members.regions.names import SHORTEST, beginnings, longest_beginning, ways_to_write
from hutong.members.regions.places import Region, chain, children

GAP = " "
# Before these a short name is part of a longer one: 北京路, or 朝阳区, which is not in 朝阳 at all
_LONGER_NAME = re.compile(
    r"[东南西北中]?[一二三四五六七八九十\d]?[路街道巷弄]|大[道街桥厦学]|广场|[东南西北]站|[区县旗]"
)


@dataclass(frozen=True, slots=True)
class Located:
    """Where in the text the region stands, and how far down it is known."""

    start: int
    end: int
    regions: tuple[Region, ...]
    explained: int

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.explained, len(self.regions), -self.start)


def locate(text: str) -> Located | None:
    """The best reading, first at the beginnings of words and, failing that, anywhere."""
    starts = [i for i in range(len(text)) if i == 0 or text[i - 1] == GAP]
    at_words = [found for start in starts for found in _readings(text, start, loose=True)]
    within = at_words or [
        found for start in range(len(text)) for found in _readings(text, start, loose=False)
    ]
    return max(within, key=lambda found: found.rank, default=None)


def _readings(text: str, start: int, *, loose: bool) -> Iterator[Located]:
    for length in range(SHORTEST, longest_beginning() + 1):
        way = text[start : start + length]
        for region in beginnings().get(way, ()):
            is_short = way != region.name
            if is_short and (not loose or _LONGER_NAME.match(text, start + length)):
                continue
            found = Located(start, start + length, chain(region.code), length)
            yield found
            yield from _below(text, found)


def _below(text: str, found: Located) -> Iterator[Located]:
    match len(found.regions):
        case 1:
            yield from _inside_province(text, found)
        case 2:
            yield from _inside_city(text, found)
        case _:
            yield from _with_street(text, found)


def _inside_province(text: str, found: Located) -> Iterator[Located]:
    province = found.regions[0]
    for city in children(province.code):
        for named in _named(text, found, [city]):
            yield named
            yield from _inside_city(text, named)
        for named in _named(text, found, children(city.code)):
            skipped = (province, city, named.regions[-1])
            yield from _with_street(text, _at(named, skipped))


def _inside_city(text: str, found: Located) -> Iterator[Located]:
    city = found.regions[-1]
    districts = children(city.code)
    for district in districts:
        for named in _named(text, found, [district], inside=city):
            yield from _with_street(text, named)
    if len(districts) == 1:  # 东莞市 and the like: the city is its own district
        yield from _with_street(text, _at(found, (*found.regions, districts[0])))


def _with_street(text: str, found: Located) -> Iterator[Located]:
    yield found
    at = _after_gap(text, found.end)
    for street in children(found.regions[-1].code):
        if len(street.name) > 1 and text.startswith(street.name, at):
            yield Located(
                found.start,
                at + len(street.name),
                (*found.regions, street),
                found.explained + len(street.name),
            )


def _named(
    text: str, found: Located, regions: Iterable[Region], *, inside: Region | None = None
) -> Iterator[Located]:
    """The readings that go on with one of the regions."""
    at = _after_gap(text, found.end)
    for region in regions:
        for way in ways_to_write(region, inside=inside):
            end = at + len(way)
            if not text.startswith(way, at):
                continue
            if way == region.name or not _LONGER_NAME.match(text, end):
                explained = found.explained + len(way)
                yield Located(found.start, end, (*found.regions, region), explained)


def _at(found: Located, regions: tuple[Region, ...]) -> Located:
    return Located(found.start, found.end, regions, found.explained)


def _after_gap(text: str, at: int) -> int:
    while at < len(text) and text[at] == GAP:
        at += 1
    return at
