from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, jobs, texts
from hutong.kernel.db import Database, Rows
from hutong.kernel.errors import DomainError, Refused
from hutong.kernel.i18n import DEFAULT, N_, gettext
from hutong.kernel.outside import counted
from hutong.kernel.texts import Texts
from hutong.messaging import queries
from hutong.messaging.gateway import RecipientRefused, SmsGateway
from hutong.messaging.models import Message, Signature
from hutong.messaging.states import MessageState
from hutong.messaging.templates import SHOP, TEMPLATES, Channel, write

HOLD = timedelta(minutes=2)  # longer than a gateway may take
LEFT_BEHIND = timedelta(minutes=3)
ATTEMPTS_MAX = 6
ERROR_MAX = 500
TOO_LATE = N_("It would have arrived too late.")
NO_CARRIER = N_("Nobody carries this kind of message yet.")


@dataclass(eq=False)
class SecretForgotten(Refused):
    message = "This message held a code that is no longer known. A new one has to be asked for."


async def send(
    session: AsyncSession,
    *,
    channel: Channel,
    to: str,
    template: str,
    params: Mapping[str, str],
    locale: str,
) -> Message:
    """Write the message and have it delivered after the commit.

    `to` is a phone, an address, or the member's id for an in-app message, which is there at once.
    """
    made_from = TEMPLATES[template]
    if channel not in made_from.channels:
        raise ValueError(f"{template} is not written for {channel}")
    if made_from.signed:
        signature = texts.pick(await queries.signature(session), locale)
        params = {**params, SHOP: signature}
    at = clock.now()
    message = Message(
        channel=channel,
        recipient=to,
        member_id=UUID(to) if channel is Channel.IN_APP else None,
        template=template,
        params=dict(params),
        locale=locale,
        body=write(made_from.body, params, locale),
        state=MessageState.QUEUED,
        created_at=at,
        attempts=0,
    )
    session.add(message)
    if channel is Channel.IN_APP:
        message.mark_sent(at)
    else:
        await session.flush()
        await _deliver_later(session, message.id)
    return message


async def sign_as(session: AsyncSession, name: Texts) -> None:
    """The name that messages are signed with from now on."""
    await session.merge(Signature(id=1, name=name))


def tell(
    session: Rows,
    member_id: UUID,
    template: str,
    params: Mapping[str, str],
    *,
    at: datetime,
) -> None:
    """Into the inbox; read there in the reader's language, kept here in the shop's."""
    body = write(TEMPLATES[template].body, params, DEFAULT)
    message = Message(
        channel=Channel.IN_APP,
        recipient=str(member_id),
        member_id=member_id,
        template=template,
        params=dict(params),
        locale=DEFAULT,
        body=body,
        state=MessageState.QUEUED,
        created_at=at,
        attempts=0,
    )
    message.mark_sent(at)
    session.add(message)


async def send_again(session: AsyncSession, message_id: UUID) -> None:
    """Staff try a failed one once more. Raises IllegalMove for any other."""
    message = await queries.locked(session, message_id)
    if message is None:
        raise queries.NoSuchMessage(message_id)
    if message.made_from.secret:
        raise SecretForgotten
    message.queue_again()
    await _deliver_later(session, message_id)


async def deliver(db: Database, sms: SmsGateway, message_id: UUID) -> None:
    """Hand the message over, once: it is claimed under a lock, and its id is the gateway's key.

    When the gateway cannot be reached the job runs again later; after the last attempt, or when
    the gateway refuses for good, the message has failed and says why.
    """
    message = await _claim(db, message_id)
    if message is None:
        return
    try:
        with counted("sms", "send"):
            await sms.send(message.recipient, message.body, key=str(message.id))
    except RecipientRefused as refusal:
        await _settle(db, message_id, error=refusal.reason, final=True)
    except DomainError as trouble:
        final = message.attempts >= ATTEMPTS_MAX
        await _settle(db, message_id, error=str(trouble), final=final)
        if not final:
            raise
    else:
        await _settle_sent(db, message_id, keep_secrets=sms.simulated)


async def sweep(db: Database) -> None:
    """Queue again what a dead worker left behind."""
    async with db.transaction() as session:
        before = clock.now() - LEFT_BEHIND
        for message_id in await queries.left_behind(session, before=before):
            await _deliver_later(session, message_id)


async def _deliver_later(session: AsyncSession, message_id: UUID) -> None:
    await jobs.defer(session, "messaging.deliver", message_id=str(message_id))


async def _claim(db: Database, message_id: UUID) -> Message | None:
    async with db.transaction() as session:
        at = clock.now()
        message = await queries.locked(session, message_id)
        if message is None or not message.can_be_claimed(at):
            return None
        if message.is_too_late(at) or message.channel is not Channel.SMS:
            late = message.is_too_late(at)
            message.mark_failed(gettext(TOO_LATE if late else NO_CARRIER))
            message.forget_secrets()
            return None
        message.claim(at, hold=HOLD)
        return message


async def _settle_sent(db: Database, message_id: UUID, *, keep_secrets: bool) -> None:
    async with db.transaction() as session:
        message = await queries.locked(session, message_id)
        if message is None or message.state is not MessageState.QUEUED:
            return
        message.mark_sent(clock.now())
        if not keep_secrets:
            message.forget_secrets()


async def _settle(db: Database, message_id: UUID, *, error: str, final: bool) -> None:
    async with db.transaction() as session:
        message = await queries.locked(session, message_id)
        if message is None or message.state is not MessageState.QUEUED:
            return
        if final:
            message.mark_failed(error[:ERROR_MAX])
            message.forget_secrets()
        else:
            message.give_back(error[:ERROR_MAX])
