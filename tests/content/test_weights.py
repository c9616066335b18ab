"""The media pipeline earns its keep: far fewer bytes than what was uploaded."""

from pathlib import Path

from bench import pictures

SOME = slice(None, None, 12)


def test_pictures_are_served_in_far_fewer_bytes_than_they_were_uploaded(tmp_path: Path) -> None:
    told = pictures.weigh(sorted(pictures.PICTURES.glob("*.webp"))[SOME], tmp_path)

    assert told.count > 8
    assert pictures.saved(told.uploaded, told.card_webp) >= pictures.TARGET
    assert pictures.saved(told.like_jpeg, told.like_avif) >= pictures.TARGET
