"""A new product or category is proposed with a scorecard and approved by somebody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Approval
from hutong.introductions import queries
from hutong.introductions.models import Introduction
from hutong.introductions.states import LEAST, MOST, Criterion, IntroductionState
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK

KIND = "introductions.new"
REASON_MAX = 500
WHOLE = 100


@dataclass(eq=False)
class ProposedAlready(Conflict):
    message = "This is proposed already and waits for its approval."


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Of one product or of one category, with its name in each language."""

    title: Mapping[str, str]
    reason: str
    scores: Mapping[Criterion, int]
    product_id: UUID | None = None
    category_id: UUID | None = None


def total(scores: Mapping[Criterion, int]) -> int:
    """Of a hundred: every criterion weighs the same."""
    return round(sum(scores.values()) * WHOLE / (MOST * len(Criterion)))


async def propose(
    session: AsyncSession, wanted: Proposal, *, least: int, by: Actor
) -> Introduction:
    """Raises Invalid where a criterion is not judged or the points do not reach what is asked for,
    and ProposedAlready."""
    problems = [
        Problem(criterion, _("From {least} to {most}.").format(least=LEAST, most=MOST))
        for criterion in Criterion
        if not LEAST <= wanted.scores.get(criterion, 0) <= MOST
    ]
    if not wanted.reason.strip():
        problems.append(Problem("reason", _("Please fill this in.")))
    points = total(wanted.scores)
    if not problems and points < least:
        words = _("{points} of 100 points: {least} are asked for. Improve it, or leave it.")
        problems.append(Problem("scores", words.format(points=points, least=least)))
    if problems:
        raise Invalid(problems)
    kept = {"product_id": wanted.product_id, "category_id": wanted.category_id}
    if await queries.waiting(session, **kept):
        raise ProposedAlready
    thing = "product" if wanted.product_id else "category"
    request = access.Request(
        kind=KIND,
        label=wanted.title.get(FALLBACK, ""),
        reason=wanted.reason.strip()[:REASON_MAX],
        facts={
            thing: str(wanted.product_id or wanted.category_id),
            "title": dict(wanted.title),
            "points": points,
        },
        four_eyes=True,
    )
    approval = access.ask_approval(session, request, by=by)
    await session.flush()
    made = Introduction(
        **kept,
        approval_id=approval.id,
        scores={str(name): points for name, points in wanted.scores.items()},
        total=points,
        least=least,
        reason=wanted.reason.strip()[:REASON_MAX],
        asked_at=clock.now(),
        asked_by=by.name,
    )
    session.add(made)
    await session.flush()
    return made


async def decide_introduction(
    session: AsyncSession, approval_id: UUID, *, approved: bool, note: str, by: Actor
) -> Approval:
    """Raises as access.decide does: nobody approves what they proposed."""
    approval = await access.decide(session, approval_id, approved=approved, note=note, by=by)
    made = await queries.of_approval(session, approval_id)
    state = IntroductionState.APPROVED if approved else IntroductionState.DECLINED
    made.decide(state, clock.now(), by)
    return approval
