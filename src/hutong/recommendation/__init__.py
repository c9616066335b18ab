"""What each member is interested in, worked out from what they did, unless they switched it off."""

from hutong.recommendation.jobs import SCHEDULE, tasks
from hutong.recommendation.models import Deed, DeedKind, Taste
from hutong.recommendation.queries import interests_behind, interests_of, is_off
from hutong.recommendation.reactions import note_bought
from hutong.recommendation.recording import Diary, Note, write
from hutong.recommendation.rules import (
    HALF_LIFE,
    NOTHING_KNOWN,
    Done,
    Interest,
    Interests,
    shares,
    worked_out,
)
from hutong.recommendation.service import (
    forget_old,
    switch_off,
    switch_on,
    take_away,
    work_out,
    work_out_some,
)

__all__ = [
    "HALF_LIFE",
    "NOTHING_KNOWN",
    "SCHEDULE",
    "Deed",
    "DeedKind",
    "Diary",
    "Done",
    "Interest",
    "Interests",
    "Note",
    "Taste",
    "forget_old",
    "interests_behind",
    "interests_of",
    "is_off",
    "note_bought",
    "shares",
    "switch_off",
    "switch_on",
    "take_away",
    "tasks",
    "work_out",
    "work_out_some",
    "worked_out",
    "write",
]
