"""What somebody of the staff asks for and somebody has to decide: who, what, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import queries
from hutong.access.models import Approval
from hutong.kernel import clock, texts
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Forbidden
from hutong.kernel.i18n import gettext as _

Facts = Mapping[str, str | int | Mapping[str, Any]]
"""What only its kind knows; `title` is its label in each language, where it has one."""


@dataclass(eq=False)
class AlreadyDecided(Conflict):
    message = "{who} has decided this already."
    who: str


@dataclass(eq=False)
class OwnRequest(Forbidden):
    message = "You asked for this yourself. Somebody else has to decide."


@dataclass(eq=False)
class AsksAlready(Conflict):
    message = "{who} has asked for this already. That is decided first."
    who: str


class Labelled(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def facts(self) -> Facts: ...


@dataclass(frozen=True, kw_only=True)
class Request:
    """The kind says whose it is; the label is what a person recognises it by."""

    kind: str
    label: str
    reason: str
    facts: Facts
    four_eyes: bool
    about: str = ""


def label_of(asked: "Labelled") -> str:
    """What a person recognises it by, in the reader's language where that is known."""
    title = asked.facts.get("title")
    return texts.pick(title) if isinstance(title, Mapping) else asked.label


async def make_way(session: AsyncSession, kind: str, about: str, *, by: Actor) -> None:
    """One thing waits for one answer. Who asks again takes back what they asked before; what
    somebody else asked for is decided first: AsksAlready."""
    for asked in await queries.approvals_about(session, kind, about):
        if asked.decided_at is not None:
            continue
        if by.id is None or asked.asked_by_id != by.id:
            raise AsksAlready(asked.asked_by)
        note = _("Asked for anew.")
        await decide(session, asked.id, approved=False, note=note, by=by)


def ask_approval(session: AsyncSession, wanted: Request, *, by: Actor) -> Approval:
    """Nothing happens before it is decided. Whoever asks keeps the approval's id beside it."""
    approval = Approval(
        kind=wanted.kind,
        about=wanted.about,
        label=wanted.label,
        reason=wanted.reason,
        facts=dict(wanted.facts),
        four_eyes=wanted.four_eyes,
        asked_by_id=by.id,
        asked_by=by.name,
        asked_at=clock.now(),
    )
    session.add(approval)
    return approval


async def decide(
    session: AsyncSession, approval_id: UUID, *, approved: bool, note: str, by: Actor
) -> Approval:
    """Raises AlreadyDecided; OwnRequest where it takes four eyes. Who asked may always decline."""
    approval = await queries.locked_approval(session, approval_id)
    if approval.decided_at is not None:
        raise AlreadyDecided(approval.decided_by)
    if approved and approval.four_eyes and by.id == approval.asked_by_id:
        raise OwnRequest
    approval.approved = approved
    approval.decided_at = clock.now()
    approval.decided_by_id = by.id
    approval.decided_by = by.name
    approval.note = note
    return approval
