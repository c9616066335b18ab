"""Where parcels go, and reading an address that somebody pasted."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from hutong import members
from hutong.api.bearer import MyId
from hutong.api.shapes import Asked, Told
from hutong.kernel.i18n import N_
from hutong.members import Address, AddressDraft
from hutong.web.session import Session

PASTE_MAX = 400
Region = Annotated[str, msgspec.Meta(max_length=12, pattern="^[0-9]*$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Detail = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Label = Annotated[str, msgspec.Meta(max_length=20)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class AddressAsked(Asked, frozen=True):
    """Regions are codes from /regions. The street may be left out."""

    recipient: Name
    phone: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    province: Region
    city: Region
    district: Region
    detail: Detail
    street: Region = ""
    label: Label = ""
    is_default: bool = False

    def draft(self) -> AddressDraft:
        return AddressDraft(**msgspec.structs.asdict(self))


class RegionOut(Told, frozen=True):
    code: str
    name: str


class AddressOut(Told, frozen=True):
    id: UUID
    recipient: str
    phone: str
    province: RegionOut
    city: RegionOut
    district: RegionOut
    street: RegionOut | None
    detail: str
    label: str
    is_default: bool
    full: str

    @classmethod
    def of(cls, address: Address) -> "AddressOut":
        street = (
            RegionOut(code=address.street_code, name=address.street or "")
            if address.street_code
            else None
        )
        return cls(
            id=address.id,
            recipient=address.recipient,
            phone=address.phone,
            province=RegionOut(code=address.province_code, name=address.province),
            city=RegionOut(code=address.city_code, name=address.city),
            district=RegionOut(code=address.district_code, name=address.district),
            street=street,
            detail=address.detail,
            label=address.label or "",
            is_default=address.is_default,
            full=address.full,
        )


class PasteAsked(Asked, frozen=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=PASTE_MAX)]


class HintOut(Told, frozen=True):
    """Something to mend (`blocks`) or to look at again, with what we would write instead."""

    field: str
    message: str
    proposal: str | None
    blocks: bool


class ReadingOut(Told, frozen=True):
    """What could be read; the rest is empty, and the hints say what is missing."""

    recipient: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    detail: str
    regions: list[RegionOut]
    hints: list[HintOut]


@get("/regions", summary=N_("Provinces, or what lies below a region"), sync_to_thread=False)
def below(parent: FromQuery[Region] = "") -> list[RegionOut]:
    found = members.regions.children(parent) if parent else members.regions.provinces()
    return [RegionOut(code=region.code, name=region.name) for region in found]


@get("/regions/search", summary=N_("Regions by name"), sync_to_thread=False)
def search(q: FromQuery[Words]) -> list[RegionOut]:
    return [RegionOut(code=region.code, name=region.name) for region in members.regions.search(q)]


@post(
    "/address-readings", status_code=200, summary=N_("Read a pasted address"), sync_to_thread=False
)
def read(data: JSONBody[PasteAsked]) -> ReadingOut:
    draft = members.regions.parse(data.text)
    return ReadingOut(
        recipient=draft.recipient,
        phone=draft.phone,
        province=draft.province,
        city=draft.city,
        district=draft.district,
        street=draft.street,
        detail=draft.detail,
        regions=[
            RegionOut(code=region.code, name=region.name)
            for region in members.regions.chain(draft.code)
        ],
        hints=[
            HintOut(
                field=hint.field,
                message=hint.message,
                proposal=hint.value,
                blocks=hint.blocks,
            )
            for hint in draft.problems()
        ],
    )


@get("/me/addresses", summary=N_("My addresses"), description=N_("The default one first."))
async def every(session: Session, my_id: MyId) -> list[AddressOut]:
    return [AddressOut.of(each) for each in await members.addresses(session, my_id)]


@post("/me/addresses", status_code=201, summary=N_("A new address"))
async def add(session: Session, my_id: MyId, data: JSONBody[AddressAsked]) -> AddressOut:
    address = await members.save_address(session, data.draft(), member_id=my_id)
    return AddressOut.of(address)


@get("/me/addresses/{address_id:uuid}", summary=N_("One of my addresses"))
async def show(session: Session, my_id: MyId, address_id: FromPath[UUID]) -> AddressOut:
    return AddressOut.of(await members.find_address(session, address_id, member_id=my_id))


@put("/me/addresses/{address_id:uuid}", summary=N_("Change an address"))
async def edit(
    session: Session, my_id: MyId, address_id: FromPath[UUID], data: JSONBody[AddressAsked]
) -> AddressOut:
    address = await members.save_address(
        session, data.draft(), member_id=my_id, address_id=address_id
    )
    return AddressOut.of(address)


@put("/me/addresses/{address_id:uuid}/default", summary=N_("Make it the default"))
async def make_default(session: Session, my_id: MyId, address_id: FromPath[UUID]) -> AddressOut:
    return AddressOut.of(await members.make_default(session, address_id, member_id=my_id))


@delete("/me/addresses/{address_id:uuid}", summary=N_("Forget an address"))
async def remove(session: Session, my_id: MyId, address_id: FromPath[UUID]) -> None:
    await members.delete_address(session, address_id, member_id=my_id)


router = Router(
    "/",
    route_handlers=[below, search, read, every, add, show, edit, make_default, remove],
    tags=["addresses"],
)
