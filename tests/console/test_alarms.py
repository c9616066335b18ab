"""Every alarm says in plain words what is wrong."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.console.alarms.words import ALARMS
from tests.console.conftest import Staffed

SOURCE = Path("src/hutong")
RAISING = {"raise_alarm", "set_alarms"}


def kinds() -> Iterator[str]:
    """The second argument of every call that raises an alarm."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id=name) | ast.Attribute(attr=name),
                    args=[_, ast.Constant(value=str(kind)), *_],
                ) if name in RAISING:
                    yield kind


def test_every_kind_that_is_raised_has_words_and_no_words_are_left_over() -> None:
    assert set(kinds()) == set(ALARMS)


@pytest.fixture
async def browser(session: AsyncSession, staffed: Staffed) -> AsyncClient:
    await access.raise_alarm(session, "access.trail_broken", facts={"broken_at": 3, "unsealed": 1})
    return await staffed()


async def test_the_dashboard_counts_alarms_until_somebody_sees_to_them(
    session: AsyncSession, browser: AsyncClient
) -> None:
    page = await browser.get("/console/alarms?state=new")
    before = await browser.get("/console")
    alarm_id = await session.scalar(select(access.Alarm.id))
    await browser.post(f"/console/alarms/{alarm_id}/acknowledgement", data={"note": "on it"})

    seen_to = await browser.get("/console/alarms?state=seen_to")

    assert "broken at place 3, 1 unsealed" in page.text
    assert "/console/alarms?state=new" in before.text
    assert "on it" in seen_to.text


async def test_an_alarm_of_an_older_version_is_still_shown(
    session: AsyncSession, browser: AsyncClient
) -> None:
    await access.raise_alarm(session, "something.forgotten", facts={"count": 7})

    page = await browser.get("/console/alarms")

    assert "something.forgotten" in page.text
    assert "count: 7" in page.text
