"""Writes down who joined, as `members.join` and `members.save_address` would."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.demo.bulk.pile import Pile
from hutong.demo.lived import address
from hutong.demo.year import Neighbour
from hutong.demo.year.plan import Joining
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor
from hutong.kernel.i18n import DEFAULT
from hutong.members import Address, Member, MemberJoined
from hutong.members.service.addresses import write_down
from hutong.messaging import TEMPLATES, Channel, Message, MessageState
from hutong.messaging.templates import write

WELCOME = "welcome"


async def write_newcomers(session: AsyncSession, joinings: Iterable[Joining]) -> dict[str, Actor]:
    """Everybody who joined, by telephone number."""
    pile = Pile()
    joined: dict[str, Actor] = {}
    for joining in joinings:
        with clock.simulated(joining.at):
            member = _join(pile, joining.neighbour, joining.at)
        joined[member.phone] = member.as_actor()
        pile.settle()
    await pile.write(session)
    return joined


def _join(pile: Pile, neighbour: Neighbour, at: datetime) -> Member:
    member = Member(
        phone=neighbour.phone,
        nickname=neighbour.nickname,
        locale=DEFAULT,
        joined_at=at,
        demo=True,
    )
    pile.add(member)
    events.emit(pile, MemberJoined(member_id=member.id, at=at))
    message = Message(
        channel=Channel.IN_APP,
        recipient=str(member.id),
        member_id=member.id,
        template=WELCOME,
        params={},
        locale=DEFAULT,
        body=write(TEMPLATES[WELCOME].body, {}, DEFAULT),
        state=MessageState.QUEUED,
        created_at=at,
        attempts=0,
    )
    pile.add(message)
    message.mark_sent(at)
    home = Address(member_id=member.id, is_default=True)
    write_down(home, address(neighbour).tidied())
    pile.add(home)
    return member
