from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Staff
from hutong.kernel.errors import NotFound
from hutong.workspace.models import HomeHabit, ListHabit, Outcome, Run, RunRow, SavedView


@dataclass(eq=False)
class NoSuchView(NotFound):
    message = "This view is not there any more, or it belongs to somebody else."
    view_id: UUID


@dataclass(frozen=True, kw_only=True)
class View:
    id: UUID
    name: str
    query: Mapping[str, str]
    columns: Sequence[str]
    shared: bool
    own: bool
    by: str


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """How somebody sees a list: their habits and the views they can choose, own ones first."""

    columns: Sequence[str] = ()
    opens_with: View | None = None
    views: Sequence[View] = ()

    def view(self, view_id: str) -> View | None:
        return next((view for view in self.views if str(view.id) == view_id), None)


async def arrangement(session: AsyncSession, staff_id: UUID, screen: str) -> Arrangement:
    """One statement: their own views of the list, those shared by colleagues, their habits."""
    own = SavedView.staff_id == staff_id
    rows = (
        await session.execute(
            select(
                ListHabit.columns.label("habit"),
                ListHabit.opens_with,
                SavedView.id,
                SavedView.name,
                SavedView.query,
                SavedView.columns,
                SavedView.shared,
                own.label("own"),
                Staff.name.label("by"),
            )
            .select_from(select(literal(1)).subquery())
            .outerjoin(ListHabit, (ListHabit.staff_id == staff_id) & (ListHabit.screen == screen))
            .outerjoin(SavedView, (SavedView.screen == screen) & or_(own, SavedView.shared))
            .outerjoin(Staff, Staff.id == SavedView.staff_id)
            .order_by(own.desc(), SavedView.name, SavedView.id)
        )
    ).all()
    views = [
        View(
            id=row.id,
            name=row.name,
            query=row.query,
            columns=row.columns,
            shared=row.shared,
            own=row.own,
            by=row.by,
        )
        for row in rows
        if row.id
    ]
    first = next((view for view in views if view.id == rows[0].opens_with), None)
    return Arrangement(columns=rows[0].habit or (), opens_with=first, views=views)


async def own_view(session: AsyncSession, staff_id: UUID, view_id: UUID) -> SavedView:
    """To change it. What belongs to somebody else does not exist."""
    view = await session.scalar(
        select(SavedView)
        .where(SavedView.id == view_id, SavedView.staff_id == staff_id)
        .with_for_update()
    )
    if view is None:
        raise NoSuchView(view_id)
    return view


async def view_named(
    session: AsyncSession, staff_id: UUID, screen: str, name: str
) -> SavedView | None:
    return await session.scalar(
        select(SavedView).where(
            SavedView.staff_id == staff_id, SavedView.screen == screen, SavedView.name == name
        )
    )


async def views_of(session: AsyncSession, staff_id: UUID, screen: str) -> int:
    counted = select(func.count()).where(SavedView.staff_id == staff_id, SavedView.screen == screen)
    return await session.scalar(counted) or 0


async def home_of(session: AsyncSession, staff_id: UUID) -> Sequence[str] | None:
    """None where they have not chosen anything."""
    return await session.scalar(select(HomeHabit.blocks).where(HomeHabit.staff_id == staff_id))


@dataclass(eq=False)
class NoSuchRun(NotFound):
    message = "There is no such change of yours."


async def find_run(
    session: AsyncSession, run_id: UUID, *, staff_id: UUID, lock: bool = False
) -> Run:
    """Somebody else's run does not exist. Raises NoSuchRun."""
    wanted = select(Run).where(Run.id == run_id, Run.staff_id == staff_id)
    run = await session.scalar(wanted.with_for_update() if lock else wanted)
    if run is None:
        raise NoSuchRun
    return run


async def run_of(session: AsyncSession, run_id: UUID) -> Run:
    return await session.get_one(Run, run_id, with_for_update=True, populate_existing=True)


async def run_rows(
    session: AsyncSession,
    run_id: UUID,
    *,
    outcomes: Collection[Outcome] = (),
    after: int = -1,
    most: int,
) -> Sequence[RunRow]:
    """Those after that position, in order."""
    wanted = select(RunRow).where(RunRow.run_id == run_id, RunRow.position > after)
    if outcomes:
        wanted = wanted.where(RunRow.outcome.in_(outcomes))
    return (await session.scalars(wanted.order_by(RunRow.position).limit(most))).all()


async def outcomes_of(session: AsyncSession, run_id: UUID) -> Mapping[Outcome, int]:
    """How many ended in which way."""
    rows = await session.execute(
        select(RunRow.outcome, func.count()).where(RunRow.run_id == run_id).group_by(RunRow.outcome)
    )
    return {row[0]: row[1] for row in rows}
