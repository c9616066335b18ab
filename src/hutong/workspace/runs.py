"""One thing done to many: from what was picked to what became of each."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.workspace.models import Outcome, Run, RunRow, RunState

ROWS_MAX = 10_000


async def start(  # noqa: PLR0913 - a run has so many parts
    session: AsyncSession,
    staff_id: UUID,
    screen: str,
    *,
    action: str,
    answers: Mapping[str, Sequence[str]],
    state: RunState,
    query: Mapping[str, str] | None = None,
) -> Run:
    run = Run(
        staff_id=staff_id,
        screen=screen,
        action=action,
        answers=dict(answers),
        state=state,
        query=None if query is None else dict(query),
        asked_at=clock.now(),
    )
    session.add(run)
    await session.flush()
    return run


async def add_rows(
    session: AsyncSession,
    run_id: UUID,
    keys: Sequence[str],
    *,
    first: int = 0,
    outcome: Outcome,
) -> None:
    if keys:
        rows = [
            {
                "run_id": run_id,
                "position": first + number,
                "label": "",
                "changes": {},
                "told": "",
                "key": key,
                "outcome": outcome,
            }
            for number, key in enumerate(keys)
        ]
        await session.execute(insert(RunRow), rows)


def settle(run: Run, state: RunState) -> None:
    run.state = state
    if state is RunState.APPLIED:
        run.applied_at = clock.now()
