"""Where goods may be sold: rules about regions, and what they say of a product and an address."""

from hutong.assortment.arranging import PlacedMeanwhile, Placing, place_products, put_back
from hutong.assortment.models import RegionRule, RuleTarget
from hutong.assortment.queries import (
    RuleNotFound,
    atlas,
    edition,
    find,
    held,
    naming,
    of_product,
    places,
)
from hutong.assortment.rules import Aim, Area, Places, Restriction, outermost
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
    "Area",
    "Having",
    "PlacedMeanwhile",
    "Places",
    "Placing",
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
    "naming",
    "of_product",
    "outermost",
    "place_product",
    "place_products",
    "places",
    "put_back",
    "read",
    "restore_region_rule",
    "save_region_rule",
    "told_sql",
]
