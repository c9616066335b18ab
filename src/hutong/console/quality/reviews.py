"""Goods that wait for their review: approve, return with reasons at the field, take back."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, listing
from hutong.access import Approval
from hutong.console.goods.product_form import PRODUCT
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Deed,
    Done,
    Empty,
    Label,
    Labels,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
    SwitchField,
    Tab,
    TextField,
    Thing,
    Tone,
)
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.listing import FIELDS, ReviewState
from hutong.views.reviews import ReviewFilters, ReviewRow, review_list

REVIEW = "listing.review"
STATES: Labels = {
    ReviewState.WAITING: Label(N_("Waiting for review"), Tone.WARN),
    ReviewState.APPROVED: Label(N_("Approved"), Tone.GOOD),
    ReviewState.RETURNED: Label(N_("Sent back"), Tone.BAD),
    ReviewState.WITHDRAWN: Label(N_("Taken back by its author")),
}
REMARKS = {
    "title": N_("Title"),
    "description": N_("Description"),
    "pictures": N_("Pictures"),
    "parameters": N_("Parameters"),
    "specs": N_("Specifications and SKUs"),
    "papers": N_("Certificates"),
}


async def _find(session: AsyncSession, key: str) -> Approval:
    review = await listing.find_review(session, as_id(key))
    return await access.find_approval(session, review.approval_id)


async def _approve(deed: Deed, answers: Answers) -> None:
    await listing.decide_review(
        deed.session, deed.subject.id, approved=True, note=answers.get("note", ""), by=deed.by
    )


async def _return(deed: Deed, answers: Answers) -> None:
    remarks = {field: answers[f"at_{field}"] for field in FIELDS}
    await listing.decide_review(
        deed.session,
        deed.subject.id,
        approved=False,
        note=answers["note"],
        by=deed.by,
        remarks=remarks,
    )


async def _take_back(deed: Deed, _answers: Answers) -> None:
    note = gettext("Taken back by its author")
    await listing.decide_review(
        deed.session, deed.subject.id, approved=False, note=note, by=deed.by
    )


async def _submit(deed: Deed, answers: Answers) -> Done:
    await listing.submit(
        deed.session, deed.subject.id, note=answers["note"], lists=answers["lists"], by=deed.by
    )
    return Done()


async def _begin(_session: AsyncSession, _product: Any) -> Answers:
    return {"lists": True}


def _thing(row: ReviewRow) -> Thing:
    return Thing(texts.pick(row.title), row.note or texts.pick(row.subtitle), row.picture)


def remarks_told(remarks: dict[str, str], answer: str) -> str:
    told = [f"{gettext(REMARKS[field])}{gettext(': ')}{said}" for field, said in remarks.items()]
    return " · ".join(each for each in (answer, *told) if each)


SUBMIT = Action(
    slug="submission",
    title=N_("Submit for review"),
    permission="catalog.edit",
    subject=PRODUCT,
    run=_submit,
    done=N_("Submitted. Somebody else reviews it."),
    fields=(
        TextField(name="note", title=N_("What is new, for the reviewer"), lines=2, most=500),
        SwitchField(name="lists", title=N_("Put it on sale as soon as it is approved")),
    ),
    begin=_begin,
    question=N_("Goods on sale stay there while they wait; sent back, they are taken off."),
)
SUBMITTED = Subject(kind="approval", find=_find, label=access.label_of)
APPROVE = Action(
    slug="approval",
    title=N_("Approve"),
    permission=REVIEW,
    subject=SUBMITTED,
    run=_approve,
    done=N_("Approved."),
    question=N_("It goes on sale at once where whoever submitted it asked for that."),
    applies=lambda row: bool(row.is_waiting),
    primary=True,
)
RETURN = Action(
    slug="return",
    title=N_("Send back"),
    permission=REVIEW,
    subject=SUBMITTED,
    run=_return,
    done=N_("Returned with your reasons."),
    fields=(
        TextField(name="note", title=N_("Why"), required=True, lines=2, most=500),
        *(TextField(name=f"at_{field}", title=title, most=300) for field, title in REMARKS.items()),
    ),
    applies=lambda row: bool(row.is_waiting),
    tone=Tone.BAD,
)
TAKE_BACK = Action(
    slug="withdrawal",
    title=N_("Take the submission back"),
    permission="catalog.edit",
    subject=SUBMITTED,
    run=_take_back,
    done=N_("The submission is taken back."),
    question=N_("It waits for nobody any more, and can be submitted again."),
    applies=lambda row: bool(row.is_waiting),
)
REVIEWS = ListScreen(
    slug="reviews",
    title=N_("Goods to review"),
    permission="catalog.view",
    query=review_list,
    filters_as=ReviewFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/goods-check/{row.product_id}",
    sort="-asked_at",
    columns=(
        Column(name="thing", title=N_("Product"), show=Show.THING, value=_thing, phone=Phone.TITLE),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="score", title=N_("Completeness"), show=Show.PERCENT),
        Column(name="doubts", title=N_("To look at"), show=Show.NUMBER),
        Column(name="asked_by", title=N_("Submitted by"), show=Show.WHO),
        Column(name="asked_at", title=N_("Submitted at"), show=Show.TIME, sort=True),
        Column(
            name="answer",
            title=N_("What the reviewer says"),
            value=lambda row: remarks_told(row.remarks, row.answer),
            wide=True,
        ),
    ),
    filters=(
        Search(title=N_("Search products"), placeholder=N_("Title, address or who submitted it")),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    actions=(APPROVE, RETURN, TAKE_BACK),
    bulk=(APPROVE,),
    export="reviews",
    hint=N_("The machine has looked already; nobody reviews what they submitted themselves."),
    empty=Empty(
        N_("Nothing waits for a review."),
        N_("Standards of listing say which goods come here before they are sold."),
    ),
)
