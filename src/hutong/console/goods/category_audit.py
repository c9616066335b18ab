"""Goods that are probably in the wrong category: why, how sure, and what an auditor decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, taxonomy
from hutong.catalog import ProductSheet
from hutong.console.goods.words import categories_by_id, categories_by_slug
from hutong.console.kit import (
    Action,
    Answers,
    Changing,
    Choice,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
    Tab,
    Thing,
    Tone,
)
from hutong.console.kit.actions import Changes
from hutong.console.kit.errand_routes import errand_url
from hutong.kernel import i18n, texts
from hutong.kernel.errors import Conflict
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.taxonomy import Finding, FindingState, Look, Reason
from hutong.views.lists import NoFilters
from hutong.views.taxonomy import AuditFilters, AuditRow, audit_list, look_list

PERMISSION = "catalog.audit"
CATEGORY = "category_id"
STATES: Labels = {
    FindingState.OPEN: Label(N_("To look into"), Tone.WARN),
    FindingState.RIGHT: Label(N_("Right where it is"), Tone.GOOD),
    FindingState.MOVED: Label(N_("Moved"), Tone.INFO),
}


@dataclass(eq=False)
class NothingToMove(Conflict):
    message = "It stands in that category already."


@dataclass(frozen=True)
class Doubted:
    """A finding with the product as it stands now."""

    finding: Finding
    product: ProductSheet


async def _find(session: AsyncSession, key: str) -> Doubted:
    finding = await taxonomy.find(session, as_id(key))
    return Doubted(finding, await catalog.product_by_id(session, finding.product_id))


async def _facts(_session: AsyncSession, doubted: Doubted) -> dict[str, Any]:
    finding = doubted.finding
    return {"state": finding.state, "decided_by": finding.decided_by}


async def _find_look(session: AsyncSession, key: str) -> Look:
    return await session.get_one(Look, as_id(key))


async def _right(deed: Deed, _answers: Answers) -> None:
    await taxonomy.say_right(deed.session, deed.subject.finding.id, by=deed.by)


async def _again(deed: Deed, _answers: Answers) -> None:
    await taxonomy.ask_again(deed.session, deed.subject.finding.id)


async def _plan(_session: AsyncSession, doubted: Doubted, answers: Answers) -> Changes:
    """To the category that was chosen, or to the suggested one."""
    now = str(doubted.product.category_id)
    wanted = answers[CATEGORY] or str(doubted.finding.suggested_id)
    return {CATEGORY: [now, wanted]} if wanted != now else {}


async def _apply(deed: Deed, changes: Changes) -> None:
    before, after = changes[CATEGORY]
    key = deed.subject.finding.id
    await taxonomy.move(deed.session, key, before=UUID(before), after=UUID(after), by=deed.by)


async def _move(deed: Deed, answers: Answers) -> None:
    changes = await _plan(deed.session, deed.subject, answers)
    if not changes:
        raise NothingToMove
    await _apply(deed, changes)


async def _suggested(_session: AsyncSession, doubted: Doubted) -> Answers:
    return {CATEGORY: str(doubted.finding.suggested_id)}


async def _begin(_session: AsyncSession, _look: Look | None) -> Answers:
    return {}


async def _look(deed: Deed, _answers: Answers) -> Done:
    errand = await taxonomy.ask_to_look(deed.session, by=deed.by)
    return Done(go_to=errand_url(errand), created=errand)


def _asked(_errand: object) -> str:
    return gettext("Look at the categories of all goods")


async def _no_facts(_session: AsyncSession, _errand: object) -> dict[str, Any]:
    return {}


def _thing(row: AuditRow) -> Thing:
    return Thing(texts.pick(row.title), texts.pick(row.here), row.picture)


def why(row: AuditRow) -> str:
    """In the reader's language: Chinese words for whom reads Chinese, Latin ones for others."""
    told = (_TOLD[Reason(reason["reason"])](row, reason) for reason in row.reasons)
    return " ".join(told)


def _words(row: AuditRow, reason: Mapping[str, Any]) -> str:
    latin = i18n.current() != "zh_CN"
    words = [each for each in reason["words"] if each.isascii() is latin] or reason["words"]
    return gettext("Words of the goods in “{category}”: {words}.").format(
        category=texts.pick(row.there), words=_listed(words)
    )


def _title(row: AuditRow, reason: Mapping[str, Any]) -> str:
    said = gettext("“{word}” in the title: {there} of {of} others with it stand in “{category}”.")
    return said.format(
        word=reason["word"],
        there=reason["there"],
        of=reason["of"],
        category=texts.pick(row.there),
    )


def _parameters(_row: AuditRow, reason: Mapping[str, Any]) -> str:
    said = gettext("It has {has}, which is asked there, and lacks what is asked here: {lacks}.")
    has, lacks = (_listed([_called(each) for each in reason[side]]) for side in ("has", "lacks"))
    return said.format(has=has, lacks=lacks)


def _called(name: texts.Texts | str) -> str:
    """Findings used to name parameters in Chinese alone."""
    return name if isinstance(name, str) else texts.pick(name)


def _listed(words: list[str]) -> str:
    return gettext(", ").join(words)


_TOLD = {Reason.WORDS: _words, Reason.TITLE: _title, Reason.PARAMETERS: _parameters}
DOUBTED = Subject(
    kind="category_finding",
    find=_find,
    label=lambda doubted: texts.pick(doubted.product.title),
    facts=_facts,
    id_of=lambda doubted: str(doubted.finding.id),
)
MOVE = Action(
    slug="move",
    title=N_("Move it"),
    permission=PERMISSION,
    subject=DOUBTED,
    run=_move,
    done=N_("The product stands in its new category."),
    question=N_("It is found there at once; its address stays. A move can be taken back."),
    fields=(
        ChoiceField(
            name=CATEGORY,
            title=N_("Category"),
            options=categories_by_id,
            hint=N_("Empty: the suggested one."),
        ),
    ),
    begin=_suggested,
    applies=lambda row: bool(row.is_open),
    changing=Changing(plan=_plan, apply=_apply),
    primary=True,
)
RIGHT = Action(
    slug="right",
    title=N_("It is right here"),
    permission=PERMISSION,
    subject=DOUBTED,
    run=_right,
    done=N_("Noted. It is asked again only when its words or its category change."),
    applies=lambda row: bool(row.is_open),
)
AGAIN = Action(
    slug="again",
    title=N_("Look into it again"),
    permission=PERMISSION,
    subject=DOUBTED,
    run=_again,
    done=N_("It waits for a decision again."),
    applies=lambda row: row.state is FindingState.RIGHT,
)
LOOK_FORM = FormScreen(
    slug="category-audit",
    title=lambda _look: gettext("Look at the categories of all goods now"),
    permission=PERMISSION,
    subject=Subject(kind="category_look", find=_find_look, label=_asked, facts=_no_facts),
    groups=(
        Group(
            "",
            (),
            N_(
                "The words of each product are compared with those of the goods in every category."
                " Nothing is changed: what is found waits for your decision."
            ),
        ),
    ),
    opens=N_("Look now"),
    saves=N_("Look now"),
    begin=_begin,
    save=_look,
    edits=False,
)
CATEGORY_AUDIT = ListScreen(
    slug="category-audit",
    title=N_("Category audit"),
    permission="catalog.view",
    query=audit_list,
    filters_as=AuditFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/products/{row.product_id}",
    sort="-sureness",
    columns=(
        Column(name="thing", title=N_("Product"), show=Show.THING, value=_thing, phone=Phone.TITLE),
        Column(name="there", title=N_("Probably belongs in"), show=Show.TEXTS),
        Column(name="sureness", title=N_("Sureness"), show=Show.PERCENT, sort=True),
        Column(name="why", title=N_("Why"), value=why, wide=True),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="decided_by", title=N_("Audited by"), show=Show.WHO),
        Column(name="decided_at", title=N_("Audited at"), show=Show.TIME, sort=True),
    ),
    filters=(
        Search(title=N_("Search products"), placeholder=N_("Title or address")),
        Choice(name="category", title=N_("Category"), options=categories_by_slug),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
    ),
    tabs=(
        Tab(N_("To look into")),
        Tab(N_("Right where it is"), {"state": FindingState.RIGHT}),
        Tab(N_("Moved"), {"state": FindingState.MOVED}),
    ),
    actions=(MOVE, RIGHT, AGAIN),
    bulk=(MOVE, RIGHT),
    create=LOOK_FORM,
    export="category-audit",
    hint=N_("Looked for each Monday morning. Nothing is moved unless you say so."),
    empty=Empty(
        N_("No product seems to be in the wrong category."),
        N_("Each Monday all goods are looked at again; “Look now” does it at once."),
    ),
)
CATEGORY_LOOKS = ListScreen(
    slug="category-looks",
    title=N_("Category audits so far"),
    permission="catalog.view",
    query=look_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    sort="-started_at",
    columns=(
        Column(name="started_at", title=N_("Begun"), show=Show.TIME, sort=True, phone=Phone.TITLE),
        Column(name="products", title=N_("Products looked at"), show=Show.NUMBER),
        Column(name="found", title=N_("Left to decide"), show=Show.NUMBER),
        Column(name="seconds", title=N_("Seconds"), right=True),
        Column(name="by", title=N_("Who asked for it"), show=Show.WHO),
    ),
    empty=Empty(N_("All goods were not looked at yet.")),
)
