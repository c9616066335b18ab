"""Group commit of what providers tell: the callbacks that wait at one moment become one statement.

Only the common case is taken in here: the right amount for an attempt that is alive, of an intent
that is pending, told for the first time. Of everything else nothing is written here, and whoever
asked goes the way that can do everything, `service/notify.py`; so does everybody when a batch
fails, for a message that is taken in twice is the same as once. A test compares the rows of the
two ways, and `bench/callbacks.py` shows why there are two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
import structlog

from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.kernel.together import Full, Together
from hutong.kernel.wire import PLANNED_ONCE, Run, Wire

BATCH_MAX = 256
QUEUE_MAX = 2048
STATEMENT_MS = 5000
LOCK_MS = 1000
DRAIN_SECONDS = 8

# Each table is entered by keys that are given (`= any`), and what a row must be like is asked after
# it was found: in a plan that was made while the tables were empty, a condition that fits a partial
# index would lead through that.
#
# Locked in the order of the intents. Who waited for a lock judges the newest row, so a message that
# was heard meanwhile finds its attempt captured.
TAKE_IN = """
    with told as materialized (
        select * from unnest(
            $1::int[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
            $8::bytea[], $9::timestamptz[], $10::text[], $11::uuid[], $12::uuid[]
        ) as t (number, attempt_id, provider, event_id, provider_reference, minor, currency, body,
                at, at_told, entry_id, notification_id)
    ),
    asked as materialized (
        select intent_id from payments_attempt where id = any($2)
    ),
    held as materialized (
        select attempt.id as attempt_id, attempt.provider as of, attempt.state,
               attempt.provider_reference as known, intent.id as intent_id, intent.reference,
               intent.state as intent_state, intent.amount_minor, intent.currency as due_in
        from payments_intent intent
        join payments_attempt attempt on attempt.intent_id = intent.id
        where intent.id = any(array(select intent_id from asked)) and attempt.id = any($2)
        order by intent.id
        for update of intent, attempt
    ),
    fits as materialized (
        select told.*, held.intent_id, held.reference
        from told join held using (attempt_id)
        where held.of = told.provider
          and held.state in ('starting', 'open') and held.intent_state = 'pending'
          and held.amount_minor = told.minor and held.due_in = told.currency
          and (held.known is null or held.known = told.provider_reference)
          and (select count(*) from payments_notification heard
               where heard.provider = told.provider and heard.event_id = told.event_id
                 and heard.outcome in ('applied', 'no_effect', 'held')) = 0
    ),
    attempts as (
        update payments_attempt attempt
        set state = 'captured', moved_at = fits.at, query_at = null,
            provider_reference = fits.provider_reference
        from fits where attempt.id = fits.attempt_id and attempt.id = any($2)
    ),
    intents as (
        update payments_intent intent
        set state = 'captured', provider = fits.provider, captured_at = fits.at
        from fits
        where intent.id = fits.intent_id and intent.id = any(array(select intent_id from fits))
    ),
    entries as (
        insert into payments_ledger
            (id, intent_id, attempt_id, kind, provider, provider_event, at, currency, amount_minor)
        select entry_id, intent_id, attempt_id, 'capture', provider,
               'charge:' || provider_reference, at, currency, minor
        from fits
    ),
    happened as (
        insert into event (name, key, payload, at)
        select 'payments.captured', reference,
               jsonb_build_object(
                   'intent_id', intent_id, 'reference', reference,
                   'amount', jsonb_build_object('minor', minor, 'currency', currency),
                   'at', at_told),
               at
        from fits
    ),
    kept as (
        insert into payments_notification
            (id, provider, event_id, attempt_id, body, signature_ok, outcome, note, received_at)
        select notification_id, provider, event_id, attempt_id, body, true, 'applied', '', at
        from fits
    )
    select number from fits
"""

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A provider's signed word that an attempt was paid with so much."""

    attempt_id: UUID
    provider: str
    event_id: str
    provider_reference: str
    paid: Money
    body: bytes
    at: datetime


class Captures:
    """One for each web process: one connection, one batch on its way."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._messages = Together(self._taken, most=BATCH_MAX, line_max=QUEUE_MAX)

    @classmethod
    def of(cls, url: str) -> "Captures":
        """On a connection of its own."""
        return cls(
            Wire(
                url,
                name="hutong captures",
                statement_ms=STATEMENT_MS,
                lock_ms=LOCK_MS,
                planning=PLANNED_ONCE,
            )
        )

    async def take_in(self, told: Told) -> bool:
        """True: it is in the books, committed. False: take it in the other way."""
        try:
            return await self._messages(told)
        except Full:
            return False

    async def close(self) -> None:
        """Take nothing more, and finish what waits."""
        await self._messages.close(patience_seconds=DRAIN_SECONDS)
        await self._run.close()

    async def _taken(self, batch: Sequence[Told]) -> list[bool]:
        """An attempt is taken once in a batch."""
        places = {told.attempt_id: place for place, told in reversed([*enumerate(batch)])}
        rows = [_row(place, batch[place]) for place in places.values()]
        try:
            found = await self._run(TAKE_IN, *zip(*rows, strict=True))
        except Exception as trouble:  # noqa: BLE001 - the other way says what is wrong
            log.warning("payments.one_by_one", messages=len(batch), error=type(trouble).__name__)
            return [False] * len(batch)
        taken = {row["number"] for row in found}
        return [place in taken for place in range(len(batch))]


def _row(place: int, told: Told) -> tuple[object, ...]:
    return (
        place,
        told.attempt_id,
        told.provider,
        told.event_id,
        told.provider_reference,
        told.paid.minor,
        told.paid.currency,
        told.body,
        told.at,
        msgspec.to_builtins(told.at),
        new_id(),
        new_id(),
    )
