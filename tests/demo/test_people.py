"""Three thousand members can be told apart, and every address can be written out."""

from pathlib import Path

import pytest

from hutong.demo import people
from hutong.demo.fields import DemoDataError


def test_there_are_names_and_words_enough_for_three_thousand_members() -> None:
    raw = people.load()
    given = raw.given_names

    assert len(raw.surnames) >= 120
    assert len(set(given.female + given.male + given.either)) >= 300
    assert len(raw.nicknames) >= 150
    assert len(raw.addresses.roads) + len(raw.addresses.compounds) >= 200
    assert len(raw.buyer_notes) >= 60
    assert len(raw.staff_notes) >= 60


def test_every_address_can_be_written_out() -> None:
    addresses = people.load().addresses

    for building in addresses.buildings:
        door = building.format(building=3, unit=2, room=501)
        for pattern in addresses.formats:
            line = pattern.format(
                road=addresses.roads[0],
                crossing=addresses.roads[1],
                number=18,
                compound=addresses.compounds[0],
                building=door,
            )
            assert "{" not in line


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('"王" = 72', '"王" = 0', "王 = 0 is not between"),
        ("{building}号楼{unit}单元{room}室", "{door}号", "may use only"),
        ('"雨桐"', '"若溪"', "female says something twice"),
    ],
)
def test_a_mistake_about_people_is_refused(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    text = people.FILE.read_text(encoding="utf-8")
    copy = tmp_path / "people.toml"
    copy.write_text(text.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(DemoDataError, match=complaint):
        people.load(copy)
