"""What got stuck, and how to set it going again."""

from hutong.console.kit import (
    Action,
    Answers,
    Column,
    Deed,
    Empty,
    ListScreen,
    Phone,
    Show,
    Subject,
)
from hutong.kernel import jobs
from hutong.kernel.i18n import N_
from hutong.views.health import (
    ParkedRow,
    failed_jobs,
    find_failed,
    find_parked,
    parked_list,
)
from hutong.views.lists import NoFilters

PERMISSION = "audit.view"
MENDING = "work.retry"
EVENT = Subject(
    kind="event",
    find=find_parked,
    label=lambda row: f"{row.name} {row.position}",
    facts=None,
    id_of=lambda row: str(row.key),
)
JOB = Subject(
    kind="job",
    find=find_failed,
    label=lambda row: f"{row.task} {row.id}",
)


async def _retry(deed: Deed, _answers: Answers) -> None:
    row: ParkedRow = deed.subject
    await jobs.defer(
        deed.session, "events.retry", consumer=row.consumer, position=row.position, lock=row.key
    )


async def _do_again(deed: Deed, _answers: Answers) -> None:
    await jobs.do_again(deed.session, deed.subject.id)


RETRY = Action(
    slug="retry",
    title=N_("Try again"),
    permission=MENDING,
    subject=EVENT,
    run=_retry,
    done=N_("It is tried again in a moment."),
)
DO_AGAIN = Action(
    slug="again",
    title=N_("Do it again"),
    permission=MENDING,
    subject=JOB,
    run=_do_again,
    done=N_("It is done again in a moment."),
)

PARKED = ListScreen(
    slug="parked-events",
    title=N_("Parked events"),
    permission=PERMISSION,
    query=parked_list,
    filters_as=NoFilters,
    key=lambda row: str(row.key),
    sort="-parked_at",
    columns=(
        Column(name="name", title=N_("Event"), show=Show.CODE, phone=Phone.TITLE),
        Column(name="consumer", title=N_("Who could not handle it"), show=Show.CODE),
        Column(name="error", title=N_("Error"), wide=True),
        Column(name="parked_at", title=N_("Since"), show=Show.TIME, sort=True),
    ),
    actions=(RETRY,),
    empty=Empty(
        N_("Nothing is parked."),
        N_("An event that cannot be handled waits here, and the others go on."),
    ),
)
FAILED = ListScreen(
    slug="failed-jobs",
    title=N_("Failed jobs"),
    permission=PERMISSION,
    query=failed_jobs,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    columns=(
        Column(name="task", title=N_("Job"), show=Show.CODE, phone=Phone.TITLE),
        Column(name="args", title=N_("About"), show=Show.CODE, wide=True),
        Column(name="attempts", title=N_("Attempts"), show=Show.NUMBER),
        Column(name="failed_at", title=N_("Last attempt"), show=Show.TIME),
    ),
    actions=(DO_AGAIN,),
    empty=Empty(
        N_("No job has failed."),
        N_("A job that gave up after several attempts waits here for a person."),
    ),
)
