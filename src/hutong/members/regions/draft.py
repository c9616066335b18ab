"""An address as it is typed, and what a careful clerk would say about it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hutong.kernel.i18n import _
from hutong.members import phones
from hutong.members.regions.places import CITY, DISTRICT, PROVINCE, children, find, path, written

RECIPIENT_MAX = 30
DETAIL_MIN, DETAIL_MAX = 2, 120
LABEL_MAX = 10
_SPACES = re.compile(r"\s+")
_HOUSE = re.compile(
    r"\d|[一二三四五六七八九十百]+(?:单元|[号栋幢座室楼层组弄])|[号栋幢座室楼厦院校店站寺]"
)


@dataclass(frozen=True, slots=True)
class Hint:
    """Something wrong or doubtful, with what to put instead when that can be known."""

    field: str
    message: str
    value: str | None = None
    blocks: bool = True


@dataclass(frozen=True, kw_only=True)
class AddressDraft:
    recipient: str = ""
    phone: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    detail: str = ""
    label: str = ""
    is_default: bool = False

    @property
    def code(self) -> str:
        """The deepest region that is known."""
        return self.street or self.district or self.city or self.province

    def tidied(self) -> "AddressDraft":
        """The same address without what nobody means: +86, full-width digits, stray spaces."""
        return replace(
            self,
            recipient=_tidy(self.recipient),
            phone=phones.normalise(self.phone) or self.phone.strip(),
            detail=_tidy(self.detail),
            label=_tidy(self.label),
        )

    def problems(self) -> list[Hint]:
        """What must be mended (`blocks`) and what is only worth a second look."""
        return [
            *self._about_recipient(),
            *self._about_phone(),
            *self._about_region(),
            *self._about_detail(),
        ]

    def _about_recipient(self) -> Iterator[Hint]:
        name = _tidy(self.recipient)
        if not name:
            yield Hint("recipient", _("Please tell us who receives the parcel."))
        elif len(name) > RECIPIENT_MAX:
            message = _("The name may have at most {limit} characters.")
            yield Hint("recipient", message.format(limit=RECIPIENT_MAX))
        elif not any(character.isalpha() for character in name):
            yield Hint("recipient", _("A name needs letters; couriers ask for it at the door."))
        if len(_tidy(self.label)) > LABEL_MAX:
            message = _("The label may have at most {limit} characters.")
            yield Hint("label", message.format(limit=LABEL_MAX))

    def _about_phone(self) -> Iterator[Hint]:
        number = phones.normalise(self.phone)
        if number is None:
            yield Hint("phone", phones.problem(self.phone))
        elif number != self.phone:
            yield Hint(
                "phone", _("We read this as {phone}.").format(phone=number), number, blocks=False
            )

    def _about_region(self) -> Iterator[Hint]:
        if not find(self.province) or len(self.province) != PROVINCE:
            yield Hint("province", _("Please choose the province."))
        elif not find(self.city) or len(self.city) != CITY:
            yield Hint("city", _("Please choose the city."))
        elif not self.city.startswith(self.province):
            yield Hint("city", _outside(self.city, self.province), self.city[:PROVINCE])
        elif not find(self.district) or len(self.district) != DISTRICT:
            yield Hint("district", _("Please choose the district."))
        elif not self.district.startswith(self.city):
            yield Hint(
                "district",
                _outside(self.district, self.city),
                _same_name(self.district, self.city),
            )
        elif self.street and (not find(self.street) or not self.street.startswith(self.district)):
            yield Hint("street", _("Please choose the street again: it lies in another district."))

    def _about_detail(self) -> Iterator[Hint]:
        detail = _tidy(self.detail)
        if len(detail) < DETAIL_MIN:
            yield Hint("detail", _("Please add the road and the house number."))
            return
        if len(detail) > DETAIL_MAX:
            message = _("The address may have at most {limit} characters.")
            yield Hint("detail", message.format(limit=DETAIL_MAX))
            return
        repeated = self._without_repetition(detail)
        if repeated != detail:
            yield Hint("detail", _("The region need not be repeated here."), repeated, blocks=False)
        if not _HOUSE.search(repeated):
            yield Hint("detail", _("Is the house number missing?"), blocks=False)
        yield from self._another_district(repeated)

    def _without_repetition(self, detail: str) -> str:
        """The detail without the region that stands in the boxes above it already."""
        names = path(self.code)
        for prefix in (written(*names), written(*names[:3]), written(*names[1:3])):
            rest = detail.removeprefix(prefix).strip()
            if prefix and rest != detail and len(rest) >= DETAIL_MIN:
                return rest
        return detail

    def _another_district(self, detail: str) -> Iterator[Hint]:
        for sibling in children(self.city):
            if sibling.code != self.district and detail.startswith(sibling.name):
                message = _("The address begins with {district}, another district is chosen.")
                yield Hint(
                    "district", message.format(district=sibling.name), sibling.code, blocks=False
                )


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def _outside(inner: str, outer: str) -> str:
    names = {"inner": path(inner)[-1], "outer": path(outer)[-1]}
    return _("{inner} does not belong to {outer}.").format(**names)


def _same_name(district: str, city: str) -> str | None:
    """鼓楼区 of 南京 was chosen for 福州: the one of 福州 is meant."""
    name = path(district)[-1]
    return next((each.code for each in children(city) if each.name == name), None)
