"""Lists begin by hand, with a record or by the calendar, keep the steps they began with, and run
late."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, checklists
from hutong.checklists import (
    About,
    Checklist,
    DueFrom,
    NotInUse,
    ProcedureDraft,
    RunsAlready,
    RunsAlreadySince,
    SavedMeanwhile,
    Start,
    Starts,
)
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from tests.make import checks
from tests.make.goods import words


async def how_many(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Checklist)) or 0


async def begin_repeating(db: Database) -> None:
    await checklists.tasks()["checklists.begin_repeating"](db)


async def test_steps_are_due_from_the_start_or_before_the_day(
    session: AsyncSession, time: Simulated
) -> None:
    made = await checks.procedure(
        session,
        checks.step(due_hours=2, due_from=DueFrom.START),
        checks.step(due_hours=48, due_from=DueFrom.DATE),
        checks.step(),
    )
    day = clock.now() + timedelta(days=9)
    wanted = Start(procedure_id=made.id, label="双十一", target_at=day)

    begun = await checklists.start(session, wanted, by=SYSTEM)

    due = [task.due_at for task in await checks.tasks(session, begun)]
    assert due == [clock.now() + timedelta(hours=2), day - timedelta(hours=48), None]


async def test_what_is_counted_from_a_day_needs_one(session: AsyncSession) -> None:
    made = await checks.procedure(session, checks.step(due_hours=48, due_from=DueFrom.DATE))

    with pytest.raises(Invalid) as refused:
        await checklists.start(session, Start(procedure_id=made.id), by=SYSTEM)

    assert [each.field for each in refused.value.problems] == ["target_at"]


def changed(made: checklists.Procedure, *steps: checklists.StepDraft) -> ProcedureDraft:
    return ProcedureDraft(
        id=made.id,
        version=made.version,
        name=made.name,
        about=made.about,
        starts=made.starts,
        steps=steps,
    )


async def test_lists_under_way_keep_the_steps_they_began_with(session: AsyncSession) -> None:
    made = await checks.procedure(session, checks.step("旧"))
    begun = await checklists.start(session, Start(procedure_id=made.id), by=SYSTEM)
    draft = changed(made, checks.step("新"), checks.step("更新"))

    await checklists.save_procedure(session, draft, by=SYSTEM)

    steps = [step.title["zh"] for _task, step in await checklists.tasks_of(session, [begun.id])]
    assert made.version == 2
    assert steps == ["旧"]


async def test_a_new_name_alone_makes_no_new_version(session: AsyncSession) -> None:
    made = await checks.procedure(session, checks.step("旧"))
    draft = replace(changed(made, checks.step("旧")), name=words("新名", "New"))

    await checklists.save_procedure(session, draft, by=SYSTEM)

    assert (made.version, made.name["zh"]) == (1, "新名")


async def test_whoever_opened_the_version_before_does_not_overwrite_this_one(
    session: AsyncSession,
) -> None:
    made = await checks.procedure(session, checks.step("旧"))
    first, late = changed(made, checks.step("甲")), changed(made, checks.step("乙"))
    await checklists.save_procedure(session, first, by=SYSTEM)

    with pytest.raises(SavedMeanwhile):
        await checklists.save_procedure(session, late, by=SYSTEM)

    assert made.version == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"steps": ()}, "steps"),
        ({"name": {"zh": " "}}, "name.zh"),
        ({"starts": Starts.NEW}, "starts"),
        ({"starts": Starts.DAILY, "about": About.ORDER}, "starts"),
        ({"starts": Starts.WEEKLY, "day": 8}, "day"),
        ({"steps": (checks.step(role="nobody"),)}, "steps.0"),
        ({"steps": (checks.step(due_hours=3),)}, "steps.0"),
        ({"steps": (checks.step(fact="stock"),)}, "steps.0"),
        ({"steps": (checks.step(" "),)}, "steps.0"),
    ],
)
async def test_a_procedure_that_makes_no_sense_is_refused(
    session: AsyncSession, wrong: dict[str, object], field: str
) -> None:
    await access.ensure_roles(session)
    sound = ProcedureDraft(
        name=words("检查", "Check"),
        about=About.NOTHING,
        starts=Starts.BY_HAND,
        steps=(checks.step(),),
    )

    with pytest.raises(Invalid) as refused:
        await checklists.save_procedure(session, replace(sound, **wrong), by=SYSTEM)  # type: ignore[arg-type]

    assert {each.field for each in refused.value.problems} == {field}


async def test_a_record_has_one_list_of_a_procedure_at_a_time(session: AsyncSession) -> None:
    made = await checks.procedure(session, checks.step(), about=About.ORDER)
    wanted = Start(procedure_id=made.id, key="HT1", label="HT1")
    begun = await checklists.start(session, wanted, by=SYSTEM)
    (task,) = await checks.tasks(session, begun)

    with pytest.raises(RunsAlready):
        await checklists.start(session, wanted, by=SYSTEM)
    await checklists.tick(session, task.id, by=SYSTEM)
    again = await checklists.start(session, wanted, by=SYSTEM)
    with pytest.raises(RunsAlreadySince):
        await checklists.undo(session, task.id, by=SYSTEM)

    assert again.id != begun.id


async def test_a_list_begins_with_a_new_record_and_never_twice(session: AsyncSession) -> None:
    await checks.procedure(session, checks.step(), about=About.PRODUCT, starts=Starts.NEW)
    await checklists.start_new(session, About.PRODUCT, {"p1": "月白杯"})
    (begun,) = await checklists.lists_of(session, About.PRODUCT, "p1")
    await checklists.call_off(session, begun.id, "不上了", by=SYSTEM)

    await checklists.start_new(session, About.PRODUCT, {"p1": "月白杯", "p2": "霁蓝杯"})

    assert len(await checklists.lists_of(session, About.PRODUCT, "p1")) == 1
    assert len(await checklists.lists_of(session, About.PRODUCT, "p2")) == 1


async def test_what_repeats_begins_once_a_day_at_its_hour(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    await checks.procedure(session, starts=Starts.DAILY, hour=13)
    await begin_repeating(db)
    before = await how_many(session)

    time.advance(timedelta(hours=1))
    await begin_repeating(db)
    await begin_repeating(db)
    that_day = await how_many(session)
    time.advance(timedelta(days=1))
    await begin_repeating(db)

    assert (before, that_day, await how_many(session)) == (0, 1, 2)


async def test_weekly_and_monthly_ones_begin_on_their_day(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    await checks.procedure(session, starts=Starts.WEEKLY, day=2)
    await checks.procedure(session, starts=Starts.MONTHLY, day=3)
    begun = []

    for _day in range(3):
        await begin_repeating(db)
        begun.append(await how_many(session))
        time.advance(timedelta(days=1))

    assert begun == [0, 2, 2]  # Monday the second; Tuesday the third is the day of both


async def test_what_is_not_in_use_begins_nothing(session: AsyncSession) -> None:
    made = await checks.procedure(session)
    made.active = False

    with pytest.raises(NotInUse):
        await checklists.start(session, Start(procedure_id=made.id), by=SYSTEM)

    assert await how_many(session) == 0


async def test_a_shop_begins_with_procedures_and_keeps_what_staff_made_of_them(
    session: AsyncSession,
) -> None:
    await checklists.plant(session)
    nobody_yet = await checklists.procedures(session)
    await access.ensure_roles(session)
    await checklists.plant(session)
    planted = await checklists.procedures(session)

    await checklists.plant(session)

    assert nobody_yet == []
    assert "商品上新 SOP" in {each.name["zh"] for each in planted}
    assert len(await checklists.procedures(session)) == len(planted)


async def test_a_list_is_given_to_somebody_who_works_here(session: AsyncSession) -> None:
    begun, _tasks = await checks.started(session)
    colleague = await checks.colleague(session, "support", "李安")

    await checklists.assign(session, begun.id, colleague.id, by=SYSTEM)
    given = begun.assigned_name
    await checklists.assign(session, begun.id, None, by=SYSTEM)
    await access.deactivate(session, colleague.id, by=SYSTEM)
    with pytest.raises(Invalid):
        await checklists.assign(session, begun.id, colleague.id, by=SYSTEM)

    assert (given, begun.assigned_to) == ("李安", None)
