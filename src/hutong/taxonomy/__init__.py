"""Goods that are probably in the wrong category, and what staff decided about each."""

from hutong.taxonomy.asking import KIND, ask_to_look, works
from hutong.taxonomy.jobs import SCHEDULE, tasks
from hutong.taxonomy.models import Finding, Look
from hutong.taxonomy.queries import FindingNotFound, find
from hutong.taxonomy.queries import still_open as waiting
from hutong.taxonomy.service import ask_again, look, look_at_all, move, say_right
from hutong.taxonomy.states import FindingState, Reason

__all__ = [
    "KIND",
    "SCHEDULE",
    "Finding",
    "FindingNotFound",
    "FindingState",
    "Look",
    "Reason",
    "ask_again",
    "ask_to_look",
    "find",
    "look",
    "look_at_all",
    "move",
    "say_right",
    "tasks",
    "waiting",
    "works",
]
