"""An address form as it is sent: the address itself, and what is asked to be done with it."""

from dataclasses import dataclass, replace
from typing import Annotated

from litestar.enums import RequestEncodingType
from litestar.params import Body

from hutong import members
from hutong.members import AddressDraft

TEXT_MAX = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    recipient: str = ""
    phone: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    detail: str = ""
    label: str = ""
    is_default: str = ""
    pasted: str = ""
    step: str = ""
    apply: str = ""
    confirmed: str = ""
    next: str = ""

    def draft(self) -> AddressDraft:
        return completed(
            AddressDraft(
                recipient=self.recipient[:TEXT_MAX],
                phone=self.phone[:TEXT_MAX],
                province=self.province,
                city=self.city,
                district=self.district,
                street=self.street,
                detail=self.detail[:TEXT_MAX],
                label=self.label[:TEXT_MAX],
                is_default=bool(self.is_default),
            )
        )


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


def completed(draft: AddressDraft) -> AddressDraft:
    """Where there is only one city or district to choose, it is chosen."""
    city = draft.city or _only(draft.province)
    district = draft.district or _only(city)
    return replace(draft, city=city, district=district)


def pruned(draft: AddressDraft) -> AddressDraft:
    """Without what lies elsewhere: after another province, its city is still to be chosen."""
    city = draft.city if draft.province and draft.city.startswith(draft.province) else ""
    city = city or _only(draft.province)
    district = draft.district if city and draft.district.startswith(city) else ""
    district = district or _only(city)
    street = draft.street if district and draft.street.startswith(district) else ""
    return replace(draft, city=city, district=district, street=street)


def filled(draft: AddressDraft, pasted: str) -> AddressDraft:
    """What was read from a pasted text goes over what stood there; the rest stays."""
    read = members.regions.parse(pasted)
    place = read if read.province else draft
    return replace(
        draft,
        recipient=read.recipient or draft.recipient,
        phone=read.phone or draft.phone,
        province=place.province,
        city=place.city,
        district=place.district,
        street=place.street,
        detail=read.detail or draft.detail,
    )


def corrected(draft: AddressDraft, field: str) -> AddressDraft:
    """With our proposal for that field."""
    for hint in draft.problems():
        if hint.field == field and hint.value and not hint.blocks:
            if field == "district":
                return replace(draft, district=hint.value, street="")
            return replace(draft, detail=hint.value)
    return draft


def _only(code: str) -> str:
    below = members.regions.children(code)
    return below[0].code if len(below) == 1 else ""
