"""The words and tones by which a value is shown to staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    CALM = "calm"
    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Label:
    """The title is a msgid, translated where it is shown."""

    title: str
    tone: Tone = Tone.CALM


Labels = Mapping[str, Label]
"""Every value a column or filter may have, in the order in which people expect them."""
