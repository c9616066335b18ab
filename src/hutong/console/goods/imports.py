"""Bringing products in from a file: upload, dry run, import, report, undo; and the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import Response, get
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, exchange
from hutong.checklists import About
from hutong.console.checks.attached import ATTACHED, NO_CHECKS, Checks, begin_for
from hutong.console.goods.import_fates import FORESEEN, foresee
from hutong.console.goods.import_words import (
    MODES,
    STATES,
    MistakeShown,
    mistakes_of,
    rows_of,
    told,
)
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
    Column,
    Deed,
    DetailScreen,
    Document,
    Done,
    Empty,
    Fact,
    Facts,
    File,
    FormScreen,
    Group,
    ListScreen,
    Part,
    PartField,
    Phone,
    Posted,
    Search,
    Show,
    Staff,
    Subject,
    Tab,
    Tone,
)
from hutong.console.kit.answers import attachment
from hutong.console.kit.screens import ROOT
from hutong.exchange import Brought, Import, ImportLine, ImportState, Kind, LineState, Mode
from hutong.kernel.errands import Errand
from hutong.kernel.errors import Invalid, Problem, Refused
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.checklists.steps import attached
from hutong.views.imports import ImportFilters, ImportSeen, import_list, import_seen
from hutong.web.session import Session

EDIT, VIEW, PIN = "catalog.edit", "catalog.view", "inventory.adjust"
BODY_MAX = 160 * 1024 * 1024  # above every setting, so that the form itself says what is too much
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ImportShown:
    seen: ImportSeen
    checks: Checks = NO_CHECKS

    @property
    def of(self) -> Import:
        return self.seen.of

    @property
    def errand(self) -> Errand | None:
        return self.seen.errand

    @property
    def running(self) -> bool:
        return self.errand is not None and not self.errand.ended

    @property
    def refusal(self) -> str:
        failed = self.errand.refusal if self.errand and not self.running else ""
        return self.of.refusal or failed

    @property
    def lines(self) -> Sequence[ImportLine]:
        return self.seen.lines

    @property
    def by_name(self) -> str:
        return self.of.by_name

    @property
    def received_at(self) -> datetime:
        return self.of.received_at

    @property
    def done_at(self) -> datetime | None:
        return self.of.done_at

    @property
    def undone_at(self) -> datetime | None:
        return self.of.undone_at

    @property
    def undone_by(self) -> str | None:
        return self.of.undone_by

    @property
    def rows(self) -> int:
        return self.of.rows

    @property
    def wrong_rows(self) -> int:
        return self.of.wrong_rows

    @property
    def mode(self) -> Mode | None:
        return self.of.mode

    @property
    def unknown(self) -> str:
        return gettext(", ").join(self.of.unknown)

    @property
    def mistakes(self) -> Sequence[MistakeShown]:
        return mistakes_of(self.of.id, self.seen.mistakes)

    def kind(self, kind: str) -> int:
        return self.seen.kinds.get(Kind(kind), 0)

    def state(self, state: str) -> int:
        return self.seen.states.get(LineState(state), 0)

    @property
    def step(self) -> int:
        """Of the way: file, dry run, import, report."""
        after = {ImportState.RECEIVED: 2, ImportState.UNREADABLE: 2, ImportState.CHECKED: 3}
        return after.get(self.of.state, 5)

    @property
    def waits(self) -> bool:
        return self.of.state is ImportState.CHECKED and not self.running

    @property
    def some_good(self) -> bool:
        return self.kind("create") + self.kind("change") > 0

    @property
    def can_be_undone(self) -> bool:
        return self.of.state is ImportState.DONE and not self.running

    def rows_of(self, line: ImportLine) -> str:
        return rows_of(line)

    def told(self, line: ImportLine) -> str:
        return told(line)


async def _load(session: AsyncSession, key: str) -> ImportShown:
    seen = await import_seen(session, as_id(key))
    return ImportShown(seen, Checks(await attached(session, About.IMPORT, str(seen.of.id))))


async def _find(session: AsyncSession, key: str) -> Import:
    return await exchange.find_import(session, as_id(key))


async def _begin(_session: AsyncSession, _subject: object) -> Answers:
    return {}


async def _mode(_session: AsyncSession, brought: Import) -> Answers:
    return {"mode": Mode.GOOD if brought.wrong_rows else Mode.ALL}


def _file(posted: Posted) -> Brought:
    files = posted.files("file")
    if not files:
        raise Invalid([Problem("file", gettext("Please choose a file."))])
    return Brought(files[0].filename, files[0].file.read())


async def _bring(deed: Deed, answers: Answers) -> Done:
    try:
        brought = await exchange.bring(
            deed.session, answers["file"], megabytes=deed.settings.import_megabytes, by=deed.by
        )
    except Refused as refusal:
        raise Invalid([Problem("file", str(refusal))]) from None
    words = gettext("The file is being checked. Nothing is changed yet.")
    return Done(message=words, go_to=f"{ROOT}/imports/{brought.id}", created=brought)


async def _confirm(deed: Deed, answers: Answers) -> None:
    may = await access.permissions_of(deed.session, deed.by.id) if deed.by.id else frozenset()
    mode = Mode(answers["mode"])
    await exchange.confirm(deed.session, deed.subject.id, mode, may_pin=PIN in may, by=deed.by)


async def _undo(deed: Deed, _answers: Answers) -> None:
    await exchange.ask_to_undo(deed.session, deed.subject.id, by=deed.by)


async def _again(deed: Deed, _answers: Answers) -> None:
    await exchange.check_again(deed.session, deed.subject.id, by=deed.by)


async def _drop(deed: Deed, _answers: Answers) -> None:
    await exchange.drop(deed.session, deed.subject.id)


async def _wrong_rows(deed: Deed, keys: Sequence[str]) -> File:
    content = await exchange.wrong_rows(deed.session, as_id(keys[0]))
    return File(name="wrong-rows.xlsx", media_type=XLSX, content=content)


@get(f"{ROOT}/imports/template")
async def import_template(session: Session, staff: Staff) -> Response[bytes]:
    """The headings with notes and choices, in the reader's language."""
    staff.require(VIEW)
    content = await exchange.template(session)
    return attachment(File(name="products-template.xlsx", media_type=XLSX, content=content))


async def _facts(_session: AsyncSession, brought: Import) -> Answers:
    """Where it stands; which errand worked on it says nothing to anybody."""
    return {"file_name": brought.file_name, "state": brought.state, "rows": brought.rows}


IMPORT = Subject(
    kind="exchange_import", find=_find, label=lambda brought: brought.file_name, facts=_facts
)
CONFIRM = Action(
    slug="confirmation",
    title=N_("Import"),
    permission=EDIT,
    subject=IMPORT,
    run=_confirm,
    done=N_("The import has begun. You may leave the page."),
    fields=(
        ChoiceField(
            name="mode",
            title=N_("What is imported"),
            hint=N_("A product with a wrong row is left out whole."),
            labels=MODES,
            required=True,
        ),
    ),
    begin=_mode,
    applies=lambda shown: shown.waits and shown.some_good,
    primary=True,
)
UNDO = Action(
    slug="undoing",
    title=N_("Take the import back"),
    permission=EDIT,
    subject=IMPORT,
    run=_undo,
    done=N_("The import is being taken back. You may leave the page."),
    fields=(FORESEEN,),
    begin=foresee,
    applies=lambda shown: shown.can_be_undone,
    tone=Tone.BAD,
)
AGAIN = Action(
    slug="checking",
    title=N_("Check again"),
    permission=EDIT,
    subject=IMPORT,
    run=_again,
    done=N_("The file is being checked. Nothing is changed yet."),
    applies=lambda shown: shown.waits,
)
DROP = Action(
    slug="dropping",
    title=N_("Drop"),
    permission=EDIT,
    subject=IMPORT,
    run=_drop,
    done=N_("The import is dropped. Nothing was changed."),
    applies=lambda shown: shown.waits,
)
WRONG_ROWS = Document(
    slug="wrong-rows",
    title=N_("Wrong rows as Excel"),
    permission=VIEW,
    make=_wrong_rows,
    applies=lambda shown: shown.wrong_rows > 0,
)

IMPORT_FORM = FormScreen(
    slug="imports",
    title=lambda _brought: gettext("Import products"),
    permission=EDIT,
    subject=IMPORT,
    groups=(
        Group(
            "",
            (
                PartField(
                    name="file",
                    title=N_("File"),
                    template="console/goods/_import_file.html",
                    parse=_file,
                    echo=lambda _posted: "",
                    wide=True,
                ),
            ),
        ),
    ),
    opens=N_("Upload a file"),
    saves=N_("Upload and check"),
    begin=_begin,
    save=_bring,
    edits=False,
    body_max=BODY_MAX,
)

IMPORTS = ListScreen(
    slug="imports",
    title=N_("Imports"),
    permission=VIEW,
    hint=N_("Products, prices, stock limits and pictures from Excel, CSV or a zip with pictures."),
    query=import_list,
    filters_as=ImportFilters,
    key=lambda brought: str(brought.id),
    link=lambda brought: f"{ROOT}/imports/{brought.id}",
    sort="-received_at",
    columns=(
        Column(name="file_name", title=N_("File"), show=Show.WRITTEN, phone=Phone.TITLE),
        Column(name="by_name", title=N_("By")),
        Column(name="received_at", title=N_("Brought"), show=Show.TIME, sort=True),
        Column(name="rows", title=N_("Rows"), show=Show.NUMBER),
        Column(name="wrong_rows", title=N_("Wrong rows"), show=Show.NUMBER),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
    ),
    filters=(
        Search(title=N_("Search imports"), placeholder=N_("File or colleague")),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    create=IMPORT_FORM,
    empty=Empty(
        N_("No imports yet."), N_("Bring a file; it is checked first, and nothing is changed.")
    ),
)

IMPORT_PAGE = DetailScreen(
    slug="imports",
    title=lambda shown: shown.of.file_name,
    written=True,
    permission=VIEW,
    load=_load,
    badges=lambda shown: [STATES[shown.of.state]],
    sections=(
        Part(title=N_("How far it is"), template="console/goods/_import_progress.html"),
        Part(title=N_("Products of the file"), template="console/goods/_import_lines.html"),
        Facts(
            title=N_("Import"),
            facts=(
                Fact("by_name", N_("By")),
                Fact("received_at", N_("Brought"), Show.TIME),
                Fact("rows", N_("Rows"), Show.NUMBER, optional=True),
                Fact("wrong_rows", N_("Wrong rows"), Show.NUMBER, optional=True),
                Fact("mode", N_("What is imported"), Show.LABEL, MODES, optional=True),
                Fact("unknown", N_("Columns that are not read"), optional=True),
                Fact("done_at", N_("Imported"), Show.TIME, optional=True),
                Fact("undone_at", N_("Import undone"), Show.TIME, optional=True),
                Fact("undone_by", N_("Undone by"), Show.WHO, optional=True),
            ),
            aside=True,
        ),
        ATTACHED,
    ),
    actions=(CONFIRM, AGAIN, DROP, UNDO, begin_for(About.IMPORT, IMPORT)),
    documents=(WRONG_ROWS,),
)
