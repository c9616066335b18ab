"""Sending a one-time code from a page, and what the page says about it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members, messaging
from hutong.identity import Device, Purpose
from hutong.kernel import i18n
from hutong.kernel.settings import Settings

WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code is on its way. `simulated`: the message itself, where nothing is really sent."""

    to: str
    wait_seconds: int
    simulated: str


async def send(
    session: AsyncSession, chosen: Settings, phone: str, *, purpose: Purpose, device: Device
) -> SentCode:
    """Raises Invalid, TooManyCodes. Outside production the page shows what the telephone would."""
    number = await members.request_code(
        session, phone, purpose=purpose, device=device, locale=i18n.current()
    )
    shown = "" if chosen.production else await messaging.last_words_to(session, number)
    return SentCode(members.masked_phone(number), WAIT_SECONDS, shown)
