"""The procedures a shop begins with. Once there are any, staff alone say how things are done."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.checklists import queries
from hutong.checklists.procedures import ProcedureDraft, StepDraft, save_procedure
from hutong.checklists.states import About, DueFrom, Starts
from hutong.kernel.actor import SYSTEM

FILE = Path(__file__).with_name("starter.toml")


async def plant(session: AsyncSession) -> None:
    """Nothing where there are some already, or nobody yet whose steps they could be."""
    await queries.hold_planting(session)
    if await queries.any_procedure(session) or not await access.roles(session):
        return
    for raw in tomllib.loads(FILE.read_text("utf-8"))["procedure"]:
        await save_procedure(session, _procedure(raw), by=SYSTEM)


def _procedure(raw: Mapping[str, Any]) -> ProcedureDraft:
    return ProcedureDraft(
        name=raw["name"],
        purpose=raw["purpose"],
        about=About(raw["about"]),
        starts=Starts(raw["starts"]),
        hour=raw.get("hour", 0),
        active=raw.get("active", True),
        steps=tuple(_step(each) for each in raw["step"]),
    )


def _step(raw: Mapping[str, Any]) -> StepDraft:
    hours = raw.get("due_hours")
    return StepDraft(
        title=raw["title"],
        hint=raw.get("hint", {}),
        role=raw["role"],
        due_hours=hours,
        due_from=None if hours is None else DueFrom(raw.get("due_from", DueFrom.START)),
        wants_note=raw.get("wants_note", False),
        wants_file=raw.get("wants_file", False),
        wants_second=raw.get("wants_second", False),
        fact=raw.get("fact", ""),
    )
