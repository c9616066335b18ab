"""Which goods may stand on the shelf, and since when: how complete they are, what stands against
them, and every turn on and off with its cause."""

from hutong.listing.gates import standing_against
from hutong.listing.holds import HeldAlready, Released, hold, release
from hutong.listing.jobs import SCHEDULE, tasks
from hutong.listing.looking import Looked, glass, look
from hutong.listing.matching import About, Difference
from hutong.listing.models import (
    AlreadyUndone,
    Hold,
    Paper,
    PaperFile,
    Review,
    Scan,
    Standard,
    Standing,
    Turn,
)
from hutong.listing.names import PAPERS, paper_name
from hutong.listing.papers import (
    NotAPaper,
    PaperDraft,
    WithdrawnAlready,
    add_paper,
    is_valid,
    put_file,
    withdraw_paper,
)
from hutong.listing.queries import (
    NoSuchHold,
    NoSuchPaper,
    NoSuchReview,
    NoSuchScan,
    NoSuchStandard,
    NoSuchTurn,
    file_of,
    find_hold,
    find_paper,
    find_review,
    find_scan,
    find_standard,
    find_turn,
    held_now,
    waiting_review,
)
from hutong.listing.reactions import follow_categories, follow_lists, follow_products
from hutong.listing.reviews import FIELDS, ChangedSince, WaitsAlready, decide_review, submit
from hutong.listing.scans import look_at, scan_all
from hutong.listing.scoring import Lack
from hutong.listing.shelf import Because, TurnedSince, put_on_sale, take_off_sale, undo
from hutong.listing.standards import StandardDraft, remove_standard, save_standard
from hutong.listing.states import REVIEW_MOVES, Cause, OnExpiry, PaperKind, ReviewState, Why

__all__ = [
    "FIELDS",
    "PAPERS",
    "REVIEW_MOVES",
    "SCHEDULE",
    "About",
    "AlreadyUndone",
    "Because",
    "Cause",
    "ChangedSince",
    "Difference",
    "HeldAlready",
    "Hold",
    "Lack",
    "Looked",
    "NoSuchHold",
    "NoSuchPaper",
    "NoSuchReview",
    "NoSuchScan",
    "NoSuchStandard",
    "NoSuchTurn",
    "NotAPaper",
    "OnExpiry",
    "Paper",
    "PaperDraft",
    "PaperFile",
    "PaperKind",
    "Released",
    "Review",
    "ReviewState",
    "Scan",
    "Standard",
    "StandardDraft",
    "Standing",
    "Turn",
    "TurnedSince",
    "WaitsAlready",
    "Why",
    "WithdrawnAlready",
    "add_paper",
    "decide_review",
    "file_of",
    "find_hold",
    "find_paper",
    "find_review",
    "find_scan",
    "find_standard",
    "find_turn",
    "follow_categories",
    "follow_lists",
    "follow_products",
    "glass",
    "held_now",
    "hold",
    "is_valid",
    "look",
    "look_at",
    "paper_name",
    "put_file",
    "put_on_sale",
    "release",
    "remove_standard",
    "save_standard",
    "scan_all",
    "standing_against",
    "submit",
    "take_off_sale",
    "tasks",
    "undo",
    "waiting_review",
    "withdraw_paper",
]
