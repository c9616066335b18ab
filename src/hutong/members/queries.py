from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.identity import SignedIn, SubjectKind
from hutong.kernel import clock
from hutong.kernel.errors import NotFound
from hutong.members import phones
from hutong.members.models import Address, Favourite, Member

FAVOURITES_PAGE = 24


@dataclass(eq=False)
class NoSuchMember(NotFound):
    message = "There is no such member."
    member_id: UUID


@dataclass(eq=False)
class NoSuchAddress(NotFound):
    message = "This address does not exist any more."
    address_id: UUID


@dataclass(frozen=True)
class SignedInMember:
    signed_in: SignedIn
    member: Member


@dataclass(frozen=True)
class FavouritesPage:
    """`older`: give it back as `before` for the next page; None on the last."""

    product_ids: Sequence[UUID]
    older: UUID | None


async def who_is(session: AsyncSession, token: str) -> SignedInMember | None:
    """The session and the member in one statement."""
    at = clock.now()
    live = identity.live_sessions(token, at)
    row = (
        await session.execute(
            select(Member, live)
            .join(live, Member.id == live.c.subject_id)
            .where(live.c.subject_kind == SubjectKind.MEMBER, Member.frozen_at.is_(None))
        )
    ).one_or_none()
    if row is None:
        return None
    return SignedInMember(SignedIn.of(row._mapping, at), row.Member)  # noqa: SLF001 - public API


async def find(session: AsyncSession, member_id: UUID) -> Member:
    """Raises NoSuchMember."""
    member = await session.get(Member, member_id)
    if member is None:
        raise NoSuchMember(member_id)
    return member


async def locked(session: AsyncSession, member_id: UUID) -> Member:
    member = await session.get(Member, member_id, with_for_update=True, populate_existing=True)
    if member is None:
        raise NoSuchMember(member_id)
    return member


async def by_phone(session: AsyncSession, phone: str) -> Member | None:
    """However the number is written."""
    number = phones.normalise(phone)
    if number is None:
        return None
    return await session.scalar(select(Member).where(Member.phone == number))


async def addresses(session: AsyncSession, member_id: UUID) -> Sequence[Address]:
    """The default one first, then those used last."""
    return (
        await session.scalars(
            select(Address)
            .where(Address.member_id == member_id)
            .order_by(Address.is_default.desc(), Address.updated_at.desc(), Address.id)
        )
    ).all()


async def find_address(session: AsyncSession, address_id: UUID, *, member_id: UUID) -> Address:
    """The member's own address. Raises NoSuchAddress."""
    address = await session.scalar(
        select(Address).where(Address.id == address_id, Address.member_id == member_id)
    )
    if address is None:
        raise NoSuchAddress(address_id)
    return address


async def count_addresses(session: AsyncSession, member_id: UUID) -> int:
    return (
        await session.scalar(
            select(func.count()).select_from(Address).where(Address.member_id == member_id)
        )
        or 0
    )


async def favourites(
    session: AsyncSession, member_id: UUID, *, before: UUID | None = None
) -> FavouritesPage:
    """What the member marked, the newest first; `before` is the last product of the page before."""
    query = select(Favourite.product_id).where(Favourite.member_id == member_id)
    if before is not None:
        edge = (
            select(Favourite.at, Favourite.product_id)
            .where(Favourite.member_id == member_id, Favourite.product_id == before)
            .scalar_subquery()
        )
        query = query.where(tuple_(Favourite.at, Favourite.product_id) < edge)
    newest = query.order_by(Favourite.at.desc(), Favourite.product_id.desc())
    found = (await session.scalars(newest.limit(FAVOURITES_PAGE + 1))).all()
    page = found[:FAVOURITES_PAGE]
    return FavouritesPage(page, page[-1] if len(found) > FAVOURITES_PAGE else None)


async def marked(
    session: AsyncSession, member_id: UUID, product_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Which of these the member has marked."""
    found = await session.scalars(
        select(Favourite.product_id).where(
            Favourite.member_id == member_id, Favourite.product_id.in_(product_ids)
        )
    )
    return frozenset(found)


async def count_favourites(session: AsyncSession, member_id: UUID) -> int:
    return (
        await session.scalar(
            select(func.count()).select_from(Favourite).where(Favourite.member_id == member_id)
        )
        or 0
    )
