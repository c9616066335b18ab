"""A year of trade as it might have been: who comes when, what they buy, how each order goes on.

Nothing here touches the database. The same seed and the same day give the same year.
"""

from hutong.demo.year.calendar import moments
from hutong.demo.year.neighbours import Address, Neighbour, neighbours
from hutong.demo.year.stories import Bought, Goods, Parcel, Story, stories

__all__ = [
    "Address",
    "Bought",
    "Goods",
    "Neighbour",
    "Parcel",
    "Story",
    "moments",
    "neighbours",
    "stories",
]
