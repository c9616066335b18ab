"""What is new comes in by a scorecard and somebody else's approval: products and categories."""

from hutong.introductions.models import Introduction
from hutong.introductions.proposing import (
    Proposal,
    ProposedAlready,
    decide_introduction,
    propose,
    total,
)
from hutong.introductions.queries import (
    NoSuchIntroduction,
    find_introduction,
    introduced,
    open_already,
)
from hutong.introductions.states import BRAND, LEAST, MOST, QUALITY, Criterion, IntroductionState

__all__ = [
    "BRAND",
    "LEAST",
    "MOST",
    "QUALITY",
    "Criterion",
    "Introduction",
    "IntroductionState",
    "NoSuchIntroduction",
    "Proposal",
    "ProposedAlready",
    "decide_introduction",
    "find_introduction",
    "introduced",
    "open_already",
    "propose",
    "total",
]
