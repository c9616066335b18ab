"""Staff from the command line: the first account, the roles, and no demo in production."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError, Invalid
from hutong.kernel.operator import OperatorError
from hutong.kernel.settings import Settings

PASSWORD_BYTES = 12
Answer = TypeVar("Answer")


class StaffRefused(OperatorError): ...


def hire(settings: Settings, *, email: str, name: str, roles: Sequence[str], password: str) -> str:
    """Make an account and answer its password, which is made up when none is given."""
    password = password or secrets.token_urlsafe(PASSWORD_BYTES)

    async def create(session: AsyncSession) -> None:
        await access.ensure_roles(session)
        await access.create_staff(
            session, email=email, name=name, password=password, roles=roles, by=SYSTEM
        )

    try:
        _in_one_transaction(settings, create)
    except Invalid as refused:
        raise StaffRefused("\n".join(problem.message for problem in refused.problems)) from None
    except DomainError as refused:
        raise StaffRefused(str(refused)) from None
    return password


def ensure_roles(settings: Settings) -> None:
    """A new version may bring new permissions; the owner has them all."""
    _in_one_transaction(settings, access.ensure_roles)


def refuse_demo_staff(settings: Settings) -> None:
    """In production nobody may sign in with a password that stands in the manual."""
    if not settings.production:
        return
    try:
        there = _in_one_transaction(settings, access.demo_staff_exist)
    except ProgrammingError:
        raise StaffRefused("The database has no tables yet: run `hutong migrate`.") from None
    if there:
        raise StaffRefused(
            "This database holds demo accounts, whose passwords everybody knows. "
            "Production needs a database of its own, without demo trade."
        )


def _in_one_transaction(
    settings: Settings, use: Callable[[AsyncSession], Awaitable[Answer]]
) -> Answer:
    async def run() -> Answer:
        db = Database(settings.database_url.get_secret_value(), pool_size=1)
        try:
            async with db.transaction() as session:
                return await use(session)
        finally:
            await db.close()

    return asyncio.run(run())
