"""Rules that hold for a time and can be taken back: where each stands at a moment."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, or_

from hutong.assortment import RegionRule
from hutong.search import MerchandisingRule

Ruled = type[RegionRule] | type[MerchandisingRule]


class Spell(Protocol):
    """A row of a list of such rules, looked at `at`."""

    @property
    def begins_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def removed_at(self) -> datetime | None: ...
    @property
    def at(self) -> datetime: ...


def standing(row: Spell) -> str:
    """gone, waiting, over or holds: the words of the lists' labels and filters."""
    if row.removed_at is not None:
        return "gone"
    if row.begins_at is not None and row.begins_at > row.at:
        return "waiting"
    return "over" if row.ends_at is not None and row.ends_at <= row.at else "holds"


def stands(rule: Ruled, state: str | None, at: datetime) -> ColumnElement[bool]:
    """Those that stand so then; without a state all that were not taken
    back."""
    held: ColumnElement[bool] = rule.removed_at.is_(None)
    match state:
        case "gone":
            return ~held
        case "waiting":
            return held & (rule.begins_at > at)
        case "over":
            return held & (rule.ends_at <= at)
        case "holds":
            begun = or_(rule.begins_at.is_(None), rule.begins_at <= at)
            return held & begun & or_(rule.ends_at.is_(None), rule.ends_at > at)
        case _:
            return held
