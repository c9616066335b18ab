"""Telling merchants: each message is sent over HTTP, and again until it is understood."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from hutong.kernel import clock
from hutong.simulators import alipay, queries, unionpay, wechat
from hutong.simulators.desk import Desk
from hutong.simulators.gateways.post import post
from hutong.simulators.keys import Keys
from hutong.simulators.models import (
    Charge,
    Message,
    Provider,
    Refund,
    RefundState,
    Telling,
)

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 1800))
OK = 200
REPEATS = 3
A_DAY = timedelta(days=1)


class Write(Protocol):
    def __call__(
        self,
        keys: Keys,
        charge: Charge,
        made: Refund | None,
        *,
        event: str,
        at: datetime,
        forged: bool,
    ) -> tuple[dict[str, str], bytes]: ...


@dataclass(frozen=True)
class Manners:
    """How a provider writes, and what it wants to hear."""

    write: Write
    media_type: str
    understood: Callable[[int | None, str], bool]


def _is_ok(status: int | None, _text: str) -> bool:
    return status == OK


def _says_success(_status: int | None, text: str) -> bool:
    return text == "success"


FORM = "application/x-www-form-urlencoded"
MANNERS: Mapping[Provider, Manners] = {
    Provider.WECHAT: Manners(wechat.notice, "application/json", _is_ok),
    Provider.ALIPAY: Manners(alipay.notice, FORM, _says_success),
    Provider.UNIONPAY: Manners(unionpay.notice, FORM, _is_ok),
}


async def deliver_due(desk: Desk, *, transport: Any = None) -> int:
    """Send whatever is due. How many messages that were."""
    at = clock.now()
    async with desk.db.transaction() as session:
        due = await queries.due(session, at)
        for message, charge in due:
            made = await queries.refund(session, message.refund_id)
            if made is not None and made.state is RefundState.PROCESSING:
                made.state = RefundState.DONE
            if message.body is None:
                message.headers, message.body = _written(desk.keys, charge, made, message, at=at)
            message.due_at = None
            message.times += 1
            message.sent_at = at
    for message, charge in due:
        await _send(desk, message, charge, transport=transport)
    return len(due)


def _written(
    keys: Keys, charge: Charge, made: Refund | None, message: Message, *, at: datetime
) -> tuple[dict[str, str], bytes]:
    signed_at = at - A_DAY if message.telling is Telling.REPLAYED else at
    return MANNERS[charge.provider].write(
        keys,
        charge,
        made,
        event=str(message.id),
        at=signed_at,
        forged=message.telling is Telling.FORGED,
    )


async def _send(desk: Desk, message: Message, charge: Charge, *, transport: Any) -> None:
    manners = MANNERS[charge.provider]
    headers = {**(message.headers or {}), "content-type": manners.media_type}
    status, text = await post(charge.notify_url, message.body or b"", headers, transport=transport)
    async with desk.db.transaction() as session:
        kept = await session.get_one(Message, message.id, populate_existing=True)
        kept.answer = status
        kept.due_at = _next(kept, understood=manners.understood(status, text))


def _next(message: Message, *, understood: bool) -> datetime | None:
    if message.telling is Telling.THREE_TIMES and message.times < REPEATS:
        return clock.now()
    bad = message.telling in {Telling.FORGED, Telling.REPLAYED}
    if understood or bad or message.times > len(WAITS):
        return None
    message.headers, message.body = None, None  # a new try is signed anew
    return clock.now() + WAITS[message.times - 1]
