"""Where goods may be sold: rules about regions, and what they say of a product and an address."""

from hutong.assortment.models import RegionRule, RuleTarget
from hutong.assortment.queries import (
    RuleNotFound,
    atlas,
    edition,
    find,
    held,
    of_product,
    places,
)
from hutong.assortment.rules import Aim, Places, Restriction
from hutong.assortment.service import (
    Having,
    RegionDraft,
    TooManyRegionRules,
    lift_region_rule,
    place_product,
    restore_region_rule,
    save_region_rule,
)
from hutong.assortment.told import read, told_sql

__all__ = [
    "Aim",
    "Having",
    "Places",
    "RegionDraft",
    "RegionRule",
    "Restriction",
    "RuleNotFound",
    "RuleTarget",
    "TooManyRegionRules",
    "atlas",
    "edition",
    "find",
    "held",
    "lift_region_rule",
    "of_product",
    "place_product",
    "places",
    "read",
    "restore_region_rule",
    "save_region_rule",
    "told_sql",
]
