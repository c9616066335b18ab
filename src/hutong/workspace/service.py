from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.errors import Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.workspace import queries
from hutong.workspace.models import HomeHabit, ListHabit, SavedView

NAME_MAX = 40
VIEWS_MAX = 30
COLUMNS_MAX = 60


@dataclass(eq=False)
class TooManyViews(Refused):
    message = "You have {most} views of this list already. Remove one that you no longer need."
    most: int


async def save_view(  # noqa: PLR0913 - a view has so many parts
    session: AsyncSession,
    staff_id: UUID,
    screen: str,
    *,
    name: str,
    query: Mapping[str, str],
    columns: Sequence[str],
    shared: bool,
) -> SavedView:
    """Keep it under that name, in place of what was kept there before. Raises Invalid."""
    if not name:
        raise Invalid([Problem("name", _("Give the view a name."))])
    if len(name) > NAME_MAX:
        words = _("At most {most} characters.").format(most=NAME_MAX)
        raise Invalid([Problem("name", words)])
    view = await queries.view_named(session, staff_id, screen, name)
    if view is None:
        if await queries.views_of(session, staff_id, screen) >= VIEWS_MAX:
            raise TooManyViews(VIEWS_MAX)
        view = SavedView(staff_id=staff_id, screen=screen, name=name)
        session.add(view)
    view.query, view.columns = dict(query), list(columns[:COLUMNS_MAX])
    view.shared, view.saved_at = shared, clock.now()
    await session.flush()
    return view


async def remove_view(session: AsyncSession, staff_id: UUID, view_id: UUID) -> None:
    """Raises NoSuchView. Lists that opened with it open as they are by themselves again."""
    await session.delete(await queries.own_view(session, staff_id, view_id))
    await session.flush()


async def open_with(
    session: AsyncSession, staff_id: UUID, screen: str, view_id: UUID | None
) -> None:
    """The list opens with that view from now on; None for everything. Raises NoSuchView."""
    found = await queries.arrangement(session, staff_id, screen)
    if view_id is not None and found.view(str(view_id)) is None:
        raise queries.NoSuchView(view_id)
    await _keep(session, staff_id, screen, opens_with=view_id)


async def choose_columns(
    session: AsyncSession, staff_id: UUID, screen: str, columns: Sequence[str]
) -> None:
    """In that order, wherever no view says otherwise; none for those of the list itself."""
    await _keep(session, staff_id, screen, columns=list(columns[:COLUMNS_MAX]))


async def arrange_home(session: AsyncSession, staff_id: UUID, blocks: Sequence[str]) -> None:
    """None of them goes back to what the role shows."""
    if not blocks:
        await session.execute(delete(HomeHabit).where(HomeHabit.staff_id == staff_id))
        return
    kept = {"blocks": list(blocks[:COLUMNS_MAX])}
    statement = insert(HomeHabit).values(staff_id=staff_id, **kept)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[HomeHabit.staff_id], set_=kept)
    )


async def _keep(session: AsyncSession, staff_id: UUID, screen: str, **habit: object) -> None:
    statement = insert(ListHabit).values(
        **{"staff_id": staff_id, "screen": screen, "columns": [], **habit}
    )
    key = [ListHabit.staff_id, ListHabit.screen]
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=habit))
