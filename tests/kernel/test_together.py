import asyncio
from collections.abc import Sequence

import pytest

from hutong.kernel.together import Full, Together


class Clerk:
    """Answers a question with its double, and remembers what was asked together."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, questions: Sequence[int]) -> Sequence[int]:
        self.asked.append(list(questions))
        await self.open.wait()
        if 13 in questions:
            raise ZeroDivisionError
        return [2 * question for question in questions]


async def test_what_is_asked_at_one_moment_is_asked_together() -> None:
    clerk = Clerk()
    together = Together(clerk)

    answers = await asyncio.gather(*(together(n) for n in (1, 2, 3)))

    assert answers == [2, 4, 6]
    assert clerk.asked == [[1, 2, 3]]


async def test_what_comes_while_an_answer_is_on_its_way_is_asked_next() -> None:
    clerk = Clerk()
    together = Together(clerk, most=2)
    clerk.open.clear()

    first = asyncio.create_task(together(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = [asyncio.create_task(together(n)) for n in (2, 3, 4)]
    await asyncio.sleep(0)
    clerk.open.set()

    assert await asyncio.gather(first, *rest) == [2, 4, 6, 8]
    assert clerk.asked == [[1], [2, 3], [4]]


async def test_a_question_that_fails_fails_for_those_who_asked_with_it_and_no_others() -> None:
    together = Together(Clerk(), most=2)

    answers = await asyncio.gather(*(together(n) for n in (1, 13, 3)), return_exceptions=True)

    assert [type(answer) for answer in answers] == [ZeroDivisionError, ZeroDivisionError, int]


async def test_who_went_away_is_not_asked_for() -> None:
    clerk = Clerk()
    together = Together(clerk)

    gone = asyncio.create_task(together(1))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone

    assert await together(2) == 4
    assert clerk.asked == [[2]]


async def test_a_line_that_is_full_takes_nobody_more() -> None:
    clerk = Clerk()
    together = Together(clerk, line_max=2)

    answers = await asyncio.gather(*(together(n) for n in (1, 2, 3)), return_exceptions=True)

    assert answers[:2] == [2, 4]
    assert isinstance(answers[2], Full)
    assert await together(4) == 8


async def test_who_waits_at_closing_time_is_answered_and_nobody_after() -> None:
    together = Together(Clerk(), most=1)
    waiting = [asyncio.create_task(together(n)) for n in (1, 2)]
    await asyncio.sleep(0)

    await together.close(patience_seconds=5)

    assert [await each for each in waiting] == [2, 4]
    with pytest.raises(Full):
        await together(3)


async def test_who_cannot_be_answered_at_closing_time_is_told_so() -> None:
    clerk = Clerk()
    together = Together(clerk, most=1)
    clerk.open.clear()
    waiting = [asyncio.create_task(together(n)) for n in (1, 2)]
    await asyncio.sleep(0)

    await together.close(patience_seconds=0.01)

    with pytest.raises(Full):
        await waiting[1]
    clerk.open.set()
    assert await waiting[0] == 2
