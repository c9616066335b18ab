"""What staff can do to something: declared once, offered in lists and on its own page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit.fields import Answers, Begin, Field
from hutong.console.kit.labels import Tone
from hutong.console.kit.viewer import Viewer
from hutong.kernel.actor import Actor
from hutong.kernel.settings import Settings

Facts = Callable[[AsyncSession, Any], Awaitable[Mapping[str, Any]]]


Changes = Mapping[str, Sequence[Any]]
"""Field to [from, to], as the audit trail has them."""


def _id(row: Any) -> str:
    return str(row.id)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The thing that is changed, and how the audit trail remembers it.

    `find` raises NotFound. Without `facts` the trail compares the columns of the row before and
    after; `facts` says what to compare where the row alone does not tell the story.
    """

    kind: str
    find: Callable[[AsyncSession, str], Awaitable[Any]]
    label: Callable[[Any], str]
    facts: Facts | None = None
    id_of: Callable[[Any], str] = _id
    trail_kind: str = ""
    """What the module itself calls it in the trail, where that differs from `kind`."""
    written: bool = False
    """Its label is what somebody typed, in whatever language."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One member of staff doing one thing now."""

    session: AsyncSession
    by: Actor
    ip: str
    subject: Any
    settings: Settings
    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class File:
    name: str
    media_type: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, kw_only=True)
class Done:
    """What to say, and where to go next: nowhere means back to where the button stood.

    `created` is the new thing, for the trail. `reveal` is shown once, in a dialog of its own.
    """

    message: str = ""
    go_to: str | None = None
    created: Any = None
    reveal: str = ""


@dataclass(frozen=True, kw_only=True)
class Undo:
    """How a change that stands in the trail is taken back: whether that is safe, and doing it. It
    raises a Conflict where a value is no longer what the trail says it became."""

    permission: str
    subject: Subject
    safe: Callable[[Changes], bool]
    apply: Callable[[Deed, Changes], Awaitable[None]]


def always(_shown: Any) -> bool:
    return True


def anybody(_shown: Any, _viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Changing:
    """How an action changes values of one of many things, so that it can be shown beforehand and
    taken back afterwards. `plan` says what would change; `apply` does it, or refuses where a
    value is no longer what it is changed from."""

    plan: Callable[[AsyncSession, Any, Answers], Awaitable[Changes]]
    apply: Callable[[Deed, Changes], Awaitable[None]]
    put_back: Callable[[Deed, Changes], Awaitable[str]] | None = None
    """Instead of `apply` the other way round, where not all can go back: says what did not."""
    check: Callable[[Answers], None] = lambda _answers: None
    """Raises Invalid where the answers do not go together."""


Run = Callable[[Deed, Answers], Awaitable["Done | None"]]


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button. With fields or a question it opens a form first; the server checks all again.

    `applies` looks at the row or page as it is shown and hides the button where it makes no
    sense; `question_for` looks at the subject and leaves the question out where it says nothing
    about it; `is_for` hides it from whom the module would refuse because of who they are. Whether
    it may happen is decided by the module that `run` calls. `done` is what is said afterwards,
    a msgid.
    """

    slug: str
    title: str
    permission: str
    subject: Subject
    run: Run
    done: str
    fields: Sequence[Field] = ()
    begin: Begin | None = None
    question: str = ""
    question_for: Callable[[Any], bool] = always
    applies: Callable[[Any], bool] = always
    is_for: Callable[[Any, Viewer], bool] = anybody
    tone: Tone = Tone.CALM
    icon: str = ""
    primary: bool = False
    changing: Changing | None = None

    @property
    def asks(self) -> bool:
        return bool(self.fields or self.question)

    def offered(self, shown: Any, viewer: Viewer) -> bool:
        """Is it a button for this person here?"""
        may = viewer.may(self.permission)
        return may and self.applies(shown) and self.is_for(shown, viewer)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file about one or several things, such as packing slips. Making one is audited."""

    slug: str
    title: str
    permission: str
    make: Callable[[Deed, Sequence[str]], Awaitable[File]]
    icon: str = "download"
    applies: Callable[[Any], bool] = always
