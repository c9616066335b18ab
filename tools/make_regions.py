"""Packs China's administrative divisions into src/hutong/members/regions.json.gz.

    python -m tools.make_regions FOLDER

FOLDER holds two files of the public data set github.com/modood/Administrative-divisions-of-China:
`pcas-code.json` (province, city, district and street of the mainland, with the statistical codes)
and `HK-MO-TW.json` (three levels, names only), plain or with `.gz`.

What is changed on the way, because the file serves people who fill in an address:

- "市辖区" of Beijing, Tianjin, Shanghai and Chongqing becomes the name of the municipality, and
  Chongqing's "县" becomes 重庆郊县: the second box then shows a place and not a word of statistics.
- A street that repeats its district ("济源市沁园街道" in 济源市) loses the repetition.
- Hong Kong (81), Macau (82) and Taiwan (71) have no codes below the first level in the source;
  their cities and districts are numbered here in the order of the file. Add new ones at the end.

The packed form is a list of provinces [code, name, cities], cities and districts likewise with two
digits of code each, and the streets of a district as one string "001Name|002Name".
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path("src/hutong/members/regions.json.gz")
WITHOUT_CODES = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}
MUNICIPALITY_PART = "市辖区"
COUNTIES = {"重庆市": "重庆郊县"}


def main(folder: Path) -> None:
    mainland = [_province(each) for each in _read(folder, "pcas-code.json")]
    others = [
        [WITHOUT_CODES[name], name, _numbered(cities)]
        for name, cities in _read(folder, "HK-MO-TW.json").items()
    ]
    provinces = sorted([*mainland, *others])
    packed = json.dumps(provinces, ensure_ascii=False, separators=(",", ":")).encode()
    TARGET.write_bytes(gzip.compress(packed, compresslevel=9, mtime=0))
    print(f"{TARGET}: {len(provinces)} provinces, {TARGET.stat().st_size} bytes")


def _read(folder: Path, name: str) -> Any:
    packed = folder / f"{name}.gz"
    if packed.exists():
        return json.loads(gzip.decompress(packed.read_bytes()))
    return json.loads((folder / name).read_bytes())


def _province(province: dict[str, Any]) -> list[Any]:
    name = province["name"]
    cities = [
        [city["code"][2:], _city_name(name, city["name"]), [_district(d) for d in city["children"]]]
        for city in province["children"]
    ]
    return [province["code"], name, cities]


def _city_name(province: str, city: str) -> str:
    if city == MUNICIPALITY_PART:
        return province
    return COUNTIES.get(province, city)


def _district(district: dict[str, Any]) -> list[str]:
    name = district["name"]
    streets = [
        street["code"][6:] + (street["name"].removeprefix(name) or street["name"])
        for street in district["children"]
    ]
    return [district["code"][4:], name, "|".join(streets)]


def _numbered(cities: dict[str, list[str]]) -> list[Any]:
    return [
        [f"{number:02}", city, [[f"{n:02}", name, ""] for n, name in enumerate(districts, 1)]]
        for number, (city, districts) in enumerate(cities.items(), 1)
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
