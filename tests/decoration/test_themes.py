"""Themes: colours that can be read, worn from when to when."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.decoration import PLAIN, Look, Ornament, ThemeDraft
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid

DAY = timedelta(days=1)
NAME = {"zh": "春节", "en": "Spring Festival"}
RED = Look(primary="#a3231b", accent="#a3231b", ornament=Ornament.LANTERNS)


async def test_a_skin_is_worn_on_its_days_and_taken_off_by_itself(
    session: AsyncSession, time: Simulated
) -> None:
    at = clock.now()
    draft = ThemeDraft(name=NAME, look=RED, from_at=at + DAY, until_at=at + 2 * DAY)
    await decoration.save_theme(session, None, draft, by=SYSTEM)
    board = await decoration.board(session, at)

    worn = [board.look(at + days * DAY) for days in range(3)]

    assert worn == [PLAIN, RED, PLAIN]


async def test_a_theme_without_days_is_only_kept(session: AsyncSession) -> None:
    await decoration.save_theme(session, None, ThemeDraft(name=NAME, look=RED), by=SYSTEM)

    board = await decoration.board(session, clock.now())

    assert board.look(clock.now()) == PLAIN


@pytest.mark.parametrize(
    ("look", "field"),
    [
        (Look(primary="#ffd400"), "primary"),
        (Look(accent="#ff9999"), "accent"),
        (Look(primary="red"), "primary"),
        (Look(primary="#fff;}body{display:none"), "primary"),
    ],
)
async def test_a_colour_on_which_nobody_can_read_is_refused(
    session: AsyncSession, look: Look, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await decoration.save_theme(session, None, ThemeDraft(name=NAME, look=look), by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize("colour", ["#1f4e8c", "#b93a22", "#2b6a57", "#000000", "#767676"])
def test_a_colour_that_can_be_read_is_taken(colour: str) -> None:
    assert not list(Look(primary=colour, accent=colour).problems())
