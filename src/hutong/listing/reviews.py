"""Goods are reviewed before they are listed: machine first, then somebody who did not ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, catalog
from hutong.access import Approval
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK
from hutong.listing import duties, gates, looking, queries, shelf
from hutong.listing.fingerprints import fingerprint
from hutong.listing.looking import Looked
from hutong.listing.models import Review
from hutong.listing.shelf import Because
from hutong.listing.states import Cause, ReviewState

KIND = "listing.product"
FIELDS = ("title", "description", "pictures", "parameters", "specs", "papers")
REMARK_MAX = 300
NOTE_MAX = 500


@dataclass(eq=False)
class WaitsAlready(Conflict):
    message = "This product is waiting for its review already."


@dataclass(eq=False)
class ChangedSince(Conflict):
    message = "This product was changed since it was submitted. Return it, or ask for it again."


async def submit(
    session: AsyncSession, product_id: UUID, *, note: str = "", lists: bool = True, by: Actor
) -> Review:
    """The machine's check comes first: raises Invalid with everything that stands against the
    goods. With `lists` they go on sale as soon as they are approved."""
    sheet = await catalog.product_by_id(session, product_id)
    if await queries.waiting_review(session, product_id):
        raise WaitsAlready
    looked = looking.look(await looking.glass(session), sheet)
    problems = [
        *_machine_check(sheet, looked),
        *[
            problem
            for _id, problem in await gates.standing_against(session, [product_id], review=False)
        ],
    ]
    if problems:
        raise Invalid(problems)
    request = access.Request(
        kind=KIND,
        label=sheet.title.get(FALLBACK, ""),
        reason=note.strip()[:NOTE_MAX],
        facts={
            "product": str(product_id),
            "title": dict(sheet.title),
            "score": looked.score,
            "warnings": len(looked.hits) - looked.blocking,
            "differences": len(looked.differences),
        },
        four_eyes=True,
    )
    approval = access.ask_approval(session, request, by=by)
    await session.flush()
    review = Review(
        product_id=product_id,
        approval_id=approval.id,
        fingerprint=fingerprint(sheet),
        lists=lists,
        note=note.strip()[:NOTE_MAX],
        asked_at=clock.now(),
        asked_by=by.name,
    )
    session.add(review)
    await session.flush()
    return review


async def decide_review(
    session: AsyncSession,
    approval_id: UUID,
    *,
    approved: bool,
    note: str,
    by: Actor,
    remarks: Mapping[str, str] | None = None,
) -> Approval:
    """Raises as access.decide does (OwnRequest: nobody reviews their own), ChangedSince, and
    Invalid with what stands against the shelf by now. Goods on sale that are sent back are taken
    off."""
    approval = await access.decide(session, approval_id, approved=approved, note=note, by=by)
    review = await queries.review_of(session, approval_id)
    if not approved:
        review.remarks = _remarks(remarks or {})
        own = by.id == approval.asked_by_id
        review.decide(ReviewState.WITHDRAWN if own else ReviewState.RETURNED, clock.now(), by)
        if not own:
            await _take_off(session, review.product_id, note, by=by)
        return approval
    sheet = await catalog.product_by_id(session, review.product_id)
    if fingerprint(sheet) != review.fingerprint:
        raise ChangedSince
    review.decide(ReviewState.APPROVED, clock.now(), by)
    await session.flush()
    await duties.observe(session, [review.product_id])
    if review.lists and not sheet.listed:
        await shelf.put_on_sale(session, [review.product_id], by=by)
    return approval


async def _take_off(session: AsyncSession, product_id: UUID, note: str, *, by: Actor) -> None:
    if (await catalog.product_by_id(session, product_id)).listed:
        because = Because(cause=Cause.REVIEW, says={"reason": note[:NOTE_MAX]})
        await shelf.take_off_sale(session, product_id, by=by, because=because)


def _machine_check(sheet: ProductSheet, looked: Looked) -> Sequence[Problem]:
    """What nobody needs to look at to know it."""
    needed = [
        Problem(lack.field, _("This is missing for listing."))
        for lack in looked.lacks
        if lack.needed
    ]
    said = [Problem(hit.field, catalog.hit_told(hit)) for hit in looked.hits if hit.blocks]
    return [*needed, *sheet.draft.lacks_for_listing, *said]


def _remarks(remarks: Mapping[str, str]) -> dict[str, str]:
    return {
        field: remarks[field].strip()[:REMARK_MAX]
        for field in FIELDS
        if remarks.get(field, "").strip()
    }
