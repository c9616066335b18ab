"""Why a payment is as it is: kept as a code with figures, read in the reader's language."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel.db import Database
from hutong.kernel.i18n import using
from hutong.kernel.money import yuan
from hutong.payments import Intent
from hutong.payments.why import WORDS, Why, because
from tests.payments.conftest import begin
from tests.payments.provider import Provider, signed


async def test_a_wrong_amount_is_told_in_the_language_of_whoever_reads_it(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt, paid=yuan("98"))

    await payments.handle_notification(db, provider, *signed(attempt))

    (held,) = await payments.held_attempts(session)
    with using("zh_CN"):
        assert payments.in_words(held.note) == "实付 ¥98.00，应付 ¥99.00"
    with using("en"):
        assert payments.in_words(held.note) == "¥98.00 was paid instead of ¥99.00"


async def test_what_staff_say_of_it_stands_beside_it_as_they_said_it(
    session: AsyncSession, db: Database, provider: Provider, intent: Intent
) -> None:
    attempt = await begin(db, provider, intent)
    provider.pay(attempt, paid=yuan("98"))
    await payments.handle_notification(db, provider, *signed(attempt))

    await payments.accept_held(session, attempt, "银行立减一元")

    settled = await payments.find_attempt(session, attempt)
    with using("zh_CN"):
        assert payments.in_words(settled.note) == "实付 ¥98.00，应付 ¥99.00 · 银行立减一元"


@pytest.mark.parametrize("said", ["ACQ.SYSTEM_ERROR", "退款失败：100%", "payments.amount", "a?b=c"])
def test_what_others_said_is_not_taken_for_a_code(said: str) -> None:
    assert payments.in_words(said) == said


@pytest.mark.parametrize("why", list(Why))
def test_every_code_has_words_for_all_its_figures(why: Why) -> None:
    figures = dict.fromkeys(("paid", "asked", "number", "refunded"), "7?&=")
    kept = because(why, **figures)

    for language in ("zh_CN", "en"):
        with using(language):
            assert payments.in_words(kept) not in {"", kept}
            assert "{" not in payments.in_words(kept)
    assert set(WORDS) == set(Why)
