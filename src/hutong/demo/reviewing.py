"""What staff are busy with at the shelf: goods in review, certificates that run out, rules."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, compliance, introductions, listing
from hutong.catalog import ProductSheet
from hutong.compliance import Kind, TermDraft
from hutong.demo.cast import Staffed
from hutong.introductions import BRAND, Criterion
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.listing import (
    OnExpiry,
    PaperDraft,
    PaperKind,
    RuleDraft,
    RuleKind,
    Scorecard,
    StandardDraft,
)

REPORT = (  # an empty page: nobody's real report is shown
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
INSPECTED = (PaperKind.INSPECTION,)
SKIN, PANTRY, SLEEVES, HOME = "skin", "pantry", "textiles", "home"
VALID_DAYS, SOON_DAYS, PAST_DAYS = 300, 12, -9
SOLD_OUT_DAYS = 30
BARRED_AGO = timedelta(days=40)
NEEDED, GOOD = 70, 4
WHY_NEW = "秋冬护肤缺少 50g 小规格，老客复购时常问。"
IN_REVIEW: Texts = {"zh": "秋月润肤霜 50g", "en": "Autumn moon cream, 50 g"}
RETURNED: Texts = {"zh": "冬青护手膏 50g", "en": "Holly hand balm, 50 g"}
BOASTING: Texts = {"zh": "最佳滋润面霜，治疗干裂", "en": "The best cream for dry skin"}


async def busy_at_the_shelf(session: AsyncSession, staffed: Staffed, now: datetime) -> None:
    ids = {category.slug: category.id for category in await catalog.categories(session)}
    sheets = [sheet for sheet in await catalog.products(session) if sheet.listed]
    skin = [sheet for sheet in sheets if sheet.category_id == ids[SKIN]]
    food = [sheet for sheet in sheets if sheet.category_id == ids[PANTRY]]
    with clock.simulated(now - timedelta(days=45)):
        await _set_rules(session, staffed, ids)
    with clock.simulated(now - timedelta(days=5)):
        await _certify(session, staffed, skin, food)
        await _set_standards(session, staffed, ids)
    with clock.simulated(now - timedelta(hours=5)):
        await _submit(session, staffed, skin[0])
        due_at = now + timedelta(days=2)
        await listing.appoint(
            session, sheets[0].id, goes_on=False, due_at=due_at, by=staffed.operator
        )


async def _certify(
    session: AsyncSession,
    staffed: Staffed,
    skin: list[ProductSheet],
    food: list[ProductSheet],
) -> None:
    """All have theirs; one of the first runs out soon, one of the others has run out."""
    for n, sheet in enumerate([*skin, *food]):
        days = VALID_DAYS
        if n == 0:
            days = SOON_DAYS
        elif n == len(skin):
            days = PAST_DAYS
        await _paper(session, staffed, sheet.id, days=days, number=f"QI-{n + 1:03d}")


async def _paper(
    session: AsyncSession, staffed: Staffed, product_id: UUID, *, days: int, number: str
) -> None:
    today = clock.local_day(clock.now())
    draft = PaperDraft(
        product_id=product_id,
        kind=PaperKind.INSPECTION,
        number=number,
        issuer="浙江方圆检测",
        supplier="临安日化厂",
        issued_on=today - timedelta(days=365),
        expires_on=today + timedelta(days=days),
        file_key=await listing.put_file(session, REPORT),
    )
    await listing.add_paper(session, draft, by=staffed.operator)


async def _set_standards(session: AsyncSession, staffed: Staffed, ids: dict[str, UUID]) -> None:
    strict = StandardDraft(
        category_id=ids[SKIN],
        reviewed=True,
        papers=INSPECTED,
        on_expiry=OnExpiry.TAKE_OFF,
        introduced_from=NEEDED,
        made_known=True,
    )
    await listing.save_standard(session, strict, by=staffed.owner)
    mild = StandardDraft(category_id=ids[PANTRY], papers=INSPECTED)
    await listing.save_standard(session, mild, by=staffed.owner)
    barred = TermDraft(
        words="顺发日化贸易行",
        kind=Kind.SUPPLIER,
        reason={
            "zh": "两批润肤乳抽检不合格，且不能提供生产许可证。",
            "en": "Two batches of lotion failed their inspection, and no licence was shown.",
        },
        since=clock.local_day(clock.now()) - BARRED_AGO,
    )
    await compliance.save_term(session, barred, by=staffed.owner)


async def _set_rules(session: AsyncSession, staffed: Staffed, ids: dict[str, UUID]) -> None:
    rule = RuleDraft(
        name="家居缺货满一个月下架",
        kind=RuleKind.SOLD_OUT,
        category_id=ids[HOME],
        days=SOLD_OUT_DAYS,
    )
    await listing.save_rule(session, rule, by=staffed.owner)
    season = RuleDraft(
        name="织物应季在售",
        kind=RuleKind.SEASON,
        category_id=ids[SLEEVES],
        begins=801,
        ends=531,
        active=False,
    )
    await listing.save_rule(session, season, by=staffed.owner)


async def _submit(session: AsyncSession, staffed: Staffed, like: ProductSheet) -> None:
    """One waits, one came back, one cannot even be submitted."""
    waiting = await _new(session, staffed, like, title=IN_REVIEW, slug="qiuyue-cream")
    returned = await _new(session, staffed, like, title=RETURNED, slug="dongqing-balm")
    await _new(session, staffed, like, title=BOASTING, slug="zirun-cream")
    for product_id in (waiting, returned):
        await _paper(session, staffed, product_id, days=VALID_DAYS, number="QI-N7")
    await _propose(session, staffed, waiting, returned)
    note = "秋冬新品，配方与日间霜相同，换了瓶身。"
    await listing.submit(session, waiting, note=note, by=staffed.operator)
    review = await listing.submit(session, returned, note="小样改正装。", by=staffed.operator)
    await listing.decide_review(
        session,
        review.approval_id,
        approved=False,
        note="请补齐后再提交。",
        by=staffed.owner,
        remarks={"title": "护手膏的净含量与包装不一致。", "pictures": "缺少成分表照片。"},
    )


async def _propose(session: AsyncSession, staffed: Staffed, approved: UUID, waiting: UUID) -> None:
    """Both are good enough; one is decided, the other waits."""
    card = Scorecard(scores=dict.fromkeys(Criterion, GOOD), reason=WHY_NEW)
    made = await listing.propose_product(session, approved, card, by=staffed.operator)
    await introductions.decide_introduction(
        session, made.approval_id, approved=True, note="", by=staffed.owner
    )
    scores = {each: GOOD if each in BRAND else GOOD - 1 for each in Criterion}
    await listing.propose_product(
        session, waiting, Scorecard(scores=scores, reason=WHY_NEW), by=staffed.operator
    )


async def _new(
    session: AsyncSession, staffed: Staffed, like: ProductSheet, *, title: Texts, slug: str
) -> UUID:
    """A draft made from goods that are there."""
    draft = like.draft
    saved = await catalog.save_product(
        session,
        replace(
            draft,
            id=None,
            version=None,
            slug=slug,
            title=title,
            tags=("new",),
            specs=tuple(
                replace(
                    spec,
                    id=None,
                    values=tuple(replace(value, id=None) for value in spec.values),
                )
                for spec in draft.specs
            ),
            skus=tuple(
                replace(sku, id=None, barcode=None, code=f"{slug}-{n + 1}")
                for n, sku in enumerate(draft.skus)
            ),
        ),
        by=staffed.operator,
    )
    await session.flush()
    return saved.id
