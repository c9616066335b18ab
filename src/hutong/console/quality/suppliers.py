"""Suppliers from whom nothing may be sold: kept with the words of the same lists, so that their
goods are held, told and released as prohibited goods are."""

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import compliance
from hutong.compliance import Kind, Term, TermDraft
from hutong.console.kit import (
    Answers,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
    SwitchField,
    TextField,
    TextsField,
)
from hutong.console.quality.terms import EDIT, EFFECTS, OFF, ON
from hutong.kernel import clock
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.terms import SupplierFilters, supplier_list


async def _find(session: AsyncSession, key: str) -> Term:
    term = await compliance.find_term(session, as_id(key))
    if term.kind is not Kind.SUPPLIER:
        raise compliance.NoSuchTerm(key)
    return term


async def _begin(_session: AsyncSession, term: Term | None) -> Answers:
    if term is None:
        today = clock.local_day(clock.now())
        return {"active": True, "since": today.isoformat()}
    return {
        "words": term.words,
        "reason": term.reason,
        "since": term.since.isoformat() if term.since else "",
        "active": term.active,
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Term | None = deed.subject
    draft = TermDraft(
        id=kept.id if kept else None,
        words=answers["words"],
        kind=Kind.SUPPLIER,
        reason=answers["reason"],
        since=_day(answers["since"]),
        active=answers["active"],
    )
    term = await compliance.save_term(deed.session, draft, by=deed.by)
    return Done(created=term, message=gettext("Saved. All goods are being looked at again."))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid([Problem("since", gettext("Please choose a day."))]) from None


SUPPLIER = Subject(
    kind="barred_supplier", find=_find, label=lambda term: str(term.words), written=True
)
SUPPLIER_FORM = FormScreen(
    slug="barred-suppliers",
    title=lambda term: str(term.words) if term else gettext("Bar a supplier"),
    permission=EDIT,
    subject=SUPPLIER,
    groups=(
        Group(
            "",
            (
                TextField(
                    name="words",
                    title=N_("Whole name or identity number"),
                    hint=N_("As it stands in the product; signs, spaces, capitals do not count."),
                    required=True,
                    most=40,
                ),
                TextsField(name="reason", title=N_("Why, as staff read it"), required=True),
                TextField(
                    name="since",
                    title=N_("Counts from"),
                    type="date",
                    hint=N_("Empty: since ever."),
                ),
                SwitchField(name="active", title=N_("In force")),
            ),
            N_("Goods of this supplier are taken off sale and held until they are released."),
        ),
    ),
    begin=_begin,
    save=_save,
    opens=N_("Bar a supplier"),
)
SUPPLIERS = ListScreen(
    slug="barred-suppliers",
    title=N_("Barred suppliers"),
    permission="catalog.view",
    query=supplier_list,
    filters_as=SupplierFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/barred-suppliers/{row.id}/edit",
    sort="-edited_at",
    columns=(
        Column(name="words", title=N_("Supplier"), show=Show.WRITTEN, phone=Phone.TITLE),
        Column(
            name="effect", title=N_("Effect"), show=Show.LABEL, labels=EFFECTS, phone=Phone.BADGE
        ),
        Column(name="reason", title=N_("Why"), show=Show.TEXTS, wide=True),
        Column(name="since", title=N_("Counts from"), show=Show.DAY),
        Column(name="edited_by", title=N_("By"), show=Show.WHO),
        Column(name="edited_at", title=N_("Last change"), show=Show.TIME, sort=True),
    ),
    filters=(Search(title=N_("Search the lists"), placeholder=N_("Name, number or reason")),),
    actions=(replace(OFF, subject=SUPPLIER), replace(ON, subject=SUPPLIER)),
    create=SUPPLIER_FORM,
    export="barred-suppliers",
    hint=N_("Their goods cannot be put on sale; what is on sale is taken off and held."),
    empty=Empty(N_("No supplier is barred.")),
)
