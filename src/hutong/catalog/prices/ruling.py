"""Setting the rules for original prices, and ending those whose time is over."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.catalog import queries as goods
from hutong.catalog.events import ProductChanged
from hutong.catalog.models import Sku
from hutong.catalog.prices import queries
from hutong.catalog.prices.models import PriceRule
from hutong.catalog.prices.rules import HUNDRED, SHOWN_MOST, WINDOW_LEAST, WINDOW_MOST, PriceRules
from hutong.catalog.versions.keeping import keep
from hutong.catalog.versions.models import Cause, Source
from hutong.kernel import clock, events
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _

REASON_MAX = 300


async def set_price_rules(
    session: AsyncSession, rules: PriceRules, *, reason: str, by: Actor
) -> PriceRule:
    """In force at once, also for what is shown now: an original price that would be shown for
    longer ends earlier. Raises Invalid."""
    if problems := list(_problems(rules, reason)):
        raise Invalid(problems)
    before = await queries.price_rule(session)
    at = clock.now()
    rule = PriceRule(**asdict(rules), reason=reason.strip(), set_at=at, set_by=by.name)
    session.add(rule)
    await session.flush()
    ends = Sku.original_since + (rules.ends(at) - at)
    await session.execute(update(Sku).where(Sku.original_until > ends).values(original_until=ends))
    access.record(
        session,
        by,
        "catalog.set_price_rules",
        object_type=PriceRule.__tablename__,
        object_id=rule.id,
        label=_("Rules for original prices"),
        before=asdict(before.rules if before else PriceRules()),
        after=asdict(rules) | {"reason": rule.reason},
    )
    return rule


async def end_originals(db: Database) -> None:
    """Takes away what was shown for as long as it may be; the shop shows it no longer anyway."""
    async with db.transaction() as session:
        await goods.hold_editing(session)
        at = clock.now()
        ids = await queries.products_past_their_time(session, at)
        for product in (await goods.locked(session, ids)).values():
            for sku in product.skus:
                if sku.original_until is not None and sku.original_until <= at:
                    sku.compare_with(None, at, until=None)
            product.edited(at, SYSTEM)
            events.emit(session, ProductChanged(product_id=product.id))
        await keep(session, list[UUID](ids), by=SYSTEM, cause=Cause(Source.RULE))


def _problems(rules: PriceRules, reason: str) -> list[Problem]:
    between = _("Between {least} and {most}.")
    limits = {
        "window_days": (WINDOW_LEAST, WINDOW_MOST),
        "least_days": (1, rules.window_days),
        "shown_days": (1, SHOWN_MOST),
    }
    for name in ("change_percent", "floor_percent"):
        if getattr(rules, name) is not None:
            limits[name] = (1, HUNDRED - 1)
    problems = [
        Problem(field, between.format(least=least, most=most))
        for field, (least, most) in limits.items()
        if not least <= getattr(rules, field) <= most
    ]
    if not 0 < len(reason.strip()) <= REASON_MAX:
        problems.append(Problem("reason", _("Say why, in at most 300 characters.")))
    return problems
