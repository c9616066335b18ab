"""The people of the demo who can sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, cart, identity, members
from hutong.cart import Owner
from hutong.catalog import SkuFacts
from hutong.demo.accounts import OPERATOR, OWNER, PASSWORD, SHOPPER, STAFF, SUPPORT, WAREHOUSE
from hutong.demo.lived import Crew, address
from hutong.demo.year import Address, Neighbour
from hutong.identity import Device
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.members import Gender, Member, ProfileDraft

HOME = Address("林小满", SHOPPER.login, "330106005", "文三路 259 号桂花新村 12 幢 2 单元 501 室")
OFFICE = Address("林小满", SHOPPER.login, "310115125", "张江路 368 号 3 号楼 602 室")
BIRTHDAY = date(1995, 5, 21)
DEVICES = (
    (
        timedelta(days=12),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
        ),
        "203.0.113.24",
    ),
    (
        timedelta(days=3),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
            " (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
        ),
        "203.0.113.81",
    ),
)
FAVOURITES = 6
IN_CART = 3


@dataclass(frozen=True)
class Staffed:
    owner: Actor
    operator: Actor
    crew: Crew


async def hire(session: AsyncSession, at: datetime) -> Staffed:
    """All with one password; each sets up a second factor when first signing in."""
    await access.ensure_roles(session)
    hired: dict[str, Actor] = {}
    with clock.simulated(at):
        for account in STAFF:
            staff = await access.create_staff(
                session,
                email=account.login,
                name=account.name,
                password=account.password,
                roles=[account.role],
                by=SYSTEM,
                demo=True,
            )
            hired[account.role] = staff.as_actor()
    return Staffed(
        owner=hired[OWNER.role],
        operator=hired[OPERATOR.role],
        crew=Crew(warehouse=hired[WAREHOUSE.role], support=hired[SUPPORT.role]),
    )


def shopper() -> Neighbour:
    return Neighbour("林小满", SHOPPER.name, SHOPPER.login, HOME, zeal=0)


async def settle_in(session: AsyncSession, articles: Sequence[SkuFacts], chance: Random) -> None:
    """What the shopper has done besides ordering: profile, devices, favourites, cart."""
    at = clock.now()
    member = await members.join(session, SHOPPER.login)
    draft = ProfileDraft(nickname=member.nickname, gender=Gender.FEMALE, birthday=BIRTHDAY)
    await members.edit_profile(session, member.id, draft)
    office = Neighbour("林小满", SHOPPER.name, SHOPPER.login, OFFICE, zeal=0)
    await members.save_address(
        session, address(office, is_default=False, label="公司"), member_id=member.id
    )
    with clock.simulated(at - timedelta(days=20)):
        await identity.set_password(session, member.subject, PASSWORD)
    for ago, browser, ip in DEVICES:
        with clock.simulated(at - ago):
            device = Device(ip=ip, user_agent=browser)
            await members.sign_in_with_password(session, member.phone, PASSWORD, device=device)
    await _choose(session, member, articles, chance)


async def _choose(
    session: AsyncSession, member: Member, articles: Sequence[SkuFacts], chance: Random
) -> None:
    at = clock.now()
    one_of_each = list({article.product_id: article for article in articles}.values())
    chosen = chance.sample(one_of_each, FAVOURITES + IN_CART)
    for hours, article in enumerate(chosen[:FAVOURITES]):
        with clock.simulated(at - timedelta(hours=30 * (FAVOURITES - hours))):
            await members.favourite(session, article.product_id, member_id=member.id)
    for hours, article in enumerate(chosen[FAVOURITES:]):
        with clock.simulated(at - timedelta(hours=5 * (IN_CART - hours))):
            await cart.add(session, Owner(member_id=member.id), article.id, 1 + hours % 2)
