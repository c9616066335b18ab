"""Doing one thing to many: planned so that it can be looked at, done, and taken back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.datastructures import FormMultiDict
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, workspace
from hutong.console.kit import address as addresses
from hutong.console.kit import fields, trail
from hutong.console.kit.actions import Action, Changing, Deed
from hutong.console.kit.fields import Answers, Posted
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import MayNot
from hutong.kernel import errands, settings
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errands import Errand, Progress, Result, Work
from hutong.kernel.errors import DomainError, Invalid
from hutong.kernel.i18n import gettext
from hutong.views.lists import Paging
from hutong.workspace import Outcome, Run, RunRow, RunState

KIND = "console.bulk"
AT_ONCE = 30
"""So many are done while whoever asked waits; more are an errand."""
PAGE = 500
READY: Mapping[RunState, Outcome] = {
    RunState.PLANNING: Outcome.WAITING,
    RunState.APPLYING: Outcome.PLANNED,
    RunState.UNDOING: Outcome.DONE,
}
ENDS: Mapping[RunState, RunState] = {
    RunState.PLANNING: RunState.PLANNED,
    RunState.APPLYING: RunState.APPLIED,
    RunState.UNDOING: RunState.UNDONE,
}


class _OnlyRehearsed(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who does it, with what was answered: all but the thing itself."""

    action: Action
    answers: Answers
    deed: Callable[[AsyncSession, Any], Deed]


def answers_of(action: Action, run: Run) -> Answers:
    pairs = [(name, each) for name, many in run.answers.items() for each in _listed(many)]
    return fields.read(action.fields, Posted(FormMultiDict(pairs)))


async def step(session: AsyncSession, run: Run, row: RunRow, hand: Hand) -> None:
    """What is next for one of the many. What it refuses stands beside it and stops nobody."""
    match run.state:
        case RunState.PLANNING:
            await _plan(session, row, hand)
        case RunState.APPLYING:
            ends = Outcome.DONE, Outcome.REFUSED
            await _try(session, row, _doing(session, row, hand), ends)
        case RunState.UNDOING:
            ends = Outcome.UNDONE, Outcome.KEPT
            await _try(session, row, _undoing(session, row, hand), ends)
        case _:
            return


async def all_at_once(session: AsyncSession, run: Run, hand: Hand) -> None:
    """A few, in the request's own transaction."""
    ready = READY[run.state]
    for row in await workspace.run_rows(session, run.id, outcomes=[ready], most=AT_ONCE):
        await step(session, run, row, hand)
    workspace.settle(run, ENDS[run.state])


async def ask(session: AsyncSession, run: Run, *, by: Actor, ip: str, action: Action) -> Errand:
    """Have a worker do what is next."""
    return await errands.ask(
        session,
        owner_id=run.staff_id,
        kind=KIND,
        title=gettext(action.title),
        permission=action.permission,
        asked={"run": str(run.id), "by": by.name, "ip": ip},
        lock=f"run:{run.id}",
    )


def running(site: Site) -> Work:
    """The work behind these errands."""

    async def work(db: Database, errand: Errand, progress: Progress) -> Result:
        async with db.transaction() as session:
            run = await workspace.run_of(session, _id(errand))
            action = site.bulk_action(run.screen, run.action)
            if action.permission not in await access.permissions_of(session, run.staff_id):
                raise MayNot(action.permission)
            await _gather(session, run, site)
            state, hand = run.state, _hand(action, run, errand)
            total = sum((await workspace.outcomes_of(session, run.id)).values())
        if state in ENDS:
            await _one_by_one(db, errand, hand, progress, total=total)
        return Result(go_to=f"/console/runs/{run.id}")

    return work


async def _one_by_one(
    db: Database, errand: Errand, hand: Hand, progress: Progress, *, total: int
) -> None:
    """Each in a transaction of its own: a worker that is killed goes on where it was."""
    after = -1
    while True:
        async with db.transaction() as session:
            run = await workspace.run_of(session, _id(errand))
            ready = READY[run.state]
            rows = await workspace.run_rows(session, run.id, outcomes=[ready], after=after, most=1)
            if not rows:
                workspace.settle(run, ENDS[run.state])
                return
            await step(session, run, rows[0], hand)
            after = rows[0].position
        await progress(after + 1, total)


async def _gather(session: AsyncSession, run: Run, site: Site) -> None:
    """Where all that match were meant: which ones those are, now."""
    if run.query is None or await workspace.run_rows(session, run.id, most=1):
        return
    screen = site.the_list(run.screen)
    address = addresses.of(screen, run.query)
    wanted, sort = addresses.filters(screen, address), addresses.paging(screen, address).sort
    ready = READY[run.state]
    for page in range(1, workspace.ROWS_MAX // PAGE + 1):
        found = await screen.query(session, wanted, Paging(sort, page, PAGE))
        keys = [screen.key(row) for row in found.rows]
        await workspace.add_rows(session, run.id, keys, first=(page - 1) * PAGE, outcome=ready)
        if len(keys) < PAGE:
            return


async def _plan(session: AsyncSession, row: RunRow, hand: Hand) -> None:
    """What would change, tried out and taken back, so that a refusal is known beforehand."""
    changing = hand.action.changing
    assert changing is not None  # noqa: S101 - only what can be planned is planned
    label, changes, outcome, told = row.key, {}, Outcome.PLANNED, ""
    try:
        subject = await hand.action.subject.find(session, row.key)
        label = hand.action.subject.label(subject)
        changes = {
            name: list(pair)
            for name, pair in (await changing.plan(session, subject, hand.answers)).items()
        }
        if changes:
            await _rehearse(session, changing, hand.deed(session, subject), changes)
        else:
            outcome = Outcome.UNCHANGED
    except DomainError as refusal:
        outcome, told = Outcome.REFUSED, _words(refusal)
    row.label, row.changes, row.outcome, row.told = label, changes, outcome, told


async def _rehearse(
    session: AsyncSession, changing: Changing, deed: Deed, changes: Mapping[str, Sequence[Any]]
) -> None:
    try:
        async with session.begin_nested():
            await changing.apply(deed, changes)
            await session.flush()
            raise _OnlyRehearsed  # noqa: TRY301 - it ends the block that it is raised in
    except _OnlyRehearsed:
        return


async def _try(
    session: AsyncSession, row: RunRow, deed: Awaitable[str], ends: tuple[Outcome, Outcome]
) -> None:
    row.told = ""
    try:
        async with session.begin_nested():
            label = await deed
    except DomainError as refusal:
        row.outcome, row.told = ends[1], _words(refusal)
    else:
        row.outcome, row.label = ends[0], label or row.label


async def _doing(session: AsyncSession, row: RunRow, hand: Hand) -> str:
    subject = await hand.action.subject.find(session, row.key)
    deed = hand.deed(session, subject)
    if hand.action.changing and row.changes:
        await hand.action.changing.apply(deed, row.changes)
    else:
        await trail.do(deed, hand.action, hand.answers)
    await session.flush()
    return hand.action.subject.label(subject)


async def _undoing(session: AsyncSession, row: RunRow, hand: Hand) -> str:
    changing = hand.action.changing
    assert changing is not None  # noqa: S101 - only what can be taken back is
    subject = await hand.action.subject.find(session, row.key)
    back = {name: [after, before] for name, (before, after) in row.changes.items()}
    deed = hand.deed(session, subject)
    if changing.put_back:
        row.told = await changing.put_back(deed, back)
    else:
        await changing.apply(deed, back)
    await session.flush()
    return ""


def _words(refusal: DomainError) -> str:
    """Everything that is wrong, where several things are."""
    if isinstance(refusal, Invalid):
        return " ".join(dict.fromkeys(problem.message for problem in refusal.problems))
    return str(refusal)


def _listed(many: object) -> Sequence[str]:
    return [str(each) for each in many] if isinstance(many, list) else []


def _id(errand: Errand) -> UUID:
    return UUID(errand.asked["run"])


def _hand(action: Action, run: Run, errand: Errand) -> Hand:
    by = Actor.staff(run.staff_id, errand.asked["by"])
    chosen = settings.load()

    def deed(session: AsyncSession, subject: Any) -> Deed:
        return Deed(
            session=session,
            by=by,
            ip=errand.asked["ip"],
            subject=subject,
            settings=chosen,
            session_id=errand.id,
        )

    return Hand(action=action, answers=answers_of(action, run), deed=deed)
