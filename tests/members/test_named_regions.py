"""Regions as people type them, alone and by the group."""

import pytest

from hutong.members import regions
from hutong.members.regions import NotOneRegion


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("", ()),
        ("浙江", ("33",)),
        ("浙江省、新疆；65", ("33", "65")),
        ("吉林", ("22",)),
        ("330106", ("330106",)),
        ("一线城市", ("11", "31", "4401", "4403")),
    ],
)
def test_names_codes_and_groups_are_understood(typed: str, codes: tuple[str, ...]) -> None:
    assert regions.named(typed) == codes


@pytest.mark.parametrize("typed", ["鼓楼区", "亚特兰蒂斯", "999999", "浙江, x", "330106109"])
def test_what_is_not_one_region_is_named(typed: str) -> None:
    with pytest.raises(NotOneRegion) as refused:
        regions.named(typed)

    assert refused.value.name in typed


def test_each_city_is_in_one_group_of_cities() -> None:
    cities = [city.code for each in regions.provinces() for city in regions.children(each.code)]

    homes = [
        [name for name, codes in regions.groups().items() if city.startswith(codes)]
        for city in cities
    ]

    assert {len(each) for each in homes} == {1}


@pytest.mark.parametrize("code", [each for group in regions.groups().values() for each in group])
def test_a_region_told_is_read_as_the_same(code: str) -> None:
    assert regions.named(regions.told([code])) == (code,)


def test_a_name_that_several_have_is_told_as_a_code() -> None:
    assert regions.told(["350102"]) == "350102"
