"""How a buyer's paying went. It follows from the story's key alone, so that it is the same however
often the story is told, and needs no chance of its own."""

from dataclasses import dataclass
from datetime import timedelta
from zlib import crc32

from hutong.demo.year.stories import Story
from hutong.kernel.clock import local_day

PLAINLY_PAID = "sandbox"  # there, a person decides how it goes
MILLE = 1000
DECLINED, UNTOLD, ABANDONED = 4, 30, 750  # of a thousand
SLOW = 50
USUAL_SECONDS, SLOW_SECONDS = range(1, 5), range(20, 151)
MOST_OF_THE_WAIT = 0.5
LEAVES_AFTER = timedelta(seconds=20)
DECLINED_AFTER = timedelta(seconds=8)
TRIES_AGAIN_AFTER = timedelta(seconds=5)


@dataclass(frozen=True)
class Paying:
    """`lag` is from the provider's moment to ours; without a message, the shop asks after it."""

    declined_first: bool = False
    told: bool = True
    lag: timedelta = timedelta()
    abandoned: bool = False
    """At the cashier, and never paid there."""


def paying(story: Story) -> Paying:
    if story.provider == PLAINLY_PAID:
        return Paying()
    if story.paid_at is None:
        return Paying(abandoned=_of(story, "abandoned") < ABANDONED)
    return Paying(
        declined_first=_of(story, "declined") < DECLINED,
        told=_of(story, "told") >= UNTOLD,
        lag=_lag(story),
    )


def _lag(story: Story) -> timedelta:
    assert story.paid_at is not None  # noqa: S101 - asked of paid ones
    slow = _of(story, "slow") < SLOW
    seconds = SLOW_SECONDS if slow else USUAL_SECONDS
    wished = timedelta(seconds=seconds[_of(story, "seconds") % len(seconds)])
    lag = min(wished, (story.paid_at - story.placed_at) * MOST_OF_THE_WAIT)
    same_day = local_day(story.paid_at - lag) == local_day(story.paid_at)
    return lag if same_day else timedelta()


def _of(story: Story, asked: str) -> int:
    return crc32(f"{asked} {story.key}".encode()) % MILLE
