"""One thing done to many, on a page: what would change, what became of each, and the way back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from hutong import workspace
from hutong.console.kit import address as addresses
from hutong.console.kit import bulk_runs, fields
from hutong.console.kit.actions import Action
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.bulk_runs import AT_ONCE, Hand
from hutong.console.kit.errand_routes import errand_url
from hutong.console.kit.fields import Posted
from hutong.console.kit.labels import Label, Tone
from hutong.console.kit.once import FIELD, Told
from hutong.console.kit.screens import ROOT
from hutong.console.kit.site import Site
from hutong.console.kit.telling import Telling
from hutong.console.kit.viewer import Staff
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.lists import PAGE_SIZE_MAX
from hutong.views.trail import Change, names_of
from hutong.web.session import Session
from hutong.workspace import Outcome, Run, RunRow, RunState

RUNS = f"{ROOT}/runs"
AFTER = re.compile(r"[0-9]{1,6}")
CARRIED = {"row", "back", "answered", "all", FIELD}
OUTCOMES: Mapping[Outcome, Label] = {
    Outcome.WAITING: Label(N_("Not yet"), Tone.CALM),
    Outcome.PLANNED: Label(N_("Will change"), Tone.INFO),
    Outcome.DONE: Label(N_("Changed"), Tone.GOOD),
    Outcome.UNDONE: Label(N_("Put back as it was"), Tone.CALM),
    Outcome.UNCHANGED: Label(N_("Stays as it is"), Tone.CALM),
    Outcome.REFUSED: Label(N_("Refused"), Tone.BAD),
    Outcome.KEPT: Label(N_("Could not be taken back"), Tone.WARN),
}


@dataclass(frozen=True, slots=True)
class ChangeShown:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowShown:
    url: str
    label: str
    outcome: Label
    told: str
    changes: Sequence[ChangeShown]


@dataclass(frozen=True, slots=True)
class CountShown:
    outcome: Outcome
    label: Label
    count: int


@dataclass(frozen=True, kw_only=True)
class RunPage:
    run: Run
    action: Action
    list_title: str
    list_url: str
    rows: Sequence[RowShown]
    counts: Sequence[CountShown]
    chosen: str
    more_after: int | None

    @property
    def url(self) -> str:
        return f"{RUNS}/{self.run.id}"

    @property
    def planned(self) -> int:
        return self._of(Outcome.PLANNED) if self.run.state is RunState.PLANNED else 0

    @property
    def undoable(self) -> int:
        applied = self.run.state is RunState.APPLIED and self.action.changing is not None
        return self._of(Outcome.DONE) if applied else 0

    def _of(self, outcome: Outcome) -> int:
        return next((each.count for each in self.counts if each.outcome is outcome), 0)


async def begin(visit: Visit, slug: str, action: Action, posted: Posted) -> Told:
    """The run of what was picked; looked at first where it can be planned."""
    everything = posted.one("all") == "1"
    state = RunState.PLANNING if action.changing else RunState.APPLYING
    screen = visit.site.the_list(slug)
    answers = fields.read(action.fields, posted)
    if action.changing:
        action.changing.check(answers)
    run = await workspace.start(
        visit.session,
        visit.viewer.id,
        slug,
        action=action.slug,
        answers=posted.all_but(CARRIED),
        state=state,
        query=addresses.at(screen, posted.one("back")).values if everything else None,
    )
    if everything:
        return Told(go_to=await _asked(visit, run, action), message="")
    keys = list(dict.fromkeys(key for key in posted.many("row") if key))[:PAGE_SIZE_MAX]
    await workspace.add_rows(visit.session, run.id, keys, outcome=bulk_runs.READY[state])
    return Told(go_to=await _next(visit, run, action, many=len(keys)), message="")


def run_routes(site: Site, telling: Telling) -> Sequence[HTTPRouteHandler]:
    @get(f"{RUNS}/{{key:str}}", name="console:run")
    async def show(request: Asked, session: Session, staff: Staff, key: FromPath[str]) -> Template:
        staff.require("")
        run = await workspace.find_run(session, as_id(key), staff_id=staff.id)
        visit = Visit(request, session, staff, site)
        return visit.page("console/kit/run.html", await _page(visit, run, telling))

    @post(f"{RUNS}/{{key:str}}/applying", status_code=200)
    async def apply(
        request: Asked, session: Session, staff: Staff, key: FromPath[str]
    ) -> Response[None]:
        visit = Visit(request, session, staff, site)
        return await _go_on(visit, key, RunState.PLANNED, RunState.APPLYING)

    @post(f"{RUNS}/{{key:str}}/undoing", status_code=200)
    async def undo(
        request: Asked, session: Session, staff: Staff, key: FromPath[str]
    ) -> Response[None]:
        visit = Visit(request, session, staff, site)
        return await _go_on(visit, key, RunState.APPLIED, RunState.UNDOING)

    return [show, apply, undo]


async def _go_on(visit: Visit, key: str, before: RunState, state: RunState) -> Response[None]:
    """The state says whether it was done already, whoever presses twice."""
    visit.viewer.require("")
    run = await workspace.find_run(visit.session, as_id(key), staff_id=visit.viewer.id, lock=True)
    action = visit.site.bulk_action(run.screen, run.action)
    visit.viewer.require(action.permission)
    if run.state is not before or action.changing is None:
        return visit.done(f"{RUNS}/{run.id}", gettext("This was done already."), Tone.WARN)
    workspace.settle(run, state)
    many = (await workspace.outcomes_of(visit.session, run.id)).get(bulk_runs.READY[state], 0)
    go_to = await _next(visit, run, action, many=many)
    return visit.done(go_to, "")


async def _next(visit: Visit, run: Run, action: Action, *, many: int) -> str:
    """A few at once, many by a worker; where to see it."""
    if many > AT_ONCE:
        return await _asked(visit, run, action)
    await bulk_runs.all_at_once(visit.session, run, _hand(visit, action, run))
    return f"{RUNS}/{run.id}"


async def _asked(visit: Visit, run: Run, action: Action) -> str:
    viewer = visit.viewer
    return errand_url(
        await bulk_runs.ask(visit.session, run, by=viewer.actor, ip=viewer.ip, action=action)
    )


def _hand(visit: Visit, action: Action, run: Run) -> Hand:
    return Hand(
        action=action,
        answers=bulk_runs.answers_of(action, run),
        deed=lambda _session, subject: visit.deed(subject),
    )


async def _page(visit: Visit, run: Run, telling: Telling) -> RunPage:
    action, screen = visit.site.bulk_action(run.screen, run.action), visit.site.the_list(run.screen)
    query = visit.request.query_params
    chosen = [each for each in Outcome if each == query.get("outcome")]
    after = query.get("after", "")
    rows = await workspace.run_rows(
        visit.session,
        run.id,
        outcomes=chosen,
        after=int(after) if AFTER.fullmatch(after) else -1,
        most=PAGE_SIZE_MAX + 1,
    )
    shown, rest = rows[:PAGE_SIZE_MAX], rows[PAGE_SIZE_MAX:]
    changes = [_changes(action, row) for row in shown]
    names = await names_of(visit.session, [one for some in changes for one in some])
    counts = await workspace.outcomes_of(visit.session, run.id)
    return RunPage(
        run=run,
        action=action,
        list_title=gettext(screen.title),
        list_url=screen.url,
        rows=[
            RowShown(
                url=visit.site.address_of(run.screen, row.key),
                label=row.label or row.key,
                outcome=OUTCOMES[row.outcome],
                told=row.told,
                changes=[told(telling, each.by_name(names)) for each in of_row],
            )
            for row, of_row in zip(shown, changes, strict=True)
        ],
        counts=[
            CountShown(each, OUTCOMES[each], counts[each]) for each in Outcome if each in counts
        ],
        chosen=chosen[0] if chosen else "",
        more_after=shown[-1].position if rest else None,
    )


def told(telling: Telling, change: Change) -> ChangeShown:
    return ChangeShown(
        telling.field(change.field),
        telling.value(change, change.before),
        telling.value(change, change.after),
    )


def _changes(action: Action, row: RunRow) -> Sequence[Change]:
    kind = action.subject.trail_kind or action.subject.kind
    return [
        Change(kind, field, before, after) for field, (before, after) in sorted(row.changes.items())
    ]
