"""Questions that are asked at the same moment are asked together, in one statement."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")
Asking = Callable[[Sequence[Q]], Awaitable[Sequence[A]]]

MOST = 64


class Together(Generic[Q, A]):
    """What is asked while an answer is on its way is asked next. Nobody waits for a timer.

    `ask` gives as many answers as there are questions, in their order. What it raises is raised to
    everybody who asked; so it is only for questions, and never for one that can spoil the others.
    """

    def __init__(self, ask: Asking[Q, A], *, most: int = MOST) -> None:
        self._ask = ask
        self._most = most
        self._waiting: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def __call__(self, question: Q) -> A:
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await answer

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
