"""Messages to merchants are jobs: sent over HTTP, and again until the merchant has understood."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from hutong.kernel import clock, jobs
from hutong.kernel.db import Database
from hutong.kernel.jobs import Task
from hutong.kernel.sealing import Box
from hutong.kernel.settings import Settings
from hutong.sandbox import queries
from hutong.sandbox.gateways.post import post
from hutong.sandbox.models import Delivery
from hutong.sandbox.signing import signer

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 1800))
UNDERSTOOD = range(200, 300)


def tasks(settings: Settings, transport: Any = None) -> dict[str, Task]:
    box = Box(settings.secret.get_secret_value())
    return {"sandbox.deliver": partial(_deliver, box, transport)}


async def _deliver(box: Box, transport: Any, db: Database, *, message_id: str, tries: int) -> None:
    async with db.reading() as session:
        found = await queries.message(session, UUID(message_id))
    if found is None:
        return
    message, charge = found
    at = clock.now()
    key = await signer(db, box)
    headers = (key.forged() if message.forged else key).headers(message.body, at=at)
    answer = await post(charge.notify_url, message.body, headers, transport=transport)
    async with db.transaction() as session:
        session.add(Delivery(message_id=message.id, sent_at=at, answer=answer))
        if answer not in UNDERSTOOD and tries < len(WAITS) and not message.forged:
            await jobs.defer(
                session,
                "sandbox.deliver",
                at=at + WAITS[tries],
                message_id=message_id,
                tries=tries + 1,
            )
