"""The rules by which goods are given tags, and which goods they leave alone."""

from hutong.tagging.drafts import TagRuleDraft
from hutong.tagging.jobs import SCHEDULE, tasks
from hutong.tagging.models import Exempt, TagRule
from hutong.tagging.queries import TagRuleNotFound, Turns, find_rule, rules
from hutong.tagging.reactions import follow_products
from hutong.tagging.service import (
    TooManyTagRules,
    exempt,
    preview,
    previews,
    put_in_force,
    readmit,
    save_rule,
    take_out_of_force,
)

__all__ = [
    "SCHEDULE",
    "Exempt",
    "TagRule",
    "TagRuleDraft",
    "TagRuleNotFound",
    "TooManyTagRules",
    "Turns",
    "exempt",
    "find_rule",
    "follow_products",
    "preview",
    "previews",
    "put_in_force",
    "readmit",
    "rules",
    "save_rule",
    "take_out_of_force",
    "tasks",
]
