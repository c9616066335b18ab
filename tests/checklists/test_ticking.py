"""Steps are ticked by whose they are, with what they ask for, and what was ticked is undone."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import checklists
from hutong.checklists import (
    BySystem,
    Deed,
    IsOver,
    NotEvidence,
    NotTicked,
    NotYours,
    OwnTick,
    TickedAlready,
)
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid
from tests.make import checks


async def test_a_list_is_done_when_its_last_step_is(session: AsyncSession) -> None:
    begun, (first, last) = await checks.started(session, checks.step(), checks.step())

    await checklists.tick(session, last.id, by=SYSTEM)
    half = begun.done_at
    await checklists.tick(session, first.id, by=SYSTEM)

    assert half is None
    assert begun.done_at is not None


async def test_a_step_belongs_to_a_role_the_owner_and_whom_the_list_was_given(
    session: AsyncSession,
) -> None:
    support = await checks.colleague(session, "support")
    owner = await checks.colleague(session, "owner")
    begun, (first, second) = await checks.started(
        session, checks.step(role="warehouse"), checks.step(role="warehouse")
    )

    with pytest.raises(NotYours):
        await checklists.tick(session, first.id, by=support.as_actor())
    await checklists.tick(session, first.id, by=owner.as_actor())
    await checklists.assign(session, begun.id, support.id, by=SYSTEM)
    ticked = await checklists.tick(session, second.id, by=support.as_actor())

    assert ticked.ticked_by == support.name


@pytest.mark.parametrize(
    ("role", "has_the_list", "roles", "theirs"),
    [
        ("", False, [], True),
        ("warehouse", False, ["support"], False),
        ("warehouse", True, ["support"], True),
        ("warehouse", False, ["support", "warehouse"], True),
        ("warehouse", False, ["owner"], True),
    ],
)
def test_a_button_is_only_for_whose_step_it_is(
    role: str, roles: list[str], *, has_the_list: bool, theirs: bool
) -> None:
    me, somebody = uuid4(), uuid4()

    found = checklists.is_theirs(role, me if has_the_list else somebody, me, roles)

    assert found is theirs


async def test_a_step_asks_for_its_note_and_its_file(session: AsyncSession) -> None:
    _begun, (task,) = await checks.started(session, checks.step(wants_note=True, wants_file=True))
    key = await checklists.put_file(session, checks.PDF)

    with pytest.raises(Invalid) as bare:
        await checklists.tick(session, task.id, by=SYSTEM)
    with pytest.raises(Invalid) as unknown:
        await checklists.tick(session, task.id, note="好", file_key="f" * 64, by=SYSTEM)
    await checklists.tick(session, task.id, note="尺寸相符", file_key=key, by=SYSTEM)

    assert [each.field for each in bare.value.problems] == ["note", "file_key"]
    assert [each.field for each in unknown.value.problems] == ["file_key"]
    assert (await checklists.file_of(session, task.id)).content == checks.PDF


async def test_only_pictures_and_pdfs_are_evidence(session: AsyncSession) -> None:
    with pytest.raises(NotEvidence) as refused:
        await checklists.put_file(session, b"MZ a program")

    assert "PDF" in str(refused.value)


async def test_a_second_person_confirms_what_the_first_has_ticked(session: AsyncSession) -> None:
    first = (await checks.colleague(session, "operator")).as_actor()
    second = (await checks.colleague(session, "operator", "李安")).as_actor()
    begun, (task,) = await checks.started(session, checks.step(wants_second=True))

    with pytest.raises(NotTicked):
        await checklists.confirm(session, task.id, by=second)
    await checklists.tick(session, task.id, by=first)
    with pytest.raises(OwnTick):
        await checklists.confirm(session, task.id, by=first)
    waits = begun.done_at
    await checklists.confirm(session, task.id, by=second)

    assert waits is None
    assert begun.done_at is not None
    assert (task.ticked_by, task.confirmed_by) == (first.name, second.name)


async def test_the_database_knows_that_the_second_is_another_person(session: AsyncSession) -> None:
    first = (await checks.colleague(session, "operator")).as_actor()
    _begun, (task,) = await checks.started(session, checks.step(wants_second=True))
    await checklists.tick(session, task.id, by=first)

    with pytest.raises(IntegrityError, match="second_person"):
        async with session.begin_nested():
            task.confirmed_by_id = first.id
            await session.flush()

    await session.refresh(task)
    assert task.confirmed_by_id is None


async def test_what_was_ticked_is_undone_and_the_list_goes_on(
    session: AsyncSession, time: Simulated
) -> None:
    begun, (task,) = await checks.started(session, checks.step())
    with pytest.raises(NotTicked):
        await checklists.undo(session, task.id, by=SYSTEM)
    await checklists.tick(session, task.id, note="好", by=SYSTEM)
    with pytest.raises(IsOver):
        await checklists.tick(session, task.id, by=SYSTEM)

    await checklists.undo(session, task.id, reason="看错了", by=SYSTEM)

    marks = [(mark.deed, mark.note) for mark, _step in await checklists.marks_of(session, begun.id)]
    assert begun.ended_at is None
    assert task.ticked_at is None
    assert sorted(marks) == [(Deed.TICKED, "好"), (Deed.UNDONE, "看错了")]


async def test_a_step_is_ticked_once(session: AsyncSession) -> None:
    _begun, (task, _other) = await checks.started(session)
    await checklists.tick(session, task.id, by=SYSTEM)

    with pytest.raises(TickedAlready) as refused:
        await checklists.tick(session, task.id, by=SYSTEM)

    assert SYSTEM.name in str(refused.value)


async def test_nobody_waits_for_the_steps_of_a_list_that_was_called_off(
    session: AsyncSession,
) -> None:
    begun, (task, _other) = await checks.started(session)
    with pytest.raises(Invalid):
        await checklists.call_off(session, begun.id, " ", by=SYSTEM)

    await checklists.call_off(session, begun.id, "活动取消", by=SYSTEM)

    with pytest.raises(IsOver):
        await checklists.tick(session, task.id, by=SYSTEM)
    with pytest.raises(IsOver):
        await checklists.call_off(session, begun.id, "再来", by=SYSTEM)
    assert (begun.reason, begun.done_at) == ("活动取消", None)


async def test_nobody_ticks_what_the_system_sees(session: AsyncSession) -> None:
    made = await checks.procedure(
        session, checks.step(fact="pictures"), about=checklists.About.PRODUCT
    )
    wanted = checklists.Start(procedure_id=made.id, key="p1", label="月白杯")
    begun = await checklists.start(session, wanted, by=SYSTEM)
    (task,) = await checks.tasks(session, begun)

    with pytest.raises(BySystem):
        await checklists.tick(session, task.id, by=SYSTEM)
    await checklists.observe(session, checklists.About.PRODUCT, {"p1": {"pictures": True}})

    assert begun.done_at is not None
