"""How long, how often, how many: the numbers of proving who one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hutong.identity.models import Proof, SubjectKind

TOKEN_BYTES = 32
ROTATE_AFTER = timedelta(hours=24)
ROTATION_GRACE = timedelta(seconds=60)
FRESH_FOR = timedelta(minutes=15)

CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=5)
CODE_ATTEMPTS_MAX = 5
CODES_KEPT = timedelta(days=2)
ATTEMPTS_KEPT = timedelta(days=200)

PASSWORD_MIN, PASSWORD_MAX = 8, 128

TOTP_STEP_SECONDS = 30
TOTP_STEPS_ASIDE = 1
TOTP_PENDING = timedelta(minutes=30)
RECOVERY_CODES = 10


@dataclass(frozen=True)
class Lifetime:
    idle: timedelta
    absolute: timedelta


REMEMBERED: Mapping[SubjectKind, Lifetime] = {
    SubjectKind.MEMBER: Lifetime(timedelta(days=30), timedelta(days=180)),
    SubjectKind.STAFF: Lifetime(timedelta(hours=12), timedelta(days=7)),
}
NOT_REMEMBERED = Lifetime(timedelta(hours=2), timedelta(hours=12))


@dataclass(frozen=True)
class Limit:
    """At most so many within that time, counted backwards from now."""

    count: int
    within: timedelta


CODES_PER_PHONE = (
    Limit(1, timedelta(seconds=60)),
    Limit(5, timedelta(hours=1)),
    Limit(10, timedelta(days=1)),
)
CODES_PER_IP = (Limit(20, timedelta(hours=1)),)

WRONG_PER_HANDLE: Mapping[Proof, Limit] = {
    Proof.PASSWORD: Limit(10, timedelta(minutes=15)),
    Proof.TOTP: Limit(5, timedelta(minutes=5)),
    Proof.RECOVERY_CODE: Limit(5, timedelta(minutes=15)),
}
WRONG_PER_IP: Mapping[Proof, Limit] = {
    Proof.PASSWORD: Limit(50, timedelta(minutes=15)),
    Proof.CODE: Limit(50, timedelta(minutes=15)),
    Proof.TOTP: Limit(50, timedelta(minutes=15)),
    Proof.RECOVERY_CODE: Limit(20, timedelta(minutes=15)),
}


def wait(times: Sequence[datetime], limits: Sequence[Limit], at: datetime) -> int:
    """Seconds until one more is within all limits; 0 when it is already.

    It works again by itself as the old ones fall out of the window: nobody is locked out for good.
    """
    newest_first = sorted(times, reverse=True)
    seconds = 0
    for limit in limits:
        if len(newest_first) >= limit.count:
            free_at = newest_first[limit.count - 1] + limit.within
            left = free_at - at
            if left > timedelta(0):
                seconds = max(seconds, -(-left // timedelta(seconds=1)))
    return seconds
