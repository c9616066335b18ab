"""The other names of a region: 浙江 for 浙江省, 延边 for 延边朝鲜族自治州, 昆山 for 昆山市."""

import re
from functools import lru_cache

from hutong.members.regions.places import ONLY_STATISTICS, Region, children, provinces

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡"
    "|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯"
    "|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_SUFFIX = re.compile(
    rf"(?:(?:{_PEOPLES})族?)*自治[区州县旗]$|特别行政区$|地区$|(?<=..)[省市区县旗盟]$"
)
_SELF_GOVERNED = re.compile(r"自治[区州县旗]$")
SHORTEST = 2


def short(name: str) -> str:
    """The name as people say it; the whole name when too little would be left."""
    for suffix in (_SUFFIX, _SELF_GOVERNED):  # the second for 内蒙古 and 西藏
        said = suffix.sub("", name)
        if len(said) >= SHORTEST:
            return said
    return name


@lru_cache(maxsize=4096)
def ways_to_write(region: Region, *, inside: Region | None = None) -> tuple[str, ...]:
    """Full name first. Inside 苏州市, 苏州工业园区 is also 工业园区."""
    ways = [region.name, short(region.name)]
    if inside is not None:
        local = region.name.removeprefix(short(inside.name))
        if len(local) > SHORTEST:
            ways.append(local)
    return tuple(dict.fromkeys(ways))


@lru_cache(maxsize=1)
def beginnings() -> dict[str, list[Region]]:
    """Every name a written address may begin with, however it is said.

    Provinces and cities by all their names (北京市 the city is met as the province), districts by
    the full one and only where it is one place in the country: 义乌市 is, 朝阳区 is not.
    """
    known: dict[str, list[Region]] = {}
    districts: dict[str, list[Region]] = {}
    for province in provinces():
        _add(known, province)
        for city in children(province.code):
            if city.name != province.name and city.name not in ONLY_STATISTICS:
                _add(known, city)
            for district in children(city.code):
                districts.setdefault(district.name, []).append(district)
    for name, alike in districts.items():
        if len(alike) == 1:
            known.setdefault(name, []).extend(alike)
    return known


@lru_cache(maxsize=1)
def longest_beginning() -> int:
    return max(map(len, beginnings()))


def _add(known: dict[str, list[Region]], region: Region) -> None:
    for way in ways_to_write(region):
        known.setdefault(way, []).append(region)
