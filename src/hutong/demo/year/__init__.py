"""A year of trade as it might have been: who comes when, what they buy, how each order goes on.

Nothing here touches the database. The same seed and the same day give the same year.
"""

from hutong.demo.year.calendar import moments
from hutong.demo.year.neighbours import Address, Neighbour, joined, neighbours
from hutong.demo.year.stories import (
    Bought,
    Fate,
    Goods,
    Journey,
    Label,
    Parcel,
    Remark,
    Story,
    World,
    stories,
    story,
)

__all__ = [
    "Address",
    "Bought",
    "Fate",
    "Goods",
    "Journey",
    "Label",
    "Neighbour",
    "Parcel",
    "Remark",
    "Story",
    "World",
    "joined",
    "moments",
    "neighbours",
    "stories",
    "story",
]
