from functools import partial
from typing import Any

from hutong.kernel.db import Database
from hutong.kernel.jobs import Periodic, Task
from hutong.payments.books.fold import fold_balances
from hutong.payments.gateway import Gateways
from hutong.payments.health.watch import watch
from hutong.payments.reconciling.run import ask_about, reconcile, reconcile_due
from hutong.payments.service.notify import forget_noise
from hutong.payments.service.query import close_charge, query_attempt, query_pending
from hutong.payments.service.refunds import send_refund, send_refunds
from hutong.payments.unclaimed.settle import return_due, return_unclaimed

SCHEDULE = (
    Periodic("* * * * * */10", "payments.query_pending"),
    Periodic("* * * * * */30", "payments.send_refunds"),
    Periodic("* * * * *", "payments.return_due"),
    Periodic("41 3 * * *", "payments.forget_noise"),
    Periodic("35 * * * *", "payments.reconcile_due"),
    Periodic("* * * * *", "payments.watch"),
    Periodic("* * * * *", "payments.fold_balances"),
)


def tasks(gateways: Gateways) -> dict[str, Task]:
    """The jobs of this module, with the providers they speak to."""
    functions: dict[str, Task] = {
        "payments.query_pending": query_pending,
        "payments.query_attempt": query_attempt,
        "payments.close_charge": close_charge,
        "payments.send_refund": send_refund,
        "payments.send_refunds": send_refunds,
        "payments.reconcile": reconcile,
        "payments.reconcile_due": reconcile_due,
        "payments.ask_about": ask_about,
        "payments.return_unclaimed": return_unclaimed,
        "payments.return_due": return_due,
    }
    speaking = {name: partial(_with, each, gateways) for name, each in functions.items()}
    return {
        **speaking,
        "payments.forget_noise": forget_noise,
        "payments.watch": watch,
        "payments.fold_balances": fold_balances,
    }


async def _with(function: Task, gateways: Gateways, db: Database, **args: Any) -> None:
    await function(db, gateways, **args)
