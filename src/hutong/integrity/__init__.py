"""Owns the search for what disagrees: every invariant checked by the clock, what a rule can mend
mended, the rest shown to a person."""

from hutong.integrity.jobs import SCHEDULE, tasks
from hutong.integrity.models import Finding, Run
from hutong.integrity.queries import NoSuchFinding, find, holding
from hutong.integrity.registry import INVARIANTS, by_id
from hutong.integrity.repairs import REPAIRS
from hutong.integrity.service import check, mend, take_note

__all__ = [
    "INVARIANTS",
    "REPAIRS",
    "SCHEDULE",
    "Finding",
    "NoSuchFinding",
    "Run",
    "by_id",
    "check",
    "find",
    "holding",
    "mend",
    "take_note",
    "tasks",
]
