"""Warehouses, stores and everywhere else where goods can be."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.kit import (
    Answers,
    Choice,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    Flag,
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
    WholeField,
)
from hutong.console.stock.words import KINDS
from hutong.inventory import Location, LocationDraft, LocationKind
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.stock.locations import LocationFilters, location_list

MANAGE = "inventory.locations"
OFFERED = {kind: label for kind, label in KINDS.items() if kind != LocationKind.POOL}


async def _find(session: AsyncSession, key: str) -> Location:
    return await inventory.find_location(session, as_id(key))


async def _begin(_session: AsyncSession, location: Location | None) -> Answers:
    if location is None:
        return {"kind": LocationKind.STORE, "priority": 10, "active": True, "sells": True}
    names = ("code", "name", "kind", "address", "priority", "active", "sells")
    return {name: getattr(location, name) for name in names}


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Location | None = deed.subject
    draft = LocationDraft(
        code=answers["code"],
        name=answers["name"],
        kind=LocationKind(answers["kind"]),
        address=answers["address"],
        priority=answers["priority"] or 0,
        active=answers["active"],
        sells=answers["sells"],
    )
    location_id = kept.id if kept else None
    await inventory.save_location(deed.session, draft, by=deed.by, location_id=location_id)
    return Done()


def _title(location: Any) -> str:
    return texts.pick(location.name) if location else gettext("A new location")


LOCATION_FORM = FormScreen(
    slug="locations",
    title=_title,
    permission=MANAGE,
    subject=Subject(kind="location", find=_find, label=lambda location: str(location.code)),
    groups=(
        Group(
            "",
            (
                TextsField(name="name", title=N_("Location name"), required=True, most=60),
                TextField(
                    name="code",
                    title=N_("Location code"),
                    hint=N_("Small letters, digits and hyphens, such as hangzhou-1."),
                    required=True,
                    most=20,
                ),
                ChoiceField(
                    name="kind", title=N_("Type of location"), labels=OFFERED, required=True
                ),
                TextField(name="address", title=N_("Address"), most=200, wide=True),
                WholeField(
                    name="priority",
                    title=N_("Order of selling"),
                    hint=N_("Orders leave from the smallest number that has everything."),
                    most=999,
                ),
                SwitchField(
                    name="sells",
                    title=N_("The shop sells from here"),
                    hint=N_("What stands here counts as what can be sold."),
                ),
                SwitchField(name="active", title=N_("In use")),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
)
LOCATIONS = ListScreen(
    slug="locations",
    title=N_("Locations"),
    permission="inventory.view",
    query=location_list,
    filters_as=LocationFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/locations/{row.id}/edit",
    sort="priority",
    columns=(
        Column(name="name", title=N_("Location name"), show=Show.TEXTS, phone=Phone.TITLE),
        Column(name="code", title=N_("Location code"), show=Show.CODE, sort=True),
        Column(
            name="kind",
            title=N_("Type of location"),
            show=Show.LABEL,
            labels=KINDS,
            phone=Phone.BADGE,
        ),
        Column(name="priority", title=N_("Order of selling"), show=Show.NUMBER, sort=True),
        Column(name="sells", title=N_("The shop sells from here"), show=Show.YES),
        Column(name="articles", title=N_("Kinds of articles"), show=Show.NUMBER),
        Column(
            name="pieces",
            title=N_("Pieces"),
            show=Show.NUMBER,
            sort=True,
            link=lambda row: f"/console/shelves?location={row.code}",
        ),
        Column(name="address", title=N_("Address"), wide=True),
        Column(name="active", title=N_("In use"), show=Show.YES),
    ),
    filters=(
        Search(title=N_("Search locations"), placeholder=N_("Name, code or address")),
        Choice(name="kind", title=N_("Type of location"), labels=OFFERED),
        Flag(name="sells", title=N_("Only where the shop sells from")),
    ),
    create=LOCATION_FORM,
    export="locations",
    empty=Empty(N_("No locations yet.")),
)
