"""All that is to be known before an order: whose token it is, whether the key was answered before,
and the checkout as it stands. One statement, for everybody who orders at the same moment.

Each of these facts has a front door of its own in its module; a test compares the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.datastructures import State
from litestar.di import NamedDependency

from hutong import cart, identity, members
from hutong.api.models import KeptAnswer
from hutong.api.repeats import Before
from hutong.cart import Review
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.together import Together
from hutong.orders import Batcher
from hutong.web.visitor import NotSignedIn

KNOWN = f"""
    select who.subject_id as payer_id, checkout.*, {cart.AROUND},
           kept.key as kept_key, kept.fingerprint as kept_fingerprint,
           kept.status as kept_status, kept.body as kept_body, kept.at as kept_at
    from unnest($1::bytea[], $2::text[], $3::uuid[]) with ordinality
             as asked (hashed, key, checkout_id, place)
    left join lateral ({members.whose_sql("asked.hashed", "$4")}) who on true
    left join lateral (
        select * from api_answer
        where member_id = who.subject_id and key = asked.key limit 1) kept on true
    left join lateral (
        select * from cart_checkout where id = asked.checkout_id limit 1) checkout
        on checkout.member_id = who.subject_id
    order by asked.place
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Known:
    """Who orders, what they were answered under their key, and their checkout if it is theirs."""

    before: Before
    review: Review | None


class Desk:
    """Where programs place orders: one for each web process."""

    def __init__(self, db: Database, batcher: Batcher, *, pay_minutes: int) -> None:
        self.db = db
        self.batcher = batcher
        self.pay_minutes = pay_minutes
        self._look = Together(self._looked)

    async def look(self, token: str | None, key: str, checkout_id: UUID) -> Known:
        """No transaction is left open. Raises NotSignedIn."""
        if token is None:
            raise NotSignedIn
        row = await self._look((identity.token_hash(token), key, checkout_id))
        if row["payer_id"] is None:
            raise NotSignedIn
        review = None if row["id"] is None else cart.review_of(row)
        return Known(Before(row["payer_id"], _kept(row)), review)

    async def _looked(self, asked: Sequence[tuple[bytes, str, UUID]]) -> Sequence[Any]:
        hashes, keys, checkout_ids = zip(*asked, strict=True)
        return await self.db.glance(KNOWN, hashes, keys, checkout_ids, clock.now())


AtTheDesk = NamedDependency[Desk]


def provide_desk(state: State) -> Desk:
    desk: Desk = state.desk
    return desk


def _kept(row: Mapping[str, Any]) -> KeptAnswer | None:
    if row["kept_key"] is None:
        return None
    columns = {name: row[f"kept_{name}"] for name in ("key", "fingerprint", "status", "body", "at")}
    return KeptAnswer(member_id=row["payer_id"], **columns)
