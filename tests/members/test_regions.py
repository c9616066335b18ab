import subprocess
import sys
import time as stopwatch
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.members import regions

CALLS_MAX = 150_000
FOR_EVER = 2  # seconds; an expression that tries every way through such a text needs hours
HOSTILE = [
    "文" * 500,
    "浙江 " * 170,
    "浙江省 " * 125,
    "1" * 500,
    "(收" * 250,
    "a " * 250,
    "张 三 " * 125,
    "\ufdfa" * 500,
    "-" * 500,
]


def test_every_province_of_china_is_there() -> None:
    names = [region.name for region in regions.provinces()]

    assert len(names) == 34
    assert {"台湾省", "香港特别行政区", "澳门特别行政区", "北京市", "新疆维吾尔自治区"} <= set(
        names
    )


def test_one_can_walk_from_the_province_to_the_street() -> None:
    def below(code: str, name: str) -> str:
        return next(region.code for region in regions.children(code) if region.name == name)

    city = below("33", "杭州市")
    district = below(city, "西湖区")
    street = below(district, "三墩镇")

    assert regions.path(street) == ("浙江省", "杭州市", "西湖区", "三墩镇")
    assert regions.children(street) == []


@pytest.mark.parametrize("code", ["", "9", "99", "3399", "330199", "330106999", "x" * 9, "33010"])
def test_a_code_that_nothing_has_is_nowhere(code: str) -> None:
    assert regions.path(code) == ()
    assert regions.children(code) == []


def test_every_region_lies_in_the_one_above() -> None:
    for province in regions.provinces():
        for city in regions.children(province.code):
            districts = regions.children(city.code)
            assert districts, city
            assert all(district.code.startswith(city.code) for district in districts)


def test_a_parcel_does_not_repeat_the_municipality() -> None:
    assert regions.written(*regions.path("110108")) == "北京市海淀区"
    assert regions.written(*regions.path("500229")) == "重庆市城口县"
    assert regions.written(*regions.path("429004")) == "湖北省仙桃市"


def test_a_place_is_found_by_a_part_of_its_name() -> None:
    found = regions.search("西湖")

    assert found[0].name == "西湖区"
    assert len(regions.search("区")) == 20
    assert regions.search(" ") == []


def test_the_map_is_read_with_little_work() -> None:
    script = (
        "import sys; from hutong.members import regions; seen = []; sys.setprofile(lambda *_:"
        "seen.append(1)); regions.parse('浙江省杭州市西湖区文三路90号'); print(len(seen))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert int(done.stdout) < CALLS_MAX


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_takes_long_to_read(text: str) -> None:
    regions.parse("浙江省")
    before = stopwatch.process_time()

    regions.parse(text)

    assert stopwatch.process_time() - before < FOR_EVER


PIECES = [
    "江苏省",
    "南通",
    "崇川区",
    "吉林",
    "北京市",
    "朝阳区",
    "东莞",
    "省",
    "市",
    "县",
    " ",
    "人民路1号",
]


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_any_text_can_be_read(text: str) -> None:
    """As far down as it is known: each region lies within the one above it, which is known too."""
    draft = regions.parse(text)

    known = [each for each in (draft.province, draft.city, draft.district, draft.street) if each]
    assert known == [draft.province, draft.city, draft.district, draft.street][: len(known)]
    assert all(within.startswith(above) for above, within in pairwise(known))
    draft.problems()


FACTS = st.tuples(
    st.sampled_from(["张伟", "欧阳娜", "陈女士", "李小龙"]),
    st.integers(13000000000, 19999999999).map(str),
    st.sampled_from(["330106", "110105", "440305", "500103", "810201", "429004", "320576"]),
    st.sampled_from(["解放路88号3单元", "幸福里12栋", "科技园南路8号2栋1203室"]),
)


@given(FACTS, st.permutations([0, 1, 2]), st.sampled_from([" ", ",", "\n", ";", " / "]))
def test_name_phone_and_address_are_told_apart_in_any_order(
    facts: tuple[str, str, str, str], order: list[int], separator: str
) -> None:
    name, phone, district, detail = facts
    place = regions.written(*regions.path(district)) + detail
    parts = [name, phone, place]

    draft = regions.parse(separator.join(parts[index] for index in order))

    assert (draft.recipient, draft.phone, draft.district, draft.detail) == facts
