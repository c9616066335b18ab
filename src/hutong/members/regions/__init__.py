"""Where in China an address lies, and reading one that was pasted."""

from hutong.members.regions.draft import AddressDraft, Hint
from hutong.members.regions.named import NotOneRegion, groups, known, named, told
from hutong.members.regions.pasted import parse
from hutong.members.regions.places import (
    Region,
    chain,
    children,
    find,
    path,
    provinces,
    search,
    written,
)

__all__ = [
    "AddressDraft",
    "Hint",
    "NotOneRegion",
    "Region",
    "chain",
    "children",
    "find",
    "groups",
    "known",
    "named",
    "parse",
    "path",
    "provinces",
    "search",
    "told",
    "written",
]
