"""What staff say about words: synonyms, silent words, where words lead, what is suggested."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.search import queries
from hutong.search.models import Wording, WordingKind
from hutong.search.notes import asked_words
from hutong.search.thesaurus import Wordbook, book_of_file

NOW = text("pg_current_xact_id()")
WORDS_MAX = 30
WORD_MAX = 40
TARGET_MAX = 200
WORDINGS_MAX = 5_000
TARGET = re.compile(r"/(?![/\\])[^\s\\]*")
SEPARATORS = re.compile(r"[,，、;；\n\r]+")


@dataclass(eq=False)
class TooManyWordings(Conflict):
    message = "There are {most} rules about words already. Take some back first."
    most: int


@dataclass(eq=False)
class SaidAlready(Conflict):
    message = "There is such a rule for “{word}” already."
    word: str


@dataclass(eq=False)
class NoLongerHolds(Conflict):
    message = "This rule was taken back meanwhile. Put it back first, or make a new one."


@dataclass(frozen=True, kw_only=True)
class WordingDraft:
    kind: WordingKind
    word: str = ""
    words: Sequence[str] = field(default=())
    target: str = ""
    place: int | None = None


def split_words(typed: str) -> list[str]:
    """Words as people list them, with commas of either language or on lines of their own."""
    read = (asked_words(each) for each in SEPARATORS.split(typed))
    return list(dict.fromkeys(each for each in read if each))


async def say(session: AsyncSession, draft: WordingDraft, *, by: Actor) -> Wording:
    """From now on this holds. Raises Invalid, SaidAlready and TooManyWordings."""
    read = _checked(draft)
    held = await queries.wordings(session, with_locks=True)
    if len(held) >= WORDINGS_MAX:
        raise TooManyWordings(WORDINGS_MAX)
    if any(_same(each, read) for each in held):
        raise SaidAlready(read.word or "、".join(read.words))
    return _add(session, read, by=by)


async def reword(
    session: AsyncSession, wording_id: UUID, draft: WordingDraft, *, by: Actor
) -> Wording:
    """What is said instead of it holds from now on; what was said stands among what was taken
    back. Words that say the same again change nothing. Raises as `say` does, and NoLongerHolds
    for what was taken back."""
    wording = await queries.locked_wording(session, wording_id)
    if wording.removed_at is not None:
        raise NoLongerHolds
    if _draft_of(wording) == _checked(draft):
        return wording
    await take_back(session, wording_id, by=by)
    await session.flush()
    return await say(session, draft, by=by)


async def take_back(session: AsyncSession, wording_id: UUID, *, by: Actor) -> None:
    """It no longer holds. What was taken back already stays so."""
    wording = await queries.locked_wording(session, wording_id)
    if wording.removed_at is None:
        wording.removed_at, wording.removed_by = clock.now(), by.name
        wording.changed = NOW  # type: ignore[assignment]  # the database knows it


async def put_back(session: AsyncSession, wording_id: UUID, *, by: Actor) -> None:
    """It holds again, said by whoever puts it back. Raises SaidAlready."""
    wording = await queries.locked_wording(session, wording_id)
    if wording.removed_at is None:
        return
    held = await queries.wordings(session, with_locks=True)
    if any(_same(each, _draft_of(wording)) for each in held):
        raise SaidAlready(wording.word or "、".join(wording.words))
    wording.removed_at, wording.removed_by, wording.made_by = None, "", by.name
    wording.changed = NOW  # type: ignore[assignment]  # the database knows it


async def plant(session: AsyncSession) -> int:
    """Bring in the words that a new shop begins with. How many rules; none where staff or an
    earlier start brought some."""
    if await queries.any_wording(session):
        return 0
    drafts = _of_book(book_of_file())
    for draft in drafts:
        _add(session, _checked(draft), by=SYSTEM, seeded=True)
    await session.flush()
    return len(drafts)


def _of_book(book: Wordbook) -> list[WordingDraft]:
    return [
        *(WordingDraft(kind=WordingKind.SAME, words=group) for group in book.same),
        *(WordingDraft(kind=WordingKind.WIDER, word=wide, words=ws) for wide, ws in book.wider),
        *(
            WordingDraft(kind=WordingKind.SILENT, word=word)
            for word in dict.fromkeys(asked_words(word) for word in book.silent)
        ),
    ]


def _add(session: AsyncSession, read: WordingDraft, *, by: Actor, seeded: bool = False) -> Wording:
    wording = Wording(
        kind=read.kind,
        word=read.word,
        words=list(read.words),
        target=read.target,
        place=read.place,
        seeded=seeded,
        made_at=clock.now(),
        made_by=by.name,
    )
    session.add(wording)
    return wording


def _draft_of(wording: Wording) -> WordingDraft:
    return WordingDraft(
        kind=wording.kind,
        word=wording.word,
        words=tuple(wording.words),
        target=wording.target,
        place=wording.place,
    )


def _same(held: Wording, draft: WordingDraft) -> bool:
    if held.kind is not draft.kind or held.word != draft.word:
        return False
    several = draft.kind in {WordingKind.SAME, WordingKind.WIDER}
    return not several or set(draft.words) <= set(held.words)


def _checked(draft: WordingDraft) -> WordingDraft:
    word = asked_words(draft.word)
    words = tuple(each for each in _read(draft.words) if each != word)
    problems = [
        *_problems(draft, word, words),
        *(
            Problem("words", _("At most {most} characters for a word.").format(most=WORD_MAX))
            for each in words
            if len(each) > WORD_MAX
        ),
    ]
    if problems:
        raise Invalid(problems[:1])
    return WordingDraft(
        kind=draft.kind, word=word, words=words, target=draft.target.strip(), place=draft.place
    )


def _problems(draft: WordingDraft, word: str, words: Sequence[str]) -> Iterable[Problem]:
    if len(words) > WORDS_MAX:
        yield Problem("words", _("At most {most} words.").format(most=WORDS_MAX))
    if draft.kind is WordingKind.SAME:
        if len(words) < 2:  # noqa: PLR2004 - a word and another
            yield Problem("words", _("Give at least two words that mean the same."))
        return
    if not word:
        yield Problem("word", _("Please fill this in."))
    if draft.kind is WordingKind.WIDER and not words:
        yield Problem("words", _("Give at least one word that it finds."))
    if draft.kind is WordingKind.REDIRECT and not _is_address(draft.target):
        yield Problem("target", _("Give an address of this shop, such as /c/kitchen."))


def _is_address(target: str) -> bool:
    return len(target) <= TARGET_MAX and TARGET.fullmatch(target.strip()) is not None


def _read(words: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(read for read in map(asked_words, words) if read)
