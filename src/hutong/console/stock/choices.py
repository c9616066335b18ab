"""Choosing a location: in forms by its id, in filters by its code."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.kit import Answers, Choice, ChoiceField, Option
from hutong.inventory import MAIN, LocationKind
from hutong.kernel import texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext

KEEPING = tuple(set(LocationKind) - {LocationKind.POOL, LocationKind.TRANSIT})


async def keeping(session: AsyncSession) -> Sequence[Option]:
    """Where goods are kept: neither pools nor what is on its way."""
    return [
        Option(str(each.id), texts.pick(each.name))
        for each in await inventory.locations(session, KEEPING)
    ]


async def by_code(session: AsyncSession) -> Sequence[Option]:
    return [Option(each.code, texts.pick(each.name)) for each in await inventory.locations(session)]


def location_choice(name: str = "location", title: str = N_("Location")) -> ChoiceField:
    return ChoiceField(name=name, title=title, options=keeping, required=True)


def location_filter() -> Choice:
    return Choice(name="location", title=N_("Location"), options=by_code)


async def at_location(_session: AsyncSession, _subject: Any) -> Answers:
    return {"location": MAIN}


def location_of(answer: str, field: str = "location") -> UUID:
    """Raises Invalid."""
    try:
        return UUID(answer)
    except ValueError:
        raise Invalid([Problem(field, gettext("Please choose one of these."))]) from None
