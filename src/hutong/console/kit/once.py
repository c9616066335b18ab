"""A form that is sent twice is done once. Every page carries a key, which its forms send along; it
is taken in the transaction of what is done, so that a second press, or a second try after a line
that broke, gets the first answer again."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Response
from litestar.datastructures import UploadFile
from litestar.response import Template

from hutong import access
from hutong.access import Sending
from hutong.console.kit.answers import Visit
from hutong.console.kit.fields import Posted
from hutong.console.kit.labels import Tone
from hutong.kernel import clock
from hutong.kernel.errors import Refused
from hutong.kernel.i18n import gettext

FIELD = "form_key"
ASIDE = {FIELD, "back"}
"""What a form carries that does not say what is to be done."""


@dataclass(eq=False)
class FormWithoutKey(Refused):
    message = "This form was opened in another way. Look through it and send it again."


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the member of staff hears of a deed that is done, and where they see it."""

    go_to: str
    message: str
    tone: Tone = Tone.GOOD


async def once(
    visit: Visit, posted: Posted, act: Callable[[], Awaitable[Told | Template]]
) -> Response[Any]:
    """Do it, or say what was said when it was done. What is refused may be sent again, and what is
    only shown is shown again. Raises FormWithoutKey, FormReused and whatever the act refuses."""
    sending = await _sending(visit, posted)
    async with visit.session.begin_nested():
        kept = await access.sent_before(visit.session, sending, at=clock.now())
        if kept is not None:
            words = gettext("Sent twice, done once.")
            return visit.done(kept.go_to, f"{kept.message} {words}".strip(), Tone(kept.tone))
        told = await act()
        if isinstance(told, Template):
            await access.forget(visit.session, sending)
            return told
        await access.keep_answer(
            visit.session, sending, go_to=told.go_to, message=told.message, tone=told.tone
        )
    return visit.done(told.go_to, told.message, told.tone)


async def _sending(visit: Visit, posted: Posted) -> Sending:
    key = posted.one(FIELD)
    if not key:
        raise FormWithoutKey
    said = [
        (name, await _content(value)) for name, value in posted.everything() if name not in ASIDE
    ]
    return Sending(visit.viewer.id, _digest(visit.request.url.path, key), _digest(*sorted(said)))


async def _content(value: str | UploadFile) -> str:
    if isinstance(value, str):
        return value
    content = await value.read()
    await value.seek(0)
    return hashlib.sha256(content).hexdigest()


def _digest(*said: object) -> bytes:
    return hashlib.sha256(msgspec.json.encode(said)).digest()
