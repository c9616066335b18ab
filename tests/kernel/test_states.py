from enum import StrEnum

import pytest

from hutong.kernel import i18n
from hutong.kernel.states import IllegalMove, move


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


MOVES = {Door.OPEN: {Door.SHUT}, Door.SHUT: set[Door]()}


def test_a_listed_move_is_made() -> None:
    assert move(MOVES, Door.OPEN, Door.SHUT) is Door.SHUT


def test_any_other_is_refused_in_the_readers_language() -> None:
    with pytest.raises(IllegalMove) as refused:
        move(MOVES, Door.SHUT, Door.OPEN)

    with i18n.using("en"):
        assert str(refused.value) == "This cannot go from shut to open."
    with i18n.using("zh_CN"):
        assert "不能变为 open" in str(refused.value)
