"""What waits for a person, all of it in one statement."""

from dataclasses import dataclass, fields

from sqlalchemy import Integer, column, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.views.checklists.times import RoleDue, due_by_role, roles_due
from hutong.views.stock.articles import scarce


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each kind. The names are those of the columns beneath."""

    to_ship: int
    approvals: int
    refunds: int
    payments_held: int
    differences: int
    drafts: int
    to_review: int
    suggested: int
    papers_soon: int
    papers_expired: int
    goods_held: int
    expected: int
    partly_here: int
    on_the_way: int
    counting: int
    to_post: int
    alarms: int
    findings: int
    messages_failed: int
    events_parked: int
    jobs_failed: int
    low_stock: int
    products: int
    """1 when there is any, 0 in a shop that begins."""
    checks: tuple[RoleDue, ...] = ()
    """Steps of checklists, by role."""


async def waiting(session: AsyncSession) -> Waiting:
    at = clock.now()
    asked = _ALL.add_columns(due_by_role(at).label("checks"))
    found = (await session.execute(asked, {"today": clock.local_day(at)})).mappings().one()
    return Waiting(**{**found, "checks": roles_due(found["checks"])})


_COUNTED = text("""
    select
      (select count(*) from orders_order
        where state = 'open' and payment = 'paid' and fulfilment in ('none', 'partial'))
        as to_ship,
      (select count(*) from access_approval where decided_at is null) as approvals,
      (select count(*) from payments_refund where state in ('owed', 'sent', 'failed'))
        as refunds,
      (select count(*) from payments_attempt where state = 'held') as payments_held,
      (select count(*) from payments_difference where state = 'open') as differences,
      (select count(*) from catalog_product where state = 'draft') as drafts,
      (select count(*) from listing_review where state = 'waiting') as to_review,
      (select count(*) from catalog_suggested_price
        where confirmed_at is null and ended_at is null) as suggested,
      (select count(*) from listing_paper where withdrawn_at is null and passed
        and expires_on between :today and cast(:today as date) + 30) as papers_soon,
      (select count(*) from listing_paper where withdrawn_at is null and passed
        and expires_on < :today) as papers_expired,
      (select count(*) from listing_hold where released_at is null) as goods_held,
      (select count(*) from inventory_receipt where state = 'expected') as expected,
      (select count(*) from inventory_receipt where state = 'partial') as partly_here,
      (select count(*) from inventory_transfer where state = 'sent') as on_the_way,
      (select count(*) from inventory_stocktake where state = 'counting') as counting,
      (select count(*) from inventory_stocktake where state = 'review') as to_post,
      (select count(*) from access_alarm
        where cleared_at is null and acknowledged_at is null) as alarms,
      (select count(*) from integrity_finding where ended_at is null) as findings,
      (select count(*) from messaging_message where state = 'failed') as messages_failed,
      (select count(*) from event_parked) as events_parked,
      (select count(*) from procrastinate_jobs where status = 'failed') as jobs_failed,
      (select count(*) from (select from catalog_product limit 1) as any_product) as products
""")
_NAMES = [field.name for field in fields(Waiting) if field.name not in {"low_stock", "checks"}]
_ALL = select(
    _COUNTED.columns(*(column(name, Integer) for name in _NAMES)).subquery(),
    select(func.count()).select_from(scarce()).scalar_subquery().label("low_stock"),
)
