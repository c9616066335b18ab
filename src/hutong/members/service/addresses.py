from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.members import queries, regions
from hutong.members.models import Address
from hutong.members.regions import AddressDraft

ADDRESSES_MAX = 20


@dataclass(eq=False)
class TooManyAddresses(Conflict):
    message = "There is room for {limit} addresses. Please delete one that is no longer needed."
    limit: int


async def save_address(
    session: AsyncSession,
    draft: AddressDraft,
    *,
    member_id: UUID,
    address_id: UUID | None = None,
) -> Address:
    """A new address, or another version of one. The first is the default.

    What nobody means (+86, full-width digits) is put right in silence. Raises Invalid for the
    problems that block, NoSuchAddress, TooManyAddresses. The doubts that do not block are the
    caller's to show before: `draft.problems()`.
    """
    tidy = draft.tidied()
    problems = [Problem(hint.field, hint.message) for hint in tidy.problems() if hint.blocks]
    if problems:
        raise Invalid(problems)
    await queries.locked(session, member_id)  # so that two at once see each other's addresses
    count = await queries.count_addresses(session, member_id)
    if address_id is not None:
        address = await queries.find_address(session, address_id, member_id=member_id)
    elif count >= ADDRESSES_MAX:
        raise TooManyAddresses(ADDRESSES_MAX)
    else:
        address = Address(member_id=member_id, is_default=False)
    write_down(address, tidy)
    if tidy.is_default or count == 0:
        await _only_default(session, address)
    session.add(address)
    await session.flush()
    return address


async def make_default(session: AsyncSession, address_id: UUID, *, member_id: UUID) -> Address:
    """Raises NoSuchAddress."""
    await queries.locked(session, member_id)
    address = await queries.find_address(session, address_id, member_id=member_id)
    await _only_default(session, address)
    await session.flush()
    return address


async def delete_address(session: AsyncSession, address_id: UUID, *, member_id: UUID) -> None:
    """Gone for good; orders keep their own copy. The one used last becomes the default."""
    await queries.locked(session, member_id)
    address = await queries.find_address(session, address_id, member_id=member_id)
    await session.delete(address)
    await session.flush()
    left = await queries.addresses(session, member_id)
    if address.is_default and left:
        left[0].is_default = True


def write_down(address: Address, draft: AddressDraft) -> None:
    names = dict(zip(("province", "city", "district", "street"), _names(draft), strict=False))
    address.recipient, address.phone = draft.recipient, draft.phone
    address.province_code, address.province = draft.province, names["province"]
    address.city_code, address.city = draft.city, names["city"]
    address.district_code, address.district = draft.district, names["district"]
    address.street_code, address.street = draft.street or None, names.get("street")
    address.detail, address.label = draft.detail, draft.label or None
    address.updated_at = clock.now()


def _names(draft: AddressDraft) -> tuple[str, ...]:
    return regions.path(draft.code)


async def _only_default(session: AsyncSession, address: Address) -> None:
    """The others first: the index allows one default at every moment."""
    await session.execute(
        update(Address)
        .where(Address.member_id == address.member_id, Address.is_default)
        .values(is_default=False)
    )
    address.is_default = True
