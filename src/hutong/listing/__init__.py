"""Which goods may stand on the shelf, and since when: how complete they are, what stands against
them, and every turn on and off with its cause."""

from hutong.listing.gates import standing_against
from hutong.listing.holds import HeldAlready, Released, hold, release
from hutong.listing.jobs import SCHEDULE, tasks
from hutong.listing.looking import Looked, glass, look
from hutong.listing.matching import About, Difference
from hutong.listing.models import AlreadyUndone, Hold, Scan, Standing, Turn
from hutong.listing.queries import (
    NoSuchHold,
    NoSuchScan,
    NoSuchTurn,
    find_hold,
    find_scan,
    find_turn,
    held_now,
)
from hutong.listing.reactions import follow_categories, follow_lists, follow_products
from hutong.listing.scans import look_at, scan_all
from hutong.listing.scoring import Lack
from hutong.listing.shelf import Because, TurnedSince, put_on_sale, take_off_sale, undo
from hutong.listing.states import Cause, Why

__all__ = [
    "SCHEDULE",
    "About",
    "AlreadyUndone",
    "Because",
    "Cause",
    "Difference",
    "HeldAlready",
    "Hold",
    "Lack",
    "Looked",
    "NoSuchHold",
    "NoSuchScan",
    "NoSuchTurn",
    "Released",
    "Scan",
    "Standing",
    "Turn",
    "TurnedSince",
    "Why",
    "find_hold",
    "find_scan",
    "find_turn",
    "follow_categories",
    "follow_lists",
    "follow_products",
    "glass",
    "held_now",
    "hold",
    "look",
    "look_at",
    "put_on_sale",
    "release",
    "scan_all",
    "standing_against",
    "take_off_sale",
    "tasks",
    "undo",
]
