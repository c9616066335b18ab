"""How the brand looks everywhere: name, logo, colours and type, with a look before saving and every
version since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content, decoration
from hutong.console.decoration.screens import EDIT, FONTS, VIEW, NoFilters, options_of
from hutong.console.kit import (
    Action,
    Answers,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    PartField,
    Phone,
    Posted,
    Show,
    Staff,
    Subject,
    TextsField,
    Tone,
)
from hutong.console.kit.answers import Asked
from hutong.console.kit.screens import ROOT
from hutong.decoration import (
    BRAND_NAME_MAX,
    BRAND_PICTURES,
    COLOUR,
    Brand,
    BrandVersion,
    Font,
    Reading,
)
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.lists import Found, Paging
from hutong.web import preview

SLUG = "identity"
URL = f"{ROOT}/{SLUG}"
TOLD_MAX = 40
COLOURS = ("primary", "accent")
FORM_MAX = 4 * content.BYTES_MAX + 1024 * 1024
STATES: Labels = {"now": Label(N_("Worn now"), Tone.GOOD), "earlier": Label(N_("Earlier"))}


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionRow:
    id: UUID
    number: int
    name: str
    state: str
    look: str
    at: datetime
    by: str


async def _versions(
    session: AsyncSession, _filters: NoFilters, paging: Paging
) -> Found[VersionRow]:
    rows, count = await decoration.brand_versions(session, offset=paging.offset, size=paging.size)
    return Found([_row(each, count) for each in rows], count)


def _row(version: BrandVersion, newest: int) -> VersionRow:
    brand = decoration.read_brand(version.settings)
    return VersionRow(
        id=version.id,
        number=version.number,
        name=texts.pick(brand.name),
        state="now" if version.number == newest else "earlier",
        look=f"{brand.primary} · {brand.accent} · {gettext(FONTS[brand.font])}",
        at=version.kept_at,
        by=version.kept_by,
    )


async def _find(session: AsyncSession, key: str) -> BrandVersion:
    return await decoration.find_brand(session, as_id(key))


SUBJECT = Subject(
    kind="identity",
    find=_find,
    label=lambda version: texts.pick(version.settings["name"]),
    trail_kind=BrandVersion.__tablename__,
)


async def _wear_again(deed: Deed, _answers: Answers) -> None:
    await decoration.wear_again(deed.session, deed.subject.id, by=deed.by)


async def _begin(session: AsyncSession, _version: BrandVersion | None) -> Answers:
    brand = await decoration.brand(session)
    pictures = {each: getattr(brand, each) for each in BRAND_PICTURES}
    return {
        "name": brand.name,
        "primary": brand.primary,
        "accent": brand.accent,
        "font": brand.font.value,
        **pictures,
    }


async def _receive(deed: Deed, posted: Posted) -> None:
    """Uploads go into the media library first: they are still there if the form comes back."""
    for name in BRAND_PICTURES:
        files = posted.files(f"{name}-file")
        uploads = [(each.file.read(), {"zh": gettext("Logo")}) for each in files[:1]]
        put = await content.put_pictures(deed.session, uploads, media_dir=deed.settings.media_dir)
        for picture in put:
            posted.instead(name, [picture.key])


async def _save(deed: Deed, answers: Answers) -> Done:
    wanted = Brand(
        name=answers["name"],
        primary=answers["primary"],
        accent=answers["accent"],
        font=Font(answers["font"]),
        **{each: answers[each] for each in BRAND_PICTURES},
    )
    saved = await decoration.save_brand(deed.session, wanted, by=deed.by)
    return Done(message=gettext("Worn everywhere from now on."), created=saved)


def _picture(name: str, title: str, hint: str) -> PartField:
    def chosen(posted: Posted) -> str:
        return "" if posted.one(f"{name}-gone") == "1" else posted.one(name)

    return PartField(
        name=name,
        title=title,
        hint=hint,
        template="console/decoration/_brand_picture.html",
        parse=chosen,
        echo=chosen,
    )


def _colour(name: str, title: str) -> PartField:
    def typed(posted: Posted) -> str:
        return posted.one(name).lower()

    return PartField(
        name=name,
        title=title,
        template="console/decoration/_colour.html",
        required=True,
        parse=typed,
        echo=typed,
    )


LOOKING = PartField(
    name="looking",
    title=N_("Preview"),
    template="console/decoration/_looking.html",
    parse=lambda _posted: "",
    echo=lambda _posted: "",
    wide=True,
)

IDENTITY_FORM = FormScreen(
    slug=SLUG,
    title=lambda _version: gettext("Brand image"),
    permission=EDIT,
    subject=SUBJECT,
    opens=N_("Change"),
    saves=N_("Save and wear everywhere"),
    framed=True,
    groups=(
        Group(
            N_("Name and pictures"),
            (
                TextsField(
                    name="name",
                    title=N_("Name of the shop"),
                    hint=N_(
                        "Messages are signed with it, too: have your SMS provider approve the new "
                        "signature first."
                    ),
                    required=True,
                    most=BRAND_NAME_MAX,
                    wide=True,
                ),
                _picture("logo", N_("Logo on light ground"), N_("In the header and on papers.")),
                _picture(
                    "logo_dark",
                    N_("Logo on dark ground"),
                    N_("At the foot of every page. Without one the name is written there."),
                ),
                _picture(
                    "mark", N_("Small square mark"), N_("The icon of tabs, telephones and apps.")
                ),
                _picture(
                    "share",
                    N_("Picture of shared links"),
                    N_("Where a page has no picture of its own."),
                ),
            ),
        ),
        Group(
            N_("Colours and type"),
            (
                _colour("primary", N_("Main colour")),
                _colour("accent", N_("Colour of prices and of the buying button")),
                ChoiceField(
                    name="font",
                    title=N_("Type"),
                    hint=N_("Faces that readers' devices have; nothing is fetched."),
                    options=options_of(FONTS),
                    required=True,
                ),
            ),
        ),
        Group(N_("Preview"), (LOOKING,)),
    ),
    begin=_begin,
    save=_save,
    receive=_receive,
    edits=False,
    body_max=FORM_MAX,
)

IDENTITY = ListScreen(
    slug=SLUG,
    title=N_("Brand image"),
    permission=VIEW,
    query=_versions,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    columns=(
        Column(name="name", title=N_("Name of the shop"), phone=Phone.TITLE),
        Column(name="number", title=N_("Version"), show=Show.NUMBER),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES),
        Column(name="look", title=N_("Colours and type")),
        Column(name="at", title=N_("Saved"), show=Show.TIME),
        Column(name="by", title=N_("By")),
    ),
    actions=(
        Action(
            slug="wear-again",
            title=N_("Wear again"),
            permission=EDIT,
            subject=SUBJECT,
            run=_wear_again,
            done=N_("Worn everywhere from now on."),
            question=N_("The shop, its messages and papers look like this version at once."),
            applies=lambda row: row.state == "earlier",
        ),
    ),
    create=IDENTITY_FORM,
    empty=Empty(
        N_("No brand image yet."), N_("The shop wears its own sign and its own porcelain blue.")
    ),
    hint=N_("What pages, messages, papers, icons and apps look like. A theme lies over it."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContrastPart:
    name: str
    reading: Reading | None


@get(f"{URL}/preview")
async def look(request: Asked, staff: Staff) -> Redirect:
    """The home page in what the form says now."""
    staff.require(EDIT)
    told = {**_asked(request), "brand": "1"}
    link = preview.link(request.app.state.box, preview.WHOLE_SHOP)
    return Redirect(f"{link}?{urlencode(told)}", status_code=303)


@get(f"{URL}/contrast")
async def contrast(request: Asked, staff: Staff) -> Template:
    """Whether white words can be read on the colour that the form says now; nothing of none."""
    staff.require(EDIT)
    name = next((each for each in COLOURS if each in request.query_params), COLOURS[0])
    colour = request.query_params.get(name, "").lower()
    reading = decoration.reading(colour) if COLOUR.fullmatch(colour) else None
    part = ContrastPart(name=name, reading=reading)
    return Template("console/decoration/_contrast.html", context={"page": part})


def _asked(request: Asked) -> Mapping[str, str]:
    known: Sequence[str] = ("name.zh", "name.en", "font", *COLOURS, *BRAND_PICTURES)
    told: dict[str, Any] = {each: request.query_params.get(each, "") for each in known}
    return {name: value[:TOLD_MAX] for name, value in told.items() if value}


HANDLERS: Sequence[HTTPRouteHandler] = (look, contrast)
