"""Words go into the lists, change, and go out of force; they are never removed, so that an old
refusal can still be explained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.compliance import queries
from hutong.compliance.events import ListsChanged
from hutong.compliance.models import Kind, Term
from hutong.compliance.queries import TERMS_MAX
from hutong.compliance.rules import BANNED, PLACES
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.texts import FALLBACK, Texts

WORDS_MIN, WORDS_MAX = 2, 40
REASON_MAX = 200
EXCEPTIONS_MAX = 40
CATEGORIES_MAX = 100


@dataclass(frozen=True, kw_only=True)
class TermDraft:
    words: str
    kind: Kind
    reason: Texts
    blocks: bool = True
    instead: Texts | None = None
    exceptions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    categories: tuple[UUID, ...] = ()
    active: bool = True
    since: date | None = None
    id: UUID | None = None

    def problems(self) -> Iterator[Problem]:
        if not WORDS_MIN <= len(self.words) <= WORDS_MAX or not _letters(self.words):
            words = _("Between {least} and {most} characters.")
            yield Problem("words", words.format(least=WORDS_MIN, most=WORDS_MAX))
        yield from _said("reason", self.reason)
        yield from _said("instead", self.instead or {})
        if not self.reason.get(FALLBACK, "").strip():
            yield Problem(f"reason.{FALLBACK}", _("This is needed."))
        if len(self.exceptions) > EXCEPTIONS_MAX:
            yield Problem("exceptions", _("At most {max} of these.").format(max=EXCEPTIONS_MAX))
        if not all(_is_longer(each, self.words) for each in self.exceptions):
            words = _("An exception is a longer expression that contains the word itself.")
            yield Problem("exceptions", words)
        if not set(self.places) <= set(PLACES):
            yield Problem("places", _("Please choose one of these."))
        if len(self.categories) > CATEGORIES_MAX:
            yield Problem("categories", _("At most {max} of these.").format(max=CATEGORIES_MAX))


async def save_term(session: AsyncSession, draft: TermDraft, *, by: Actor) -> Term:
    """Raises Invalid with every problem; also when the word stands in the lists already."""
    return (await save_terms(session, [draft], by=by))[0]


async def save_terms(
    session: AsyncSession, drafts: Sequence[TermDraft], *, by: Actor
) -> list[Term]:
    """Many at once, all or none. Whoever keeps goods hears of it and looks at all of them."""
    there = await queries.known(session, [draft.words for draft in drafts])
    problems = [problem for draft in drafts for problem in draft.problems()]
    problems += _repeated(drafts, there)
    if await queries.count(session) + len(drafts) > TERMS_MAX:
        problems.append(
            Problem("words", _("The lists are full: {max} words.").format(max=TERMS_MAX))
        )
    if problems:
        raise Invalid(problems)
    terms = []
    for draft in drafts:
        term = await queries.find_term(session, draft.id) if draft.id else Term(id=new_id())
        _fit(term, draft)
        term.edited_at, term.edited_by = clock.now(), by.name
        session.add(term)
        terms.append(term)
    await session.flush()
    for term in terms[:1]:  # one look at all goods is enough
        events.emit(session, ListsChanged(term_id=term.id))
    return terms


async def put_in_force(session: AsyncSession, term_id: UUID, *, active: bool, by: Actor) -> Term:
    """Or out of it; doing it twice changes nothing."""
    term = await queries.find_term(session, term_id)
    if term.active is not active:
        term.active = active
        term.edited_at, term.edited_by = clock.now(), by.name
        events.emit(session, ListsChanged(term_id=term.id))
    return term


def _letters(words: str) -> bool:
    return any(sign.isalnum() for sign in words)


def _is_longer(exception: str, words: str) -> bool:
    return words.casefold() in exception.casefold() and len(words) < len(exception) <= REASON_MAX


def _said(field: str, texts: Texts) -> Iterator[Problem]:
    for language, said in texts.items():
        if len(said) > REASON_MAX:
            message = _("At most {max} characters.").format(max=REASON_MAX)
            yield Problem(f"{field}.{language}", message)


def _repeated(drafts: Sequence[TermDraft], there: dict[str, Term]) -> Iterator[Problem]:
    seen = set()
    for draft in drafts:
        words = draft.words.lower()
        taken = there.get(words)
        if words in seen or (taken is not None and taken.id != draft.id):
            message = _("“{words}” stands in the lists already.").format(words=draft.words)
            yield Problem("words", message)
        seen.add(words)


def _fit(term: Term, draft: TermDraft) -> None:
    term.words = draft.words
    term.kind = draft.kind
    term.blocks = draft.blocks or draft.kind in BANNED
    term.reason = draft.reason
    term.instead = draft.instead or {}
    term.exceptions = list(draft.exceptions)
    term.places = list(draft.places)
    term.categories = [str(each) for each in draft.categories]
    term.active, term.since = draft.active, draft.since
