from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template
from litestar.types import ControllerRouterHandler
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.kernel.i18n import gettext as _
from hutong.members import AddressDraft, TooManyAddresses
from hutong.storefront.account.addresses.page import (
    AddressesPage,
    AddressFormPage,
    Card,
    RegionsPage,
    boxes,
    doubts_of,
    mark_of,
)
from hutong.storefront.account.addresses.wanted import Form, Wanted, corrected, filled, pruned
from hutong.storefront.account.around import around
from hutong.web import pages, region
from hutong.web.forms import REFUSED
from hutong.web.frame import Flash, Link
from hutong.web.session import Session
from hutong.web.visitor import MemberId

HOME = "/account/addresses"


@get(HOME)
async def show(request: HTMXRequest, session: Session, member_id: MemberId) -> Template:
    found = await members.addresses(session, member_id)
    region.assume(request, found)
    page = AddressesPage(around=around(_("Addresses")), cards=tuple(map(Card.of, found)))
    return pages.show(request, "storefront/account/addresses/addresses.html", page)


@get(f"{HOME}/regions", sync_to_thread=False)
def region_boxes(request: HTMXRequest) -> Template:
    """The four lists again, after something was chosen in one of them."""
    asked = request.query_params
    draft = pruned(
        AddressDraft(
            province=asked.get("province", ""),
            city=asked.get("city", ""),
            district=asked.get("district", ""),
            street=asked.get("street", ""),
        )
    )
    page = RegionsPage(boxes=boxes(draft, {}))
    return pages.show(request, "storefront/account/addresses/_regions.html", page)


@get(f"{HOME}/new")
async def blank(request: HTMXRequest, session: Session, member_id: MemberId) -> Template:
    member = await members.find(session, member_id)
    draft = AddressDraft(phone=member.phone)
    return _answer(request, _page(None, draft, request.query_params.get("next", "")))


@post(HOME, status_code=200)
async def create(
    request: HTMXRequest, session: Session, member_id: MemberId, data: Form
) -> Response[object] | Template:
    return await _act(request, session, data, member_id=member_id, address_id=None)


@get(HOME + "/{address_id:uuid}")
async def edit(
    request: HTMXRequest, session: Session, member_id: MemberId, address_id: FromPath[UUID]
) -> Template:
    address = await members.find_address(session, address_id, member_id=member_id)
    page = _page(address_id, address.as_draft(), request.query_params.get("next", ""))
    return _answer(request, page)


@post(HOME + "/{address_id:uuid}", status_code=200)
async def change(
    request: HTMXRequest,
    session: Session,
    *,
    member_id: MemberId,
    address_id: FromPath[UUID],
    data: Form,
) -> Response[object] | Template:
    await members.find_address(session, address_id, member_id=member_id)
    return await _act(request, session, data, member_id=member_id, address_id=address_id)


@post(HOME + "/{address_id:uuid}/default", status_code=303)
async def make_default(
    request: HTMXRequest, session: Session, member_id: MemberId, address_id: FromPath[UUID]
) -> Response[object]:
    await members.make_default(session, address_id, member_id=member_id)
    return pages.back(request, HOME, Flash(_("This is your default address now.")))


@post(HOME + "/{address_id:uuid}/removal", status_code=303)
async def remove(
    request: HTMXRequest, session: Session, member_id: MemberId, address_id: FromPath[UUID]
) -> Response[object]:
    await members.delete_address(session, address_id, member_id=member_id)
    return pages.back(request, HOME, Flash(_("The address is deleted.")))


ROUTES: list[ControllerRouterHandler] = [
    show,
    region_boxes,
    blank,
    create,
    edit,
    change,
    make_default,
    remove,
]


async def _act(
    request: HTMXRequest,
    session: AsyncSession,
    data: Wanted,
    *,
    member_id: UUID,
    address_id: UUID | None,
) -> Response[object] | Template:
    """Save it, or only show the form again with what one of its other buttons has done."""
    draft = data.draft()
    if data.step == "regions":
        return _answer(request, _page(address_id, pruned(draft), data.next))
    if data.step == "paste":
        return _read(request, address_id, draft, data)
    if data.apply:
        return _answer(request, _page(address_id, corrected(draft, data.apply), data.next))

    refused = _refused(address_id, draft, data)
    if refused is not None:
        return _answer(request, refused, status=REFUSED)
    try:
        await members.save_address(session, draft, member_id=member_id, address_id=address_id)
    except TooManyAddresses as full:
        page = _page(address_id, draft, data.next, alert=str(full))
        return _answer(request, page, status=REFUSED)
    onward = pages.local(data.next) if data.next else HOME
    return pages.back(request, onward, Flash(_("The address is saved.")))


def _refused(address_id: UUID | None, draft: AddressDraft, data: Wanted) -> AddressFormPage | None:
    """What must be mended, else what was not yet confirmed."""
    problems: dict[str, str] = {}
    for hint in draft.problems():
        if hint.blocks:
            problems.setdefault(hint.field, hint.message)
    if problems:
        return _page(address_id, draft, data.next, problems=problems)
    doubts = doubts_of(draft)
    if doubts and data.confirmed != mark_of(doubts):
        return _page(address_id, draft, data.next, doubts=doubts)
    return None


def _read(
    request: HTMXRequest, address_id: UUID | None, draft: AddressDraft, data: Wanted
) -> Template:
    read = filled(draft, data.pasted)
    known = read != draft
    page = _page(
        address_id,
        read,
        data.next,
        pasted="" if known else data.pasted,
        note=_("Filled in from your text; please look it over.") if known else "",
        problems={} if known else {"pasted": _("We could not read an address in this.")},
    )
    return _answer(request, page, status=200 if known else REFUSED)


def _page(
    address_id: UUID | None, draft: AddressDraft, onward: str, **told: object
) -> AddressFormPage:
    heading = _("Edit the address") if address_id else _("New address")
    return AddressFormPage(
        around=around(heading, Link(_("Addresses"), HOME)),
        address_id=address_id,
        draft=draft,
        next=onward,
        **told,  # type: ignore[arg-type]
    )


def _answer(request: HTMXRequest, page: AddressFormPage, *, status: int = 200) -> Template:
    answer = pages.swap(
        request,
        part="storefront/account/addresses/_form.html",
        whole="storefront/account/addresses/form.html",
        page=page,
    )
    answer.status_code = status
    return answer
