"""Starting a payment in two statements instead of seven, and past SQLAlchemy.

Every shopper who buys comes through here; `bench/checkouts.py` measures the whole way. What is
decided is what `states.py` says: only a pending intent is paid, one attempt of it is alive at a
time, and an attempt opens when it was starting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec

from hutong.kernel import clock
from hutong.kernel.db import Row, loaded
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.kernel.wire import Ask
from hutong.payments.gateway import ChargeStarted, Method
from hutong.payments.models import Attempt

FIRST_QUERY = timedelta(seconds=15)

# The intent is the lock. Who waited for it sees its newest state, and by the conflict the attempt
# that was made meanwhile.
CLAIM = """
    with intent as materialized (
        select id, number, currency, amount_minor, expires_at from payments_intent
        where {mine} and state = 'pending' and expires_at > $3
        for no key update
    ),
    attempt as (
        insert into payments_attempt as attempt
            (id, intent_id, provider, method, state, started_at, moved_at, expires_at, query_at,
             queries, note)
        select $1, intent.id, $2, $5, 'starting', $3, $3, intent.expires_at, $4, 0, '' from intent
        on conflict (intent_id) where state in ('starting', 'open')
        do update set provider = attempt.provider
        returning id, intent_id, provider, method, provider_reference, url, fields, code, invoke,
                  good_until, expires_at
    )
    select attempt.*, intent.number, intent.currency, intent.amount_minor from attempt, intent
"""
OF_INTENT = CLAIM.format(mine="id = $6")
OF_MEMBER = CLAIM.format(mine="member_id = $6 and number = $7")
OPENED = """
    update payments_attempt
    set provider_reference = coalesce($2, provider_reference), url = $3, fields = $4, code = $5,
        invoke = $6, good_until = $7,
        moved_at = case state when 'starting' then $8 else moved_at end,
        state = case state when 'starting' then 'open' else state end
    where id = $1
"""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How the shopper wants to pay, and what that needs to know of them."""

    provider: str
    method: Method
    payer: str = ""
    client_ip: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The attempt that is alive, to be read only, and for what it is made."""

    attempt: Attempt
    number: str
    amount: Money
    choice: Choice

    @property
    def as_chosen(self) -> bool:
        made = (self.attempt.provider, self.attempt.method)
        return made == (self.choice.provider, self.choice.method)


async def claim(ask: Ask, intent_id: UUID, choice: Choice) -> Claim | None:
    """The alive attempt of an intent, whatever the way it was made for, else a new one as chosen;
    None when it is not to be paid now. The intent is locked."""
    return _claim(await ask(OF_INTENT, *_new(choice), intent_id), choice)


async def claim_own(ask: Ask, number: str, choice: Choice, *, member_id: UUID) -> Claim | None:
    """The same for what a member pays under that number."""
    return _claim(await ask(OF_MEMBER, *_new(choice), member_id, number), choice)


async def opened(ask: Ask, attempt: Attempt, started: ChargeStarted) -> None:
    """The provider has opened it; when the callback was faster than that answer, only the way
    on is noted."""
    attempt.go_on(started)
    await ask(
        OPENED,
        attempt.id,
        attempt.provider_reference,
        attempt.url,
        _json(attempt.fields),
        attempt.code,
        _json(attempt.invoke),
        attempt.good_until,
        clock.now(),
    )


def _new(choice: Choice) -> tuple[object, ...]:
    at = clock.now()
    return new_id(), choice.provider, at, at + FIRST_QUERY, choice.method.value


def _claim(found: Sequence[Row], choice: Choice) -> Claim | None:
    if not found:
        return None
    row = dict(found[0])
    number, amount = row.pop("number"), Money(row.pop("amount_minor"), row.pop("currency"))
    attempt = loaded(Attempt, {**row, "method": Method(row["method"])})
    return Claim(attempt=attempt, number=number, amount=amount, choice=choice)


def _json(value: Mapping[str, str] | None) -> str | None:
    return msgspec.json.encode(value).decode() if value else None
