"""Makers of what listing keeps: papers, standards, goods that wait for a review."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, listing
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.listing import (
    Appointment,
    OnExpiry,
    Paper,
    PaperDraft,
    PaperKind,
    Review,
    Rule,
    RuleDraft,
    RuleKind,
    Standard,
    StandardDraft,
)
from tests.make import goods

PDF = b"%PDF-1.7 a report"
AUTHOR = Actor.staff(uuid4(), "林小满")
REVIEWER = Actor.staff(uuid4(), "周明远")


async def paper(
    session: AsyncSession,
    product: ProductSheet,
    *,
    days: int | None = 365,
    kind: PaperKind = PaperKind.INSPECTION,
    passed: bool = True,
    batch: str = "",
) -> Paper:
    """Valid from a year ago and for so many days more."""
    today = clock.local_day(clock.now())
    draft = PaperDraft(
        product_id=product.id,
        kind=kind,
        number="QT-2026-118",
        issuer="国家陶瓷制品质检中心",
        issued_on=today - timedelta(days=365),
        expires_on=None if days is None else today + timedelta(days=days),
        file_key=await listing.put_file(session, PDF),
        passed=passed,
        batch=batch,
    )
    return await listing.add_paper(session, draft, by=AUTHOR)


async def standard(
    session: AsyncSession,
    *,
    category_id: UUID | None = None,
    reviewed: bool = False,
    papers: tuple[PaperKind, ...] = (),
    on_expiry: OnExpiry = OnExpiry.KEEP,
) -> Standard:
    category_id = category_id or (await goods.category(session)).id
    draft = StandardDraft(
        category_id=category_id, reviewed=reviewed, papers=papers, on_expiry=on_expiry
    )
    return await listing.save_standard(session, draft, by=AUTHOR)


async def submitted(session: AsyncSession, *, category_id: UUID | None = None) -> Review:
    """A new product that waits for its review."""
    draft = await goods.draft(session, category_id=category_id)
    saved = await catalog.save_product(session, draft, by=SYSTEM)
    await session.flush()
    return await listing.submit(session, saved.id, note="新品", by=AUTHOR)


async def appointed(
    session: AsyncSession, product: ProductSheet, *, hours: int = 1, goes_on: bool = False
) -> Appointment:
    due_at = clock.now() + timedelta(hours=hours)
    return await listing.appoint(session, product.id, goes_on=goes_on, due_at=due_at, by=AUTHOR)


async def sold_out_rule(
    session: AsyncSession, *, days: int = 3, category_id: UUID | None = None
) -> Rule:
    draft = RuleDraft(name="久缺下架", kind=RuleKind.SOLD_OUT, days=days, category_id=category_id)
    return await listing.save_rule(session, draft, by=AUTHOR)
