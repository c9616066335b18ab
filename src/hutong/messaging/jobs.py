from functools import partial
from uuid import UUID

from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task
from hutong.messaging.gateway import SmsGateway
from hutong.messaging.service import deliver, sweep

SCHEDULE = (Periodic("* * * * *", "messaging.sweep"),)


def tasks(sms: SmsGateway) -> dict[str, Task]:
    """The jobs of this module, with the gateway they send by."""
    return {"messaging.deliver": partial(_deliver, sms), "messaging.sweep": sweep}


async def _deliver(sms: SmsGateway, db: Database, message_id: str) -> None:
    await deliver(db, sms, UUID(message_id))
