"""One merchandising rule: what it does to which goods, how it came about, and the way back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, search
from hutong.console.kit import (
    Column,
    Deed,
    DetailScreen,
    Fact,
    Facts,
    Phone,
    Rows,
    Show,
    Undo,
    trail,
)
from hutong.console.kit.actions import Changes
from hutong.console.searching.asked import EDIT
from hutong.console.searching.labels import EFFECTS, STATES
from hutong.console.searching.rules import ACTIONS, RULE, RULE_FORM, SLUG, about, made_by
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import pick
from hutong.search import Effect, MerchandisingRule, Placed, RuleDraft
from hutong.views.searches.rules import RuleRow, rule_row

KEPT_WITH_IT = "changed"
"""By which the web processes see that there is something new; not for people."""


@dataclass(frozen=True, slots=True)
class PlacedShown:
    title: str
    effect: Effect
    url: str


@dataclass(frozen=True, slots=True)
class RuleShown:
    row: RuleRow
    goods: Sequence[PlacedShown]

    @property
    def gone(self) -> bool:
        return self.row.gone

    @property
    def about(self) -> str:
        return about(self.row)

    @property
    def begins_at(self) -> datetime | None:
        return self.row.begins_at

    @property
    def ends_at(self) -> datetime | None:
        return self.row.ends_at

    @property
    def made_by(self) -> str:
        return made_by(self.row)

    @property
    def made_at(self) -> datetime:
        return self.row.made_at


async def _load(session: AsyncSession, key: str) -> RuleShown:
    rule = await search.find_rule(session, as_id(key))
    row = await rule_row(session, rule.id)
    ids = [UUID(each["product_id"]) for each in rule.goods]
    titles = await search.titles(session, ids)
    goods = [
        PlacedShown(
            pick(titles[product_id]) if product_id in titles else gettext("No longer on sale"),
            Effect(each["effect"]),
            f"/console/products/{product_id}",
        )
        for product_id, each in zip(ids, rule.goods, strict=True)
    ]
    return RuleShown(row, goods)


def _draft(rule: MerchandisingRule) -> RuleDraft:
    return RuleDraft(
        words=rule.words,
        category_id=rule.category_id,
        goods=_placed(rule.goods),
        sold_out_too=rule.sold_out_too,
        begins_at=rule.begins_at,
        ends_at=rule.ends_at,
    )


def _placed(goods: Sequence[Mapping[str, Any]]) -> Sequence[Placed]:
    return [Placed(UUID(each["product_id"]), Effect(each["effect"])) for each in goods]


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


READ: Mapping[str, Callable[[Any], Any]] = {
    "words": str,
    "category_id": lambda value: UUID(value) if value else None,
    "goods": _placed,
    "sold_out_too": bool,
    "begins_at": _moment,
    "ends_at": _moment,
}


def _safe(changes: Changes) -> bool:
    said = set(changes) - {KEPT_WITH_IT}
    return bool(said) and said <= set(READ)


async def _put_back(deed: Deed, changes: Changes) -> None:
    """Raises ChangedMeanwhile, and whatever arranging refuses."""
    rule: MerchandisingRule = deed.subject
    now = _draft(rule)
    values: dict[str, Any] = {}
    for field, (before, after) in changes.items():
        if field == KEPT_WITH_IT:
            continue
        if getattr(now, field) != READ[field](before):
            raise catalog.ChangedMeanwhile(field)
        values[field] = READ[field](after)
    async with trail.audited(deed, RULE, f"{RULE.kind}.edit"):
        draft = replace(now, **values)
        await search.arrange(deed.session, draft, by=deed.by, rule_id=rule.id)


RULE_PAGE = DetailScreen(
    slug=SLUG,
    title=lambda shown: str(shown.about),
    permission="search.view",
    load=_load,
    badges=lambda shown: [STATES[shown.row.state]],
    sections=(
        Rows(
            title=N_("Goods"),
            name="goods",
            columns=(
                Column(
                    name="title",
                    title=N_("Product"),
                    phone=Phone.TITLE,
                    show=Show.WRITTEN,
                    link=lambda placed: str(placed.url),
                ),
                Column(
                    name="effect",
                    title=N_("What happens to it"),
                    show=Show.LABEL,
                    labels=EFFECTS,
                    phone=Phone.BADGE,
                ),
            ),
            empty=N_("No merchandising rules."),
        ),
        Facts(
            title=N_("Which results"),
            facts=(
                Fact("about", N_("Results for"), Show.WRITTEN),
                Fact("begins_at", N_("From"), Show.TIME, optional=True),
                Fact("ends_at", N_("Until"), Show.TIME, optional=True),
                Fact("made_by", N_("By")),
                Fact("made_at", N_("Made"), Show.TIME),
            ),
            aside=True,
        ),
    ),
    actions=ACTIONS,
    edit=RULE_FORM,
    undo=Undo(permission=EDIT, subject=RULE, safe=_safe, apply=_put_back),
)
