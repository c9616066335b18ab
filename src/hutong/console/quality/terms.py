"""Words that may not be said of goods and goods that may not be sold: lists that staff edit."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, compliance
from hutong.compliance import PLACES, Kind, Term, TermDraft
from hutong.console.goods.words import categories_by_id
from hutong.console.kit import (
    Action,
    Answers,
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
    ManyField,
    Phone,
    Search,
    Show,
    Subject,
    SwitchField,
    Tab,
    TextField,
    TextsField,
    Tone,
)
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.terms import TermFilters, term_list

EDIT = "compliance.edit"
LINES_MAX = 200
KINDS: Labels = {
    Kind.ABSOLUTE: Label(N_("Absolute claim")),
    Kind.STATE: Label(N_("Name of the state")),
    Kind.MEDICAL: Label(N_("Medical claim")),
    Kind.PRICE: Label(N_("Price claim")),
    Kind.MORALS: Label(N_("Against good morals")),
    Kind.PROHIBITED: Label(N_("Prohibited goods"), Tone.BAD),
    Kind.INFRINGING: Label(N_("Infringing goods"), Tone.BAD),
}
EFFECTS: Labels = {
    "blocks": Label(N_("Keeps off the shelf"), Tone.BAD),
    "warns": Label(N_("Warns"), Tone.WARN),
    "off": Label(N_("Out of force")),
}
WHERE: Labels = {
    "title": Label(N_("Title")),
    "subtitle": Label(N_("One line about it")),
    "description": Label(N_("Description")),
    "parameters": Label(N_("Parameters")),
    "specs": Label(N_("Specifications")),
    "pictures": Label(N_("Words of pictures")),
}


async def _find(session: AsyncSession, key: str) -> Term:
    term = await compliance.find_term(session, as_id(key))
    if term.kind is Kind.SUPPLIER:
        raise compliance.NoSuchTerm(key)
    return term


async def _begin(_session: AsyncSession, term: Term | None) -> Answers:
    if term is None:
        return {"blocks": True, "active": True, "places": list(PLACES)}
    return {
        "words": term.words,
        "kind": term.kind,
        "blocks": term.blocks,
        "active": term.active,
        "reason": term.reason,
        "instead": term.instead,
        "exceptions": "\n".join(term.exceptions),
        "places": term.places or list(PLACES),
        "categories": term.categories,
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Term | None = deed.subject
    places = tuple(answers["places"])
    draft = TermDraft(
        id=kept.id if kept else None,
        words=answers["words"],
        kind=Kind(answers["kind"]),
        blocks=answers["blocks"],
        active=answers["active"],
        reason=answers["reason"],
        instead=answers["instead"],
        exceptions=_lines(answers["exceptions"]),
        places=() if set(places) == set(PLACES) else places,
        categories=_ids(answers["categories"]),
    )
    await _hold(deed, draft.categories)
    term = await compliance.save_term(deed.session, draft, by=deed.by)
    return Done(created=term, message=gettext("Saved. All goods are being looked at again."))


async def _switch(deed: Deed, *, active: bool) -> None:
    term: Term = deed.subject
    await compliance.put_in_force(deed.session, term.id, active=active, by=deed.by)


async def _off(deed: Deed, _answers: Answers) -> None:
    await _switch(deed, active=False)


async def _on(deed: Deed, _answers: Answers) -> None:
    await _hold(deed, _ids(deed.subject.categories))
    await _switch(deed, active=True)


async def _hold(deed: Deed, categories: tuple[UUID, ...]) -> None:
    """None of them is merged into another before the word stands there with it."""
    if set(categories) - await catalog.hold_categories(deed.session, set(categories)):
        words = gettext("A category of this word is no longer there. Choose others, then save.")
        raise Invalid([Problem("categories", words)])


def _lines(typed: str) -> tuple[str, ...]:
    lines = (line.strip() for line in typed.replace("、", "\n").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))[:LINES_MAX]


def _ids(typed: list[str]) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(each) for each in typed)
    except ValueError:
        words = gettext("Please choose one of these.")
        raise Invalid([Problem("categories", words)]) from None


TERM = Subject(kind="term", find=_find, label=lambda term: str(term.words))
TERM_FORM = FormScreen(
    slug="terms",
    title=lambda term: str(term.words) if term else gettext("A new word"),
    permission=EDIT,
    subject=TERM,
    groups=(
        Group(
            "",
            (
                TextField(name="words", title=N_("Word"), required=True, most=40),
                ChoiceField(name="kind", title=N_("Which rule"), labels=KINDS, required=True),
                TextsField(name="reason", title=N_("Why, as staff read it"), required=True),
                TextsField(name="instead", title=N_("What to write instead")),
                SwitchField(
                    name="blocks",
                    title=N_("Goods with it stay off the shelf"),
                    hint=N_("Otherwise staff are only warned. Prohibited goods always stay off."),
                ),
                SwitchField(name="active", title=N_("In force")),
            ),
        ),
        Group(
            N_("Where it counts"),
            (
                ManyField(name="places", title=N_("In"), labels=WHERE, required=True, wide=True),
                TextField(
                    name="exceptions",
                    title=N_("Harmless in"),
                    hint=N_("Longer expressions that contain the word, one in each line."),
                    lines=4,
                    most=4000,
                ),
                ManyField(
                    name="categories",
                    title=N_("Only for goods of"),
                    hint=N_("And of the categories below them. Nothing chosen: all goods."),
                    options=categories_by_id,
                    wide=True,
                ),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
)
OFF = Action(
    slug="off",
    title=N_("Put out of force"),
    permission=EDIT,
    subject=TERM,
    run=_off,
    done=N_("Out of force. All goods are being looked at again."),
    applies=lambda row: bool(row.active),
)
ON = Action(
    slug="on",
    title=N_("Put in force"),
    permission=EDIT,
    subject=TERM,
    run=_on,
    done=N_("In force. All goods are being looked at again."),
    applies=lambda row: not row.active,
)
TERMS = ListScreen(
    slug="terms",
    title=N_("Forbidden words"),
    permission="catalog.view",
    query=term_list,
    filters_as=TermFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/terms/{row.id}/edit",
    sort="words",
    columns=(
        Column(name="words", title=N_("Word"), show=Show.WRITTEN, sort=True, phone=Phone.TITLE),
        Column(name="kind", title=N_("Which rule"), show=Show.LABEL, labels=KINDS),
        Column(
            name="effect",
            title=N_("Effect"),
            show=Show.LABEL,
            labels=EFFECTS,
            phone=Phone.BADGE,
        ),
        Column(name="reason", title=N_("Why"), show=Show.TEXTS, wide=True),
    ),
    filters=(
        Search(title=N_("Search the lists"), placeholder=N_("Word or reason")),
        Choice(name="kind", title=N_("Which rule"), labels=KINDS),
        Choice(name="effect", title=N_("Effect"), labels=EFFECTS, in_tabs=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"effect": effect}) for effect, label in EFFECTS.items()),
    ),
    actions=(OFF, ON),
    create=TERM_FORM,
    export="forbidden-words",
    hint=N_(
        "Looked for whenever goods are saved and listed, in all their words. After a change the"
        " whole catalogue is looked at again."
    ),
    empty=Empty(N_("Nothing is forbidden."), N_("Put in the first word.")),
)
