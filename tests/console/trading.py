"""A shop in the middle of its day: one of everything that a console screen can show."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import (
    access,
    assortment,
    catalog,
    checklists,
    compliance,
    content,
    decoration,
    exchange,
    introductions,
    inventory,
    messaging,
    orders,
    payments,
    search,
    tagging,
    taxonomy,
    vouchers,
)
from hutong.access import Staff, TrailFilter
from hutong.assortment import RegionRule
from hutong.catalog import BrandDraft, ProductSheet, Sourcing
from hutong.compliance import Kind as TermKind
from hutong.compliance import TermDraft
from hutong.content import Article
from hutong.decoration import Brand, Look, PageKind, ThemeDraft
from hutong.exchange import Brought
from hutong.integrity import Finding
from hutong.introductions import Criterion, Proposal
from hutong.inventory import (
    MAIN,
    Location,
    Receipt,
    ReceiptDraft,
    Stocktake,
    StocktakePlan,
    Transfer,
    TransferDraft,
    Want,
)
from hutong.kernel import clock, errands
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database
from hutong.kernel.events import Parked
from hutong.kernel.ids import new_id
from hutong.kernel.money import yuan
from hutong.kernel.settings import Settings
from hutong.listing import Cause, Turn
from hutong.members import Member
from hutong.messaging import Channel, Message
from hutong.orders import Order
from hutong.payments import BillKind, BillLine, Difference, RefundRequest, RefundWish
from hutong.search import (
    Effect,
    MerchandisingRule,
    Placed,
    RuleDraft,
    Wording,
    WordingDraft,
    WordingKind,
    WordsDay,
)
from hutong.tagging import TagRule, TagRuleDraft
from hutong.taxonomy import Reason
from tests import placing
from tests.conftest import Worker
from tests.make import checks, goods, listings, people, places, regions, suggested, trade
from tests.payments.provider import Provider


@dataclass(frozen=True)
class Trading:
    product: ProductSheet
    article: Article
    member: Member
    unpaid: Order
    paid: Order
    sent: Order
    staff: Staff
    message: Message
    parked: Parked
    failed_job: int
    entry_id: UUID
    refund_id: UUID
    alarm_id: UUID
    approval_id: UUID
    difference_id: UUID
    attempt_id: UUID
    batch_id: UUID
    transfer: Transfer
    pool: Location
    receipt: Receipt
    stocktake: Stocktake
    finding_id: UUID
    turn_id: UUID
    wording: Wording
    merchandising: MerchandisingRule
    region_rule: RegionRule
    paper_id: UUID
    suggested_id: UUID
    review_id: UUID
    standard_id: UUID
    import_id: UUID
    theme_id: UUID
    identity_id: UUID
    page_id: UUID
    appointment_id: UUID
    rule_id: UUID
    checklist_id: UUID
    step_id: UUID
    procedure_id: UUID
    tag_rule: TagRule
    brand_id: UUID
    doubt_id: UUID
    supplier_id: UUID
    code: str

    @property
    def parked_key(self) -> str:
        return f"{self.parked.position}-{self.parked.consumer}"


async def open_trade(session: AsyncSession, db: Database, worker: Worker) -> Trading:
    colours = goods.spec("颜色", "月白", "霁蓝")
    made = await goods.goods(session, "yuebai-mug", specs=(colours,), in_stock=20)
    told = replace(made.draft, description={"zh": "手拉坯，釉色温润。", "en": "Thrown by hand."})
    await catalog.save_product(session, told, by=SYSTEM)
    product = await catalog.product_by_id(session, made.id)
    member = await people.member(session)
    provider = Provider()
    unpaid, paid, sent = [
        await placing.place(
            session, trade.placement(trade.lines(product, 1, 2), member_id=member.id)
        )
        for _ in range(3)
    ]
    for each in (paid, sent):
        await trade.pay(db, provider, each)
    await worker()
    await orders.ship(
        session, sent.id, carrier="sf", tracking_number=trade.tracking_number(), by=SYSTEM
    )
    await orders.note(session, sent.id, "周末送", by=trade.STAFF)
    await worker()
    staff = await access.create_staff(
        session,
        email="lin@hutong.example",
        name="林小满",
        password="a-long-and-quiet-lane",
        roles=["warehouse"],
        by=SYSTEM,
    )
    message = await messaging.send(
        session,
        channel=Channel.SMS,
        to=member.phone,
        template="code.sign_in",
        params={"code": "123456", "minutes": "5"},
        locale="zh_CN",
    )
    await _nights(session, product)
    stuck = await stuck_event(session)
    entries = await access.trail(session, TrailFilter())
    asked = await large_refund(session, paid)
    batch = await payments.draft_batch(session, [paid.number], None, "召回", by=trade.STAFF)
    assert asked.approval_id is not None
    theme_id = await design(session)
    identity_id = await identity_of(session)
    await _proposed(session, product)
    checklist, steps = await checks.started(
        session, checks.step(role="warehouse"), checks.step("开灯")
    )
    await checklists.tick(session, steps[1].id, by=SYSTEM)
    return Trading(
        checklist_id=checklist.id,
        step_id=steps[0].id,
        procedure_id=checklist.procedure_id,
        approval_id=asked.approval_id,
        difference_id=await _difference(session, db, provider),
        attempt_id=asked.attempt_id,
        batch_id=batch.id,
        product=product,
        member=member,
        unpaid=unpaid,
        paid=paid,
        sent=sent,
        staff=staff,
        article=await content.save_article(
            session, "returns", title=goods.words("退换货"), body=goods.words("七天。"), by=SYSTEM
        ),
        message=message,
        parked=stuck,
        failed_job=await failed_job(session),
        entry_id=entries[0].id,
        refund_id=await _refund(session, db, worker, product, provider),
        alarm_id=await alarm(session),
        transfer=await transfer(session, product),
        pool=await places.pool(session, Want(product.skus[0].id, 1)),
        receipt=await receipt(session, product),
        stocktake=await stocktake(session),
        finding_id=await finding(session, unpaid),
        turn_id=await turn(session, product),
        wording=await searched(session),
        merchandising=await merchandised(session, product.id),
        region_rule=await regions.rule(session, "65", products=(product.id,)),
        paper_id=(await listings.paper(session, product)).id,
        suggested_id=(await suggested.entered(session, product)).id,
        review_id=(await listings.submitted(session)).id,
        standard_id=(await listings.standard(session)).id,
        import_id=await brought(session, db, product),
        theme_id=theme_id,
        identity_id=identity_id,
        page_id=(await decoration.pages(session))[0].id,
        appointment_id=(await listings.appointed(session, product)).id,
        rule_id=(await listings.sold_out_rule(session)).id,
        tag_rule=await tag_rule(session),
        brand_id=await brand(session, product),
        doubt_id=await doubt(session, product),
        supplier_id=await supplier(session),
        code=await served(session, db, provider, worker),
    )


async def _proposed(session: AsyncSession, product: ProductSheet) -> None:
    """Something new that waits for its approval."""
    wanted = Proposal(
        product_id=product.id,
        title=goods.words("月白杯", "Moon mug"),
        reason="新釉色",
        scores=dict.fromkeys(Criterion, 4),
    )
    await introductions.propose(session, wanted, least=70, by=trade.STAFF)


async def tag_rule(session: AsyncSession) -> TagRule:
    """In force: what is new has its tag by it."""
    new = next(tag for tag in await catalog.tags(session) if tag.slug == "new")
    draft = TagRuleDraft(name="新品三十天", tag_id=new.id, listed_days=30)
    rule = await tagging.save_rule(session, draft, by=trade.STAFF)
    await tagging.put_in_force(session, rule.id, by=trade.STAFF)
    return rule


async def brand(session: AsyncSession, product: ProductSheet) -> UUID:
    """Of which the product is."""
    draft = BrandDraft(slug="luming", name=goods.words("鹿鸣", "Luming"), country="CN")
    made = await catalog.save_brand(session, draft, by=trade.STAFF)
    now = (await catalog.product_by_id(session, product.id)).draft
    labelled = replace(now, brand_id=made.id, sourcing=Sourcing.EXCLUSIVE)
    await catalog.save_product(session, labelled, by=SYSTEM)
    return made.id


async def supplier(session: AsyncSession) -> UUID:
    """Nothing of theirs may be sold."""
    reason = goods.words("屡次抽检不合格", "Failed inspections again and again")
    draft = TermDraft(words="黑心瓷厂", kind=TermKind.SUPPLIER, reason=reason)
    return (await compliance.save_term(session, draft, by=trade.STAFF)).id


async def doubt(session: AsyncSession, product: ProductSheet) -> UUID:
    """It may be in the wrong category, for every reason that there is."""
    other = await goods.category(session, "elsewhere")
    reasons: list[dict[str, object]] = [
        {"reason": Reason.WORDS, "words": ["马克杯", "mug"]},
        {"reason": Reason.TITLE, "word": "mug", "there": 4, "of": 5},
        {
            "reason": Reason.PARAMETERS,
            "lacks": [{"zh": "克重", "en": "Weight"}],
            "has": [{"zh": "容量", "en": "Volume"}],
        },
    ]
    made = taxonomy.Finding(
        product_id=product.id,
        category_id=product.category_id,
        suggested_id=other.id,
        sureness=80,
        reasons=reasons,
        said="",
        found_at=clock.now(),
    )
    session.add(made)
    session.add(
        taxonomy.Look(started_at=clock.now(), ended_at=clock.now(), by="", products=1, found=1)
    )
    await session.flush()
    return made.id


async def design(session: AsyncSession) -> UUID:
    """A page that is shown, and a theme that is kept."""
    title = goods.words("春天", "Spring")
    page = await decoration.create_page(
        session, PageKind.VENUE, "spring", title=title, by=trade.STAFF
    )
    await decoration.publish(session, page.id, revision=page.revision, by=trade.STAFF)
    theme = await decoration.save_theme(
        session, None, ThemeDraft(name=title, look=Look()), by=trade.STAFF
    )
    return theme.id


async def identity_of(session: AsyncSession) -> UUID:
    """The shop as it looked before it had a colour of its own."""
    name = goods.words("巷里", "Xiangli")
    first = await decoration.save_brand(session, Brand(name=name), by=SYSTEM)
    await decoration.save_brand(session, Brand(name=name, primary="#2b6a57"), by=SYSTEM)
    return first.id


async def turn(session: AsyncSession, product: ProductSheet) -> UUID:
    """What put the product on the shelf."""
    turned = Turn(
        product_id=product.id,
        goes_on=True,
        cause=Cause.PERSON,
        at=clock.now(),
        by="林小满",
    )
    session.add(turned)
    await session.flush()
    return turned.id


async def large_refund(session: AsyncSession, order: Order) -> RefundRequest:
    """Somebody has to approve it, because nothing passes by itself in this shop."""
    rule = await payments.find_rule(session, "CNY")
    rule.auto_minor = 0
    wish = RefundWish(reference=order.id, amount=yuan("1"), reason="釉面有磕碰", key="large")
    return await payments.ask_refund(session, wish, by=trade.STAFF)


async def finding(session: AsyncSession, order: Order) -> UUID:
    """A rule is still to mend it."""
    at = clock.now()
    finding = Finding(
        invariant="orders.closed_in_time",
        key=str(order.id),
        says="2026-11-02",
        first_seen_at=at,
        last_seen_at=at,
    )
    session.add(finding)
    await session.flush()
    return finding.id


async def _difference(session: AsyncSession, db: Database, provider: Provider) -> UUID:
    """The bill of the day lacks what the ledger has."""
    at = clock.now()
    provider.bills[clock.local_day(at)] = [
        BillLine(
            kind=BillKind.CAPTURE,
            reference=None,
            provider_reference="counter-7",
            amount=yuan("5"),
            fee=yuan("0.03"),
            at=at,
        )
    ]
    gateways = {provider.name: provider}
    day = clock.local_day(at).isoformat()
    await payments.reconcile(db, gateways, provider=provider.name, day=day)
    found = await session.scalars(select(Difference.id).where(Difference.reference.is_(None)))
    return found.one()


async def alarm(session: AsyncSession) -> UUID:
    facts: dict[str, str | int] = {"broken_at": 3, "unsealed": 0}
    await access.raise_alarm(session, "access.trail_broken", facts=facts)
    alarm_id: UUID = await session.scalar(select(access.Alarm.id).limit(1))
    return alarm_id


async def stuck_event(session: AsyncSession) -> Parked:
    parked = Parked(
        consumer="hutong.orders.reactions.settle",
        position=7,
        name="payments.captured",
        payload={},
        error="ValueError('nobody knows')",
        parked_at=clock.now(),
    )
    session.add(parked)
    await session.flush()
    return parked


async def failed_job(session: AsyncSession) -> int:
    """A job that gave up, as the worker leaves it."""
    job_id: int = await session.scalar(
        text(
            "insert into procrastinate_jobs (queue_name, task_name, args, status)"
            " values ('default', 'messaging.deliver', '{}', 'failed') returning id"
        )
    )
    return job_id


async def _refund(
    session: AsyncSession,
    db: Database,
    worker: Worker,
    product: ProductSheet,
    provider: Provider,
) -> UUID:
    """Money that is owed back for an order that was paid and called off."""
    order = await placing.place(session, trade.placement(trade.lines(product, 1)))
    await trade.pay(db, provider, order)
    await worker()
    await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")
    await session.flush()
    refund = await session.scalar(select(RefundRequest).order_by(RefundRequest.id.desc()).limit(1))
    assert refund is not None
    return refund.id


async def transfer(session: AsyncSession, product: ProductSheet) -> Transfer:
    store = await places.location(session)
    wants = [Want(sku.id, 2) for sku in product.skus]
    draft = TransferDraft(from_id=MAIN, to_id=store.id, wants=wants, note="补货")
    return await inventory.draft_transfer(session, draft, by=SYSTEM)


async def receipt(session: AsyncSession, product: ProductSheet) -> Receipt:
    wants = [Want(sku.id, 6) for sku in product.skus]
    draft = ReceiptDraft(location_id=MAIN, supplier="景德镇青花窑", wants=wants)
    return await inventory.expect_goods(session, draft, by=SYSTEM)


async def stocktake(session: AsyncSession) -> Stocktake:
    plan = StocktakePlan(location_id=MAIN, blind=True)
    stocktake = await inventory.plan_stocktake(session, plan, by=SYSTEM)
    await inventory.start_stocktake(session, stocktake.id, by=SYSTEM)
    return stocktake


async def brought(session: AsyncSession, db: Database, product: ProductSheet) -> UUID:
    """A file that waits for somebody: one product as it is, one dearer, one wrong."""
    code = product.skus[0].code
    rows = f"sku,price\n{code},19.90\nnobody,cheap\n".encode()
    by = Actor.staff(new_id(), "王清")
    found = await exchange.bring(session, Brought("prices.csv", rows), megabytes=1, by=by)
    works = exchange.works(Settings())
    assert found.errand_id is not None
    await errands.run(db, works, found.errand_id)
    return found.id


async def _nights(session: AsyncSession, product: ProductSheet) -> None:
    """Two nights later: the days are closed, the limits worked out, a count was posted."""
    plan = StocktakePlan(location_id=MAIN)
    counted = await inventory.plan_stocktake(session, plan, by=SYSTEM)
    await inventory.start_stocktake(session, counted.id, by=SYSTEM)
    await inventory.count(session, counted.id, {product.skus[0].id: 20}, by=SYSTEM)
    await inventory.review_stocktake(session, counted.id, by=SYSTEM)
    await inventory.post_stocktake(session, counted.id, by=SYSTEM)
    with clock.simulated(clock.now() + timedelta(days=2)):
        await inventory.close_books(session)
        await inventory.work_out(session)


async def served(session: AsyncSession, db: Database, provider: Provider, worker: Worker) -> str:
    """Somebody bought a place in a course: the code of it."""
    course = await goods.service(session)
    wanted = trade.placement(trade.lines(course, 1), freight=yuan("0"))
    edition = await assortment.edition(session)
    order = await placing.place(session, trade.changed(wanted, edition=edition))
    await trade.pay(db, provider, order)
    await worker()
    (voucher,) = await vouchers.of_order(session, order.id)
    return voucher.code


async def merchandised(session: AsyncSession, product_id: UUID) -> MerchandisingRule:
    goods = [Placed(product_id, Effect.PIN)]
    rule = await search.arrange(
        session, RuleDraft(words="马克杯 蓝色 陶瓷", goods=goods), by=SYSTEM
    )
    await session.flush()
    return rule


async def searched(session: AsyncSession) -> Wording:
    """Two words were looked for today, and staff said what one of them means."""
    day = clock.local_day(clock.now())
    counts = {"searches": 3, "clicked": 0, "added": 0, "bought": 0, "found": 0}
    session.add(WordsDay(day=day, words="杯了", empty=3, **counts))
    session.add(WordsDay(day=day, words="杯子", empty=0, **counts))
    draft = WordingDraft(kind=WordingKind.WIDER, word="杯了", words=["杯子", "马克杯", "玻璃杯"])
    said = await search.say(session, draft, by=SYSTEM)
    await session.flush()
    return said
