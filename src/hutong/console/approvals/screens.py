"""What colleagues ask for and somebody has to decide, whatever it is about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, catalog, decoration, introductions, listing, payments
from hutong.access import Approval
from hutong.console.approvals.wishes import prices_wished
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Days,
    Deed,
    Empty,
    Label,
    Labels,
    ListScreen,
    PartField,
    Phone,
    Show,
    Subject,
    Tab,
    TextField,
    Tone,
)
from hutong.kernel.i18n import N_, ngettext
from hutong.kernel.ids import as_id
from hutong.kernel.money import Money
from hutong.views.approvals import ApprovalFilters, ApprovalRow, Decision, approval_list
from hutong.web.templating import money

PERMISSION, PRICE = "approvals.decide", "catalog.price"
WHAT = PartField(
    name="what",
    title=N_("What"),
    template="console/approvals/_what.html",
    parse=lambda _posted: None,
    echo=lambda _posted: None,
)
DECIDING: Mapping[str, Callable[..., Awaitable[Any]]] = {
    "payments.refund": payments.decide_refunds,
    "payments.unclaimed": payments.decide_unclaimed,
    "listing.product": listing.decide_review,
    "introductions.new": introductions.decide_introduction,
    PRICE: catalog.decide_price,
    "decoration.page": decoration.decide_publishing,
}
KINDS: Labels = {
    "payments.refund": Label(N_("Refund")),
    "payments.unclaimed": Label(N_("Unclaimed money")),
    "listing.product": Label(N_("Goods to be listed")),
    "introductions.new": Label(N_("Something new")),
    PRICE: Label(N_("Another price")),
    "decoration.page": Label(N_("Page to be published")),
}
STATES: Labels = {
    Decision.OPEN: Label(N_("To decide"), Tone.WARN),
    Decision.APPROVED: Label(N_("Approved"), Tone.GOOD),
    Decision.DECLINED: Label(N_("Declined")),
}
EYES: Labels = {
    "one": Label(N_("One approver")),
    "two": Label(N_("Two people"), Tone.WARN),
}


@dataclass(frozen=True, slots=True)
class ToDecide:
    """What is agreed to is told whole, with the way to look at it first."""

    approval: Approval

    @property
    def id(self) -> UUID:
        return self.approval.id

    @property
    def lines(self) -> Sequence[str]:
        return prices_wished(self.approval) if self.approval.kind == PRICE else ()

    @property
    def url(self) -> str:
        return leads_to(self.approval)


async def _find(session: AsyncSession, key: str) -> ToDecide:
    return ToDecide(await access.find_approval(session, as_id(key)))


async def _decide(deed: Deed, answers: Answers, *, approved: bool) -> None:
    approval: Approval = deed.subject.approval
    decide = DECIDING[approval.kind]
    note = answers["note"]
    await decide(deed.session, approval.id, approved=approved, note=note, by=deed.by)


async def _approve(deed: Deed, answers: Answers) -> None:
    await _decide(deed, answers, approved=True)


async def _decline(deed: Deed, answers: Answers) -> None:
    await _decide(deed, answers, approved=False)


def about(row: ApprovalRow | Approval) -> str:
    """Many together are named by the first of them."""
    others = int(row.facts.get("others", 0))
    if not others:
        return access.label_of(row)
    words = ngettext("{first} and {count} more", "{first} and {count} more", others)
    return words.format(first=access.label_of(row), count=others)


def leads_to(row: ApprovalRow | Approval) -> str:
    if row.kind == "payments.unclaimed":
        return "/console/differences"
    if row.kind == PRICE:
        return f"/console/price-history/{row.about}"
    if row.kind == "decoration.page":
        return f"/console/pages/{row.about}/versions/{row.facts['version']}/preview"
    if row.kind == "listing.product":
        return f"/console/goods-check/{row.facts['product']}"
    if row.kind == "introductions.new":
        return f"/console/introductions?q={quote(row.label, safe='')}"
    return f"/console/refunds?q={quote(row.label, safe='')}"


def _label(subject: ToDecide) -> str:
    """What is decided on, over how much, and why."""
    approval, facts = subject.approval, subject.approval.facts
    if approval.kind == PRICE or "minor" not in facts:
        return " · ".join(each for each in (about(approval), approval.reason) if each)
    amount = Money(int(facts["minor"]), str(facts["currency"]))
    return f"{approval.label} · {money(amount)} · {approval.reason}"


APPROVAL = Subject(kind="approval", find=_find, label=_label)
APPROVE = Action(
    slug="approval",
    title=N_("Approve"),
    permission=PERMISSION,
    subject=APPROVAL,
    run=_approve,
    done=N_("Approved."),
    fields=(WHAT, TextField(name="note", title=N_("Note"))),
    applies=lambda row: bool(row.is_open),
    is_for=lambda row, viewer: not row.four_eyes or row.asked_by_id != viewer.id,
    primary=True,
)
DECLINE = Action(
    slug="refusal",
    title=N_("Decline"),
    permission=PERMISSION,
    subject=APPROVAL,
    run=_decline,
    done=N_("Declined."),
    fields=(WHAT, TextField(name="note", title=N_("Why not"), required=True)),
    applies=lambda row: bool(row.is_open),
    tone=Tone.BAD,
)
APPROVALS = ListScreen(
    slug="approvals",
    title=N_("Approvals"),
    permission="approvals.view",
    query=approval_list,
    filters_as=ApprovalFilters,
    key=lambda row: str(row.id),
    link=leads_to,
    sort="-asked_at",
    columns=(
        Column(name="label", title=N_("About"), value=about, phone=Phone.TITLE),
        Column(
            name="kind",
            title=N_("What"),
            show=Show.LABEL,
            labels=KINDS,
        ),
        Column(name="amount", title=N_("Amount"), show=Show.MONEY),
        Column(name="reason", title=N_("Reason"), wide=True),
        Column(name="asked_by", title=N_("Asked by")),
        Column(name="asked_at", title=N_("Asked at"), show=Show.TIME, sort=True),
        Column(
            name="eyes",
            title=N_("Takes"),
            value=lambda row: "two" if row.four_eyes else "one",
            show=Show.LABEL,
            labels=EYES,
        ),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="decided_by", title=N_("Decided by")),
        Column(name="decided_at", title=N_("Decided at"), show=Show.TIME, sort=True, extra=True),
        Column(name="note", title=N_("Note"), extra=True),
    ),
    filters=(
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
        Days(name="asked", title=N_("Asked at")),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    actions=(APPROVE, DECLINE),
    export="approvals",
    empty=Empty(
        N_("Nothing to decide."),
        N_("What colleagues may not do alone waits here for somebody else."),
    ),
)
