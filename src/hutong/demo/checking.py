"""Lists that staff go through: the opening of each day, a campaign that is over, new goods."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, checklists, listing
from hutong.checklists import Procedure, ProcedureDraft, Start, Starts, Step, Task, drafted
from hutong.demo.cast import Staffed
from hutong.demo.reviewing import REPORT
from hutong.kernel import clock
from hutong.kernel.actor import Actor

OPENING, CAMPAIGN = "每日开店检查", "活动策划模板"
DAYS = 6
OPENS_AT = timedelta(hours=9)
MINUTES = (12, 21, 35, 96)  # how long after nine each of the opening's steps is ticked
SINGLES_DAY_AGO = timedelta(days=11)
FOUND = "昨日未发货 3 单：2 单等补货，1 单买家改地址。"
NOTES = {
    "写明": "目标成交 30 万，预算 4.5 万，负责人周明远。",
    "活动规则": "已逐条核对，原价均有成交。",
}
SAMPLE = "瓶身高 6.2cm，与页面一致；实物颜色略深，已重拍主图。"


async def busy_with_lists(session: AsyncSession, staffed: Staffed, now: datetime) -> None:
    await checklists.plant(session)
    by_name = {each.name["zh"]: each for each in await checklists.procedures(session)}
    people = {
        "owner": staffed.owner,
        "operator": staffed.operator,
        "warehouse": staffed.crew.warehouse,
        "support": staffed.crew.support,
    }
    await _campaign(session, people, by_name[CAMPAIGN], now)
    await _openings(session, people, by_name[OPENING], now)
    await _new_goods(session, people, now)


async def _campaign(
    session: AsyncSession, people: Mapping[str, Actor], procedure: Procedure, now: datetime
) -> None:
    """The eleventh of November, done in time but for one step."""
    day = now - SINGLES_DAY_AGO
    with clock.simulated(day - timedelta(days=31)):
        wanted = Start(procedure_id=procedure.id, label="双十一大促", target_at=day)
        begun = await checklists.start(session, wanted, by=people["owner"])
        key = await checklists.put_file(session, REPORT)
    for n, (task, step) in enumerate(await checklists.tasks_of(session, [begun.id])):
        at = (task.due_at or day) + timedelta(hours=7 if n == 1 else -9)
        with clock.simulated(at):
            await _do(session, people, task, step, file_key=key)
    with clock.simulated(now - timedelta(days=2)):
        wanted = Start(
            procedure_id=procedure.id, label="年货节", target_at=now + timedelta(days=28)
        )
        await checklists.start(session, wanted, by=people["operator"])


async def _openings(
    session: AsyncSession, people: Mapping[str, Actor], procedure: Procedure, now: datetime
) -> None:
    """Some days that went as they should; today's is half done."""
    steps = await checklists.steps_of(session, procedure.id, procedure.version)
    draft = ProcedureDraft(
        id=procedure.id,
        name=procedure.name,
        purpose=procedure.purpose,
        about=procedure.about,
        starts=Starts.DAILY,
        hour=procedure.hour,
        steps=tuple(drafted(step) for step in steps),
    )
    used = await checklists.save_procedure(session, draft, by=people["owner"])
    today = clock.local_day(now)
    for ago in range(DAYS, -1, -1):
        day = today - timedelta(days=ago)
        opened = clock.day_start(day) + OPENS_AT
        if opened > now:
            continue
        with clock.simulated(opened):
            begun = await checklists.begin_for_day(session, used, day)
        if begun is not None:
            pairs = await checklists.tasks_of(session, [begun.id])
            await _tick_off(session, people, pairs if ago else pairs[:1], (opened, now))


async def _tick_off(
    session: AsyncSession,
    people: Mapping[str, Actor],
    pairs: Sequence[tuple[Task, Step]],
    between: tuple[datetime, datetime],
) -> None:
    opened, now = between
    for (task, step), minutes in zip(pairs, MINUTES, strict=False):
        at = opened + timedelta(minutes=minutes)
        if at < now:
            with clock.simulated(at):
                await _do(session, people, task, step)


async def _new_goods(session: AsyncSession, people: Mapping[str, Actor], now: datetime) -> None:
    """Drafts have theirs since they were made; of the first a sample was looked at."""
    drafts = [sheet.id for sheet in await catalog.products(session) if not sheet.launched_at]
    with clock.simulated(now - timedelta(hours=4)):
        await listing.begin_lists(session, drafts)
    for product_id in drafts[:1]:
        (begun,) = await checklists.lists_of(session, checklists.About.PRODUCT, str(product_id))
        for task, step in await checklists.tasks_of(session, [begun.id]):
            with clock.simulated(now - timedelta(hours=2)):
                if step.wants_note:
                    await checklists.tick(session, task.id, note=SAMPLE, by=people["operator"])
                elif step.wants_second:
                    await checklists.tick(session, task.id, by=people["operator"])


async def _do(
    session: AsyncSession,
    people: Mapping[str, Actor],
    task: Task,
    step: Step,
    *,
    file_key: str = "",
) -> None:
    note = next((said for begins, said in NOTES.items() if step.title["zh"].startswith(begins)), "")
    await checklists.tick(
        session,
        task.id,
        note=note or (FOUND if step.wants_note else ""),
        file_key=file_key if step.wants_file else None,
        by=people[step.role],
    )
    if step.wants_second:
        second = "operator" if step.role == "owner" else "owner"
        await checklists.confirm(session, task.id, by=people[second])
