"""China's provinces, cities, districts and streets, from a packed file read when first asked.

A code is as long as its level is deep: 33, 3301, 330106, 330106109.
"""

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "regions.json.gz"
PROVINCE, CITY, DISTRICT, STREET = 2, 4, 6, 9
LEVELS = (PROVINCE, CITY, DISTRICT, STREET)
ONLY_STATISTICS = {"省直辖县级行政区划", "自治区直辖县级行政区划", "重庆郊县"}
SEARCH_MAX = 20


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str


class Map:
    """Every region down to the district; a district's streets are split when asked for."""

    def __init__(self, file: Path) -> None:
        self.named: dict[str, Region] = {}
        self.below: dict[str, list[Region]] = {"": []}
        self.packed_streets: dict[str, str] = {}
        for province_code, province, cities in json.loads(gzip.decompress(file.read_bytes())):
            self._add("", province_code, province)
            for city_part, city, districts in cities:
                city_code = self._add(province_code, city_part, city)
                for part, district, streets in districts:
                    code = self._add(city_code, part, district)
                    self.packed_streets[code] = streets

    def streets(self, district: str) -> list[Region]:
        packed = self.packed_streets.get(district)
        if not packed:
            return []
        return [Region(district + each[:3], each[3:]) for each in packed.split("|")]

    def _add(self, parent: str, part: str, name: str) -> str:
        region = Region(parent + part, name)
        self.named[region.code] = region
        self.below[region.code] = []
        self.below[parent].append(region)
        return region.code


@lru_cache(maxsize=1)
def the_map() -> Map:
    return Map(FILE)


def provinces() -> list[Region]:
    return the_map().below[""]


def children(code: str) -> list[Region]:
    """What lies directly below; nothing below a street or an unknown code."""
    if len(code) == DISTRICT:
        return the_map().streets(code)
    return the_map().below.get(code, []) if code else []


def find(code: str) -> Region | None:
    if len(code) != STREET:
        return the_map().named.get(code)
    streets = the_map().streets(code[:DISTRICT])
    return next((street for street in streets if street.code == code), None)


def chain(code: str) -> tuple[Region, ...]:
    """The region below its province, city and district; empty for an unknown code."""
    if len(code) not in LEVELS or find(code) is None:
        return ()
    found = (find(code[:length]) for length in LEVELS if length <= len(code))
    return tuple(region for region in found if region is not None)


def path(code: str) -> tuple[str, ...]:
    """The names from the province down; empty for an unknown code."""
    return tuple(region.name for region in chain(code))


def written(*names: str) -> str:
    """The names as one writes them on a parcel: 北京市海淀区, not 北京市北京市海淀区."""
    kept: list[str] = []
    for name in names:
        if name and name not in ONLY_STATISTICS and name not in kept[-1:]:
            kept.append(name)
    return "".join(kept)


def search(text: str, *, limit: int = SEARCH_MAX) -> list[Region]:
    """Regions down to the district whose name holds the text, the shortest names first."""
    wanted = text.strip()
    if not wanted:
        return []
    found = [region for region in the_map().named.values() if wanted in region.name]
    return sorted(found, key=lambda region: (len(region.name), region.code))[:limit]
