"""What was done to a thing, value by value, and the way back where it is safe; and what was done
last to anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit.actions import Changes
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.labels import Tone
from hutong.console.kit.run_routes import ChangeShown, told
from hutong.console.kit.screens import ROOT, DetailScreen
from hutong.console.kit.site import Site
from hutong.console.kit.telling import Telling
from hutong.console.kit.viewer import Staff
from hutong.kernel.errors import Conflict, DomainError, Invalid
from hutong.kernel.i18n import gettext
from hutong.views.trail import NoSuchEntry, TrailRow, history_of, latest, trail_changes
from hutong.web.session import Session

SHOWN_MAX, LATEST_MAX = 30, 12
AUDIT = "audit.view"


@dataclass(frozen=True, slots=True)
class LineShown:
    at: datetime
    who: str
    deed: str
    label: str
    url: str | None
    changes: Sequence[ChangeShown]
    undo_at: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    title: str
    back: str
    lines: Sequence[LineShown]
    of_one: bool


def history_routes(
    screen: DetailScreen, site: Site, telling: Telling
) -> Sequence[HTTPRouteHandler]:
    path = f"{ROOT}/{screen.slug}/{{key:str}}/history"

    @get(path)
    async def show(request: Asked, session: Session, staff: Staff, key: FromPath[str]) -> Template:
        staff.require(screen.permission)
        ids = await _ids(session, screen, key)
        rows = await history_of(session, screen.trail_kinds, ids, most=SHOWN_MAX)
        here = f"{ROOT}/{screen.slug}/{quote(key, safe='')}"
        may = screen.undo is not None and staff.may(screen.undo.permission)
        undo_at = f"{here}/history" if may else ""
        lines = list(_lines(rows, telling, screen, undo_at))
        visit = Visit(request, session, staff, site)
        page = HistoryPage(gettext("Changes"), here, lines, of_one=True)
        template = "_history" if visit.swaps("history") else "history"
        return visit.page(f"console/kit/{template}.html", page)

    @post(f"{path}/{{entry:str}}/undoing", status_code=200)
    async def undo(
        request: Asked, session: Session, key: FromPath[str], staff: Staff
    ) -> Response[Any]:
        visit = Visit(request, session, staff, site)
        return await _undo(visit, screen, key, str(request.path_params["entry"]))

    return [show, undo] if screen.undo else [show]


def activity_routes(site: Site, telling: Telling) -> Sequence[HTTPRouteHandler]:
    @get(f"{ROOT}/activity", name="console:activity")
    async def show(request: Asked, session: Session, staff: Staff) -> Template:
        staff.require(AUDIT)
        lines = list(_lines(await latest(session, most=LATEST_MAX), telling, None, ""))
        visit = Visit(request, session, staff, site)
        page = HistoryPage(gettext("What colleagues did last"), ROOT, lines, of_one=False)
        template = "_history" if visit.swaps("activity") else "history"
        return visit.page(f"console/kit/{template}.html", page)

    return [show]


async def _ids(session: AsyncSession, screen: DetailScreen, key: str) -> Sequence[str]:
    """The address names it by its key, the trail by its id. Raises NotFound."""
    if not screen.subjects:
        return [key]
    subject = screen.subjects[0]
    return [key, str(subject.id_of(await subject.find(session, key)))]


async def _undo(visit: Visit, screen: DetailScreen, key: str, entry: str) -> Response[Any]:
    undo = screen.undo
    assert undo is not None  # noqa: S101 - the route exists where it can be undone
    visit.viewer.require(undo.permission)
    ids = await _ids(visit.session, screen, key)
    found = await trail_changes(visit.session, entry)
    if found.object_id not in ids or found.object_type not in screen.trail_kinds:
        raise NoSuchEntry(entry)
    back = f"{ROOT}/{screen.slug}/{quote(key, safe='')}"
    changes = _backwards(found)
    if not undo.safe(changes):
        return visit.done(back, gettext("This cannot be undone by itself."), Tone.WARN)
    try:
        async with visit.session.begin_nested():
            deed = visit.deed(await undo.subject.find(visit.session, key))
            await undo.apply(deed, changes)
            await visit.session.flush()
    except DomainError as refusal:
        return visit.done(back, _words(refusal), Tone.WARN)
    return visit.done(back, gettext("It is as it was before."))


def _words(refusal: DomainError) -> str:
    if isinstance(refusal, Conflict) or not isinstance(refusal, Invalid):
        return str(refusal)
    return " ".join(dict.fromkeys(problem.message for problem in refusal.problems))


def _lines(
    rows: Sequence[TrailRow], telling: Telling, screen: DetailScreen | None, undo_at: str
) -> Iterator[LineShown]:
    for row in rows:
        undo = screen.undo if screen and undo_at else None
        safe = undo is not None and undo.safe(_backwards(row))
        yield LineShown(
            at=row.at,
            who=row.actor,
            deed=telling.deed(row.action),
            label=row.label,
            url=telling.place(row),
            changes=[told(telling, change) for change in row.changes],
            undo_at=f"{undo_at}/{row.id}/undoing" if safe else "",
        )


def _backwards(row: TrailRow) -> Changes:
    """What was said beside the deed, in brackets, is no value to put back."""
    return {
        change.field: [change.after, change.before]
        for change in row.changes
        if not change.field.startswith("(")
    }
