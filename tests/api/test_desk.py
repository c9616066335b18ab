"""The desk knows in one look what the modules know by their front doors."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, members
from hutong.api.desk import Desk, Known
from hutong.api.models import KeptAnswer
from hutong.cart import Item, Source
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.members import Member
from hutong.orders import Batcher
from hutong.web.visitor import NotSignedIn
from tests.api.conftest import token_of
from tests.make import people

KEY = "order-0001"


@pytest.fixture
def desk(db: Database, batcher: Batcher) -> Desk:
    return Desk(db, batcher, pay_minutes=30)


async def _begun(session: AsyncSession, member: Member, mug: ProductSheet, quantity: int) -> UUID:
    items = [Item(mug.skus[0].id, quantity)]
    return (await cart.begin_checkout(session, member.id, items, Source.BUY_NOW)).id


async def test_everybody_who_asks_at_once_hears_of_their_own(
    session: AsyncSession, desk: Desk, member: Member, mug: ProductSheet
) -> None:
    other = await people.member(session)
    asking = [
        (await token_of(session, who), await _begun(session, who, mug, n))
        for n, who in enumerate((member, other), 1)
    ]

    known = await asyncio.gather(*(desk.look(token, KEY, each) for token, each in asking))

    for (token, checkout_id), told in zip(asking, known, strict=True):
        signed_in = await members.whose(session, token)
        assert signed_in is not None
        assert told.before.member_id == signed_in.subject.id
        assert await _as_the_cart_says(session, told, checkout_id)


async def _as_the_cart_says(session: AsyncSession, told: Known, checkout_id: UUID) -> bool:
    plain = await cart.find_review(session, checkout_id, member_id=told.before.member_id)
    seen = told.review
    return (
        seen is not None
        and seen.checkout.id == plain.checkout.id
        and (seen.lines, seen.quote, seen.problems) == (plain.lines, plain.quote, plain.problems)
        and [each.id for each in seen.addresses] == [each.id for each in plain.addresses]
    )


async def test_nobody_sees_the_checkout_of_somebody_else(
    session: AsyncSession, desk: Desk, member: Member, mug: ProductSheet
) -> None:
    theirs = await _begun(session, await people.member(session), mug, 1)

    known = await desk.look(await token_of(session, member), KEY, theirs)

    assert known.before.member_id == member.id
    assert known.review is None


async def test_what_was_answered_under_the_key_is_known_to_its_member_alone(
    session: AsyncSession, desk: Desk, member: Member
) -> None:
    other = await people.member(session)
    kept = KeptAnswer(
        member_id=member.id, key=KEY, fingerprint="f", status=201, body=b"told", at=clock.now()
    )
    session.add(kept)
    await session.flush()

    mine = await desk.look(await token_of(session, member), KEY, uuid4())
    theirs = await desk.look(await token_of(session, other), KEY, uuid4())

    assert mine.before.kept is not None
    assert mine.before.kept.body == b"told"
    assert theirs.before.kept is None


async def test_a_token_that_is_over_opens_nothing(
    session: AsyncSession, desk: Desk, member: Member, time: Simulated
) -> None:
    token = await token_of(session, member)
    time.advance(timedelta(days=400))

    for wrong in (token, "never-given-out", None):
        with pytest.raises(NotSignedIn):
            await desk.look(wrong, KEY, uuid4())
