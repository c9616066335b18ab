"""The audit trail: who did what to which thing, and what it was before."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.console.kit import (
    Choice,
    Column,
    Days,
    DetailScreen,
    Empty,
    Fact,
    Facts,
    ListScreen,
    Option,
    Phone,
    Rows,
    Screen,
    Search,
    Show,
    Telling,
)
from hutong.console.trail.values import place, told
from hutong.console.trail.words import KINDS, Words
from hutong.kernel.i18n import N_
from hutong.views.trail import TrailFilters, TrailRow, trail_entry, trail_list

NAMED_MAX = 6


async def _colleagues(session: AsyncSession) -> Sequence[Option]:
    return [Option(staff.name, staff.name) for staff in await access.all_staff(session)]


def _link(row: TrailRow) -> str:
    return f"/console/audit/{row.id}"


def _changed(words: Words, row: TrailRow) -> str:
    named = dict.fromkeys(words.field(change.field) for change in row.changes)
    some = ", ".join(list(named)[:NAMED_MAX])
    return f"{some} …" if len(named) > NAMED_MAX else some


def trail_screens(others: Sequence[Screen]) -> Sequence[Screen]:
    """What is done on the other screens is told in their own words."""
    words = Words.of(others)
    return _list(words), _page(words)


def telling(others: Sequence[Screen]) -> Telling:
    """The same words for whatever else of the console tells what was changed."""
    words = Words.of(others)
    return Telling(deed=words.deed, field=words.field, value=told, place=place)


def _list(words: Words) -> ListScreen:
    return ListScreen(
        slug="audit",
        title=N_("Audit trail"),
        permission="audit.view",
        query=trail_list,
        filters_as=TrailFilters,
        key=lambda row: str(row.id),
        link=_link,
        sort="-at",
        columns=(
            Column(name="at", title=N_("Time"), show=Show.TIME, sort=True),
            Column(name="actor", title=N_("Who")),
            Column(
                name="action",
                title=N_("Deed"),
                value=lambda row: words.deed(row.action),
                phone=Phone.TITLE,
            ),
            Column(name="label", title=N_("Thing"), show=Show.WRITTEN, link=place, wide=True),
            Column(
                name="changes",
                title=N_("What changed"),
                value=lambda row: _changed(words, row),
                phone=Phone.HIDDEN,
            ),
            Column(name="ip", title=N_("Address"), show=Show.CODE, phone=Phone.HIDDEN),
        ),
        filters=(
            Search(title=N_("Search the trail"), placeholder=N_("Thing, deed or person")),
            Choice(name="object_type", title=N_("Kind of thing"), labels=KINDS),
            Choice(name="actor", title=N_("Who"), options=_colleagues),
            Days(name="at", title=N_("Time")),
        ),
        export="audit-trail",
        empty=Empty(
            N_("Nothing is written here yet."), N_("Every change that staff make leaves a line.")
        ),
    )


def _page(words: Words) -> DetailScreen:
    return DetailScreen(
        slug="audit",
        title=lambda row: words.deed(row.action),
        permission="audit.view",
        load=trail_entry,
        subtitle=lambda row: str(row.label),
        sections=(
            Rows(
                title=N_("What changed"),
                name="changes",
                columns=(
                    Column(
                        name="field",
                        title=N_("Field"),
                        value=lambda it: words.field(it.field),
                        phone=Phone.TITLE,
                    ),
                    Column(
                        name="before",
                        title=N_("Before"),
                        show=Show.WRITTEN,
                        value=lambda it: told(it, it.before),
                        wide=True,
                    ),
                    Column(
                        name="after",
                        title=N_("After"),
                        show=Show.WRITTEN,
                        value=lambda it: told(it, it.after),
                        wide=True,
                    ),
                ),
                empty=N_("Nothing was changed: something was looked at or taken out."),
            ),
            Facts(
                title=N_("Who and when"),
                facts=(
                    Fact("actor", N_("Who")),
                    Fact("at", N_("Time"), Show.TIME),
                    Fact("object_type", N_("Kind of thing"), Show.LABEL, KINDS),
                    Fact("label", N_("Thing"), Show.WRITTEN, link=place),
                    Fact("object_id", N_("Its number"), Show.CODE),
                    Fact("ip", N_("Address"), Show.CODE, optional=True),
                ),
                aside=True,
            ),
        ),
    )
