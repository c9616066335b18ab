"""Questions that are asked at the same moment are asked together, in one statement."""

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")
Asking = Callable[[Sequence[Q]], Awaitable[Sequence[A]]]

MOST = 64


class Full(Exception):
    """The line is as long as it may be, or it is closed: the question was not asked."""


class Together(Generic[Q, A]):
    """What is asked while an answer is on its way is asked next. Nobody waits for a timer: alone, a
    question waits for one round trip; under load the groups grow by themselves.

    `ask` gives as many answers as there are questions, in their order. What it raises is raised to
    everybody who asked; so where one question can spoil the others, it returns the failures of
    each. `most` go in one group, `line_max` may wait.
    """

    def __init__(self, ask: Asking[Q, A], *, most: int = MOST, line_max: int = sys.maxsize) -> None:
        self._ask = ask
        self._most = most
        self._line_max = line_max
        self._waiting: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def __call__(self, question: Q) -> A:
        """Raises Full."""
        if len(self._waiting) >= self._line_max:
            raise Full
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await answer

    async def close(self, *, patience_seconds: float) -> None:
        """Take nothing more, and answer who waits; who waits longer than that is told Full."""
        self._line_max = 0
        if self._working is not None:
            await asyncio.wait([self._working], timeout=patience_seconds)
        for _, answer in self._waiting:
            if not answer.done():
                answer.set_exception(Full())

    async def _work(self) -> None:
        try:
            while asked := self._next():
                await self._answer(asked)
        finally:
            self._working = None

    def _next(self) -> list[tuple[Q, "asyncio.Future[A]"]]:
        asked: list[tuple[Q, asyncio.Future[A]]] = []
        while self._waiting and len(asked) < self._most:
            question, answer = self._waiting.popleft()
            if not answer.done():  # whoever asked may have gone away
                asked.append((question, answer))
        return asked

    async def _answer(self, asked: "Sequence[tuple[Q, asyncio.Future[A]]]") -> None:
        try:
            answers = await self._ask([question for question, _ in asked])
        except Exception as failure:  # noqa: BLE001 - it is told to whoever asked
            for _, answer in asked:
                if not answer.done():
                    answer.set_exception(failure)
            return
        for (_, answer), said in zip(asked, answers, strict=True):
            if not answer.done():
                answer.set_result(said)
