"""What lists, steps and procedures are called, and where the things are that they are about."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, checklists
from hutong.checklists import About, Deed, DueFrom, Starts
from hutong.console.kit import Label, Labels, Option, Tone
from hutong.console.kit.filters import Options
from hutong.kernel import texts
from hutong.kernel.actor import SYSTEM
from hutong.kernel.i18n import N_, gettext
from hutong.listing import FACTS

VIEW, WORK, EDIT = "checklists.view", "checklists.work", "checklists.edit"
LIST_STATES: Labels = {
    "under_way": Label(N_("Under way"), Tone.INFO),
    "late": Label(N_("Late"), Tone.BAD),
    "done": Label(N_("Done"), Tone.GOOD),
    "called_off": Label(N_("Called off")),
}
STEP_STATES: Labels = {
    "late": Label(N_("Late"), Tone.BAD),
    "today": Label(N_("Due today"), Tone.WARN),
    "open": Label(N_("To be done"), Tone.INFO),
    "confirm": Label(N_("Waits for a second person"), Tone.WARN),
    "done": Label(N_("Done"), Tone.GOOD),
    "called_off": Label(N_("Called off")),
}
STEP_TABS = ("late", "today", "open", "confirm", "done")
ABOUT: Labels = {
    About.NOTHING: Label(N_("Stands by itself")),
    About.PRODUCT: Label(N_("Product")),
    About.ORDER: Label(N_("Order")),
    About.IMPORT: Label(N_("Import")),
    About.PAGE: Label(N_("Shop page")),
    About.THEME: Label(N_("Theme")),
    About.ARTICLE: Label(N_("Article of help")),
}
STARTS: Labels = {
    Starts.BY_HAND: Label(N_("By hand")),
    Starts.NEW: Label(N_("With each new product")),
    Starts.DAILY: Label(N_("Every day")),
    Starts.WEEKLY: Label(N_("Every week")),
    Starts.MONTHLY: Label(N_("Every month")),
}
DUE_FROM: Labels = {
    DueFrom.START: Label(N_("hours after the list began")),
    DueFrom.DATE: Label(N_("hours before the day it is for")),
}
FACT_WORDS: Labels = dict(
    zip(
        FACTS,
        (
            Label(N_("Three pictures are there")),
            Label(N_("Required parameters are there")),
            Label(N_("Texts complete and without forbidden words")),
            Label(N_("Every SKU has its price")),
            Label(N_("There is stock to sell")),
            Label(N_("Certificates are valid")),
            Label(N_("The review is passed")),
            Label(N_("It is on sale")),
        ),
        strict=True,
    )
)
DEEDS: Mapping[Deed, str] = {
    Deed.TICKED: N_("Ticked: {step}"),
    Deed.CONFIRMED: N_("Confirmed: {step}"),
    Deed.UNDONE: N_("Opened again: {step}"),
    Deed.CAME_TRUE: N_("The system ticked: {step}"),
    Deed.NO_LONGER_TRUE: N_("No longer true: {step}"),
}
PLACES: Mapping[About, str] = {
    About.PRODUCT: "/console/products/{key}",
    About.ORDER: "/console/orders/{key}",
    About.IMPORT: "/console/imports/{key}",
    About.PAGE: "/console/pages/{key}/design",
    About.THEME: "/console/themes/{key}/edit",
    About.ARTICLE: "/console/articles/{key}/edit",
}


def place(about: About, key: str) -> str | None:
    """The page of what a list is attached to."""
    return PLACES[about].format(key=quote(key, safe="")) if about in PLACES else None


async def roles(session: AsyncSession) -> Sequence[Option]:
    return [Option(role.name, texts.pick(role.title)) for role in await access.roles(session)]


async def staff(session: AsyncSession) -> Sequence[Option]:
    return [Option(str(each.id), each.name) for each in await access.colleagues(session)]


async def procedures(session: AsyncSession) -> Sequence[Option]:
    return [
        Option(str(each.id), texts.pick(each.name)) for each in await checklists.procedures(session)
    ]


def procedures_of(about: About) -> Options:
    """Those in use that can be begun for such a thing."""

    async def offered(session: AsyncSession) -> Sequence[Option]:
        return [
            Option(str(each.id), texts.pick(each.name))
            for each in await checklists.procedures(session)
            if each.active and each.about is about
        ]

    return offered


def who_told(name: str) -> str:
    return gettext("System") if name == SYSTEM.name else name


def role_told(title: Mapping[str, str] | None) -> str:
    return texts.pick(title) if title else gettext("Anybody")
