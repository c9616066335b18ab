"""The steps of a document, for its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hutong.console.kit import Labels
from hutong.kernel.i18n import gettext
from hutong.views.stock.goods import StepTaken


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    text: str
    who: str
    note: str = ""


def moments(steps: Sequence[StepTaken], words: Labels) -> Sequence[Moment]:
    return [
        Moment(each.at, gettext(words[each.state].title), each.who, each.note) for each in steps
    ]
