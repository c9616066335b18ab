from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from hutong import members
from hutong.kernel.i18n import gettext as _
from hutong.members import ADDRESSES_MAX, Address, AddressDraft, Hint
from hutong.storefront.account.around import Around
from hutong.web import pages

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An address in the list, the phone shown in part."""

    id: UUID
    recipient: str
    phone: str
    region: str
    detail: str
    label: str
    is_default: bool

    @classmethod
    def of(cls, address: Address) -> "Card":
        return cls(
            id=address.id,
            recipient=address.recipient,
            phone=address.masked_phone,
            region=address.region,
            detail=address.detail,
            label=address.label or "",
            is_default=address.is_default,
        )

    @property
    def url(self) -> str:
        return f"/account/addresses/{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressesPage:
    around: Around
    cards: tuple[Card, ...]

    @property
    def has_room(self) -> bool:
        return len(self.cards) < ADDRESSES_MAX

    @property
    def limit(self) -> int:
        return ADDRESSES_MAX


@dataclass(frozen=True, slots=True)
class RegionBox:
    """One list of regions; `above` is the code of the region that they lie in."""

    name: str
    label: str
    above: str
    options: Options
    value: str
    problem: str
    required: bool

    @property
    def unchosen(self) -> str:
        """What stands in the box before anything is chosen."""
        none_there = self.above and not self.options
        return _("None here") if none_there else _("Choose")


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionsPage:
    boxes: tuple[RegionBox, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something worth a second look, and what to put instead where that is known."""

    field: str
    message: str
    proposal: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressFormPage:
    around: Around
    address_id: UUID | None
    draft: AddressDraft
    next: str = ""
    pasted: str = ""
    note: str = ""
    alert: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def problem(self, name: str) -> str:
        return self.problems.get(name, "")

    @property
    def url(self) -> str:
        return f"/account/addresses/{self.address_id}" if self.address_id else "/account/addresses"

    @property
    def back_url(self) -> str:
        return pages.local(self.next) if self.next else "/account/addresses"

    @property
    def boxes(self) -> tuple[RegionBox, ...]:
        return boxes(self.draft, self.problems)

    @property
    def labels(self) -> tuple[str, ...]:
        return (_("My home"), _("Office"), _("School"), _("Parents"))

    @property
    def confirmation(self) -> str:
        return mark_of(self.doubts)


def boxes(draft: AddressDraft, problems: Mapping[str, str]) -> tuple[RegionBox, ...]:
    """One list for each level, the lower ones filled by what is chosen above."""
    levels = (
        ("province", _("Province"), "", True),
        ("city", _("City"), draft.province, True),
        ("district", _("District"), draft.city, True),
        ("street", _("Street or town"), draft.district, False),
    )
    return tuple(
        RegionBox(
            name,
            label,
            above,
            _options(above) if above or name == "province" else (),
            getattr(draft, name),
            problems.get(name, ""),
            required,
        )
        for name, label, above, required in levels
    )


def _options(above: str) -> Options:
    below = members.regions.children(above) if above else members.regions.provinces()
    return tuple((region.code, region.name) for region in below)


def doubts_of(draft: AddressDraft) -> tuple[Doubt, ...]:
    """A number that is only written in another way is put right in silence."""
    return tuple(
        Doubt(hint.field, hint.message, _proposal(hint))
        for hint in draft.problems()
        if not hint.blocks and hint.field != "phone"
    )


def mark_of(doubts: tuple[Doubt, ...]) -> str:
    """Sent back with the form: these doubts were seen. Others that come up are shown again."""
    return urlencode([(doubt.field, doubt.proposal) for doubt in doubts])


def _proposal(hint: Hint) -> str:
    if hint.value and hint.field == "district":
        return members.regions.path(hint.value)[-1]
    return hint.value or ""
