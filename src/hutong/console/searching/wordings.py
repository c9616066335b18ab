"""Synonyms, silent words, redirects, hot and blocked words: all that staff said about words."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    Flag,
    FormScreen,
    Group,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
    WholeField,
    taking_back,
)
from hutong.console.searching.asked import EDIT, told
from hutong.console.searching.labels import KINDS
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.search import Wording, WordingDraft, WordingKind
from hutong.views.searches.wordings import WordingFilters, wording_list

TYPED_MAX = 400
WORDS_TYPED_MAX = 1_300  # as many as a rule may have, with their commas
PLACE_MAX = 20


async def _find(session: AsyncSession, key: str) -> Wording:
    return await search.find_wording(session, as_id(key))


async def _take_back(deed: Deed, _answers: Answers) -> None:
    await search.take_back(deed.session, deed.subject.id, by=deed.by)


async def _put_back(deed: Deed, _answers: Answers) -> None:
    await search.put_back(deed.session, deed.subject.id, by=deed.by)


async def _begin(_session: AsyncSession, _wording: Any) -> Answers:
    return {"kind": WordingKind.SAME}


async def _kept(_session: AsyncSession, wording: Wording) -> Answers:
    return {
        "kind": wording.kind,
        "word": wording.word,
        "words": gettext(", ").join(wording.words),
        "target": wording.target,
        "place": wording.place,
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    made = await search.say(deed.session, _draft(answers), by=deed.by)
    await deed.session.flush()
    return Done(message=gettext("It holds within two seconds."), created=made)


async def _change(deed: Deed, answers: Answers) -> None:
    await search.reword(deed.session, deed.subject.id, _draft(answers), by=deed.by)


def _draft(answers: Answers) -> WordingDraft:
    kind = WordingKind(answers["kind"])
    return WordingDraft(
        kind=kind,
        word="" if kind is WordingKind.SAME else answers["word"],
        words=_words(kind, answers),
        target=answers["target"] if kind is WordingKind.REDIRECT else "",
        place=(answers["place"] or 1) if kind is WordingKind.HOT else None,
    )


def _words(kind: WordingKind, answers: Answers) -> list[str]:
    words = search.split_words(answers["words"])
    if kind is WordingKind.SAME:
        return [*search.split_words(answers["word"]), *words]
    return words if kind is WordingKind.WIDER else []


FIELDS = (
    ChoiceField(name="kind", title=N_("Kind of rule"), labels=KINDS, required=True),
    TextField(
        name="word",
        title=N_("What shoppers type"),
        hint=N_("Upper case, width and traditional characters make no difference."),
        most=TYPED_MAX,
    ),
    TextField(
        name="words",
        title=N_("Words of your goods"),
        hint=N_("For words that mean the same or find others; with commas."),
        most=WORDS_TYPED_MAX,
    ),
    TextField(
        name="target",
        title=N_("Address"),
        hint=N_("Where a redirect leads, such as /c/kitchen or /p/moon-mug."),
        placeholder="/c/…",
        only_for=("kind", WordingKind.REDIRECT),
    ),
    WholeField(
        name="place",
        title=N_("Place in the hot list"),
        hint=N_("For words that are always hot; 1 stands first."),
        least=1,
        most=PLACE_MAX,
        only_for=("kind", WordingKind.HOT),
    ),
)
WORDING = Subject(kind="search_wording", find=_find, label=told, written=True)
CHANGE = Action(
    slug="change",
    title=N_("Change"),
    permission=EDIT,
    subject=WORDING,
    run=_change,
    done=N_("It holds within two seconds. What was said before stands under “Taken back”."),
    fields=FIELDS,
    begin=_kept,
    applies=lambda row: not row.gone,
)
ACTIONS = (CHANGE, *taking_back(WORDING, EDIT, lift=_take_back, restore=_put_back))
WORDING_FORM = FormScreen(
    slug="search-wordings",
    title=lambda _wording: gettext("A new rule about words"),
    permission=EDIT,
    subject=WORDING,
    groups=(Group("", FIELDS),),
    begin=_begin,
    save=_save,
    edits=False,
)
WORDINGS = ListScreen(
    slug="search-wordings",
    title=N_("Search words"),
    permission="search.view",
    hint=N_("Every change holds in all of the shop within two seconds."),
    query=wording_list,
    filters_as=WordingFilters,
    key=lambda row: str(row.id),
    sort="-made_at",
    columns=(
        Column(
            name="told",
            title=N_("Searched words"),
            value=told,
            show=Show.WRITTEN,
            phone=Phone.TITLE,
            wide=True,
        ),
        Column(
            name="kind", title=N_("Kind of rule"), show=Show.LABEL, labels=KINDS, phone=Phone.BADGE
        ),
        Column(name="made_by", title=N_("By"), show=Show.WHO),
        Column(name="made_at", title=N_("When"), show=Show.TIME, sort=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"kind": kind}) for kind, label in KINDS.items()),
        Tab(N_("Taken back"), {"gone": "1"}),
    ),
    filters=(
        Search(title=N_("Search the words"), placeholder=N_("A word or an address")),
        Choice(name="kind", title=N_("Kind of rule"), labels=KINDS, in_tabs=True),
        Flag(name="gone", title=N_("Only what was taken back")),
    ),
    actions=ACTIONS,
    create=WORDING_FORM,
    export="search-words",
    empty=Empty(N_("No rules about words."), N_("Add what your shoppers call your goods.")),
)
