import asyncio
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import messaging
from hutong.kernel import i18n
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.states import IllegalMove, move
from hutong.messaging import (
    TEMPLATES,
    Channel,
    GatewayUnreachable,
    Message,
    MessageState,
    RecipientRefused,
)
from hutong.messaging.states import MOVES
from hutong.messaging.templates import write
from tests.conftest import Worker

PHONE = "13812345678"


class FakeSms:
    """A real carrier, as far as this module can tell: it takes notes, or fails as told."""

    simulated = False

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.taken: list[tuple[str, str, str]] = []

    async def send(self, phone: str, body: str, *, key: str) -> None:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append((phone, body, key))


async def code_message(session: AsyncSession, template: str = "code.sign_in") -> Message:
    return await messaging.send(
        session,
        channel=Channel.SMS,
        to=PHONE,
        template=template,
        params={"code": "042137"},
        locale="zh_CN",
    )


async def test_a_code_stands_in_the_message_log_when_messages_are_simulated(
    session: AsyncSession, worker: Worker
) -> None:
    message = await code_message(session)
    assert message.state is MessageState.QUEUED

    await worker()

    kept = await messaging.find(session, message.id)
    assert kept.state is MessageState.SENT
    assert kept.sent_at is not None
    assert "042137" in kept.body


async def test_a_code_that_really_left_is_forgotten(session: AsyncSession, db: Database) -> None:
    message = await code_message(session)
    sms = FakeSms()

    await messaging.deliver(db, sms, message.id)

    ((phone, body, key),) = sms.taken
    assert (phone, key) == (PHONE, str(message.id))
    assert "042137" in body
    kept = (await session.execute(text("select * from messaging_message"))).one()
    assert "042137" not in str(kept)
    assert kept.state == "sent"


async def test_a_message_is_handed_over_once_however_often_the_job_runs(
    session: AsyncSession, db: Database
) -> None:
    message = await code_message(session)
    sms = FakeSms()

    for _ in range(3):
        await messaging.deliver(db, sms, message.id)

    assert len(sms.taken) == 1


async def test_ten_workers_at_once_send_one_message(committed: Database) -> None:
    async with committed.transaction() as session:
        message = await code_message(session)
    sms = FakeSms()

    await asyncio.gather(*(messaging.deliver(committed, sms, message.id) for _ in range(10)))

    assert len(sms.taken) == 1


async def test_a_carrier_that_does_not_answer_is_asked_again_with_the_same_key(
    session: AsyncSession, db: Database
) -> None:
    message = await code_message(session)
    sms = FakeSms(GatewayUnreachable(), GatewayUnreachable())

    for _ in range(2):
        with pytest.raises(GatewayUnreachable):
            await messaging.deliver(db, sms, message.id)
    await messaging.deliver(db, sms, message.id)

    assert [key for _, _, key in sms.taken] == [str(message.id)]
    assert message.state is MessageState.SENT
    assert message.error is None


async def test_messages_to_telephones_are_counted_by_how_they_ended(
    session: AsyncSession, db: Database
) -> None:
    def calls(outcome: str) -> float:
        labels = {"whom": "sms", "deed": "send", "outcome": outcome}
        return REGISTRY.get_sample_value("hutong_outside_calls_total", labels) or 0

    before = calls("answered"), calls("failed")
    message = await code_message(session)
    sms = FakeSms(GatewayUnreachable())

    with pytest.raises(GatewayUnreachable):
        await messaging.deliver(db, sms, message.id)
    await messaging.deliver(db, sms, message.id)

    assert (calls("answered"), calls("failed")) == (before[0] + 1, before[1] + 1)


async def test_a_message_fails_after_six_attempts_and_says_why(
    session: AsyncSession, db: Database
) -> None:
    message = await code_message(session)
    sms = FakeSms(*(GatewayUnreachable() for _ in range(9)))

    for _ in range(5):
        with pytest.raises(GatewayUnreachable):
            await messaging.deliver(db, sms, message.id)
    await messaging.deliver(db, sms, message.id)

    assert message.state is MessageState.FAILED
    assert message.error == "短信服务暂时没有响应。"
    assert len(sms.failures) == 3


async def test_a_number_that_does_not_exist_is_not_tried_again(
    session: AsyncSession, db: Database
) -> None:
    message = await code_message(session)
    sms = FakeSms(RecipientRefused("空号"))

    await messaging.deliver(db, sms, message.id)
    await messaging.deliver(db, sms, message.id)

    assert message.state is MessageState.FAILED
    assert message.error == "空号"
    assert sms.taken == []


async def test_a_code_that_is_too_late_is_not_sent(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    message = await code_message(session)
    sms = FakeSms()
    time.advance(timedelta(minutes=5, seconds=1))

    await messaging.deliver(db, sms, message.id)

    assert message.state is MessageState.FAILED
    assert sms.taken == []


async def test_what_a_dead_worker_left_behind_is_queued_again(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    class Dying(FakeSms):
        async def send(self, *_message: str, **_key: str) -> None:
            raise KeyboardInterrupt

    message_id = (await code_message(session)).id
    with pytest.raises(KeyboardInterrupt):
        await messaging.deliver(db, Dying(), message_id)
    await session.execute(text("delete from procrastinate_jobs"))
    sms = FakeSms()
    time.advance(timedelta(minutes=1, seconds=59))
    await messaging.deliver(db, sms, message_id)
    await messaging.sweep(db)
    assert (sms.taken, await _jobs(session)) == ([], 0)

    time.advance(timedelta(minutes=2))
    await messaging.deliver(db, sms, message_id)

    assert len(sms.taken) == 1


async def test_a_message_whose_job_was_lost_is_queued_again(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    await code_message(session)
    await session.execute(text("delete from procrastinate_jobs"))
    await messaging.sweep(db)
    assert await _jobs(session) == 0

    time.advance(timedelta(minutes=3, seconds=1))
    await messaging.sweep(db)

    assert await _jobs(session) == 1


async def _jobs(session: AsyncSession) -> int:
    return (
        await session.execute(
            text("select count(*) from procrastinate_jobs where task_name = 'messaging.deliver'")
        )
    ).scalar_one()


async def test_a_failed_code_cannot_be_sent_again_because_it_is_forgotten(
    session: AsyncSession, db: Database
) -> None:
    message = await code_message(session)
    await messaging.deliver(db, FakeSms(RecipientRefused("停机")), message.id)

    with pytest.raises(messaging.SecretForgotten):
        await messaging.send_again(session, message.id)

    assert "042137" not in message.body


async def test_a_message_nobody_wrote_does_not_exist(session: AsyncSession, db: Database) -> None:
    with pytest.raises(messaging.NoSuchMessage):
        await messaging.find(session, uuid4())
    with pytest.raises(messaging.NoSuchMessage):
        await messaging.send_again(session, uuid4())
    await messaging.deliver(db, FakeSms(), uuid4())


async def test_a_template_goes_only_where_it_was_written_for(session: AsyncSession) -> None:
    with pytest.raises(ValueError, match="not written for"):
        await messaging.send(
            session, channel=Channel.SMS, to=PHONE, template="welcome", params={}, locale="en"
        )


async def test_a_message_without_its_facts_never_leaves(session: AsyncSession) -> None:
    with pytest.raises(KeyError):
        await messaging.send(
            session, channel=Channel.SMS, to=PHONE, template="code.sign_in", params={}, locale="en"
        )


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_written_in_every_language_with_the_same_facts(name: str) -> None:
    template = TEMPLATES[name]

    class Facts(dict[str, str]):
        def __missing__(self, fact: str) -> str:
            used.add(fact)
            return fact

    told = []
    for locale in i18n.LOCALES:
        used: set[str] = set()
        assert write(template.body, Facts(), locale).strip()
        assert write(template.title, Facts(), locale).strip()
        told.append(frozenset(used))
    assert len(set(told)) == 1
    assert template.secret <= told[0]


LEGAL = {("queued", "sent"), ("queued", "failed"), ("failed", "queued")}


@pytest.mark.parametrize(("current", "target"), list(product(MessageState, repeat=2)))
def test_only_the_listed_moves_are_legal(current: MessageState, target: MessageState) -> None:
    if (current, target) in LEGAL:
        assert move(MOVES, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(MOVES, current, target)


async def tell(session: AsyncSession, member_id: UUID) -> Message:
    return await messaging.send(
        session,
        channel=Channel.IN_APP,
        to=str(member_id),
        template="account.new_device",
        params={"device": "Edge · Windows"},
        locale="zh_CN",
    )


async def test_an_in_app_message_is_there_at_once_and_read_in_the_readers_language(
    session: AsyncSession,
) -> None:
    member_id = uuid4()
    await tell(session, member_id)

    page = await messaging.inbox(session, member_id)

    (message,) = page.messages
    assert message.state is MessageState.SENT
    assert message.title == "新设备登录提醒"
    with i18n.using("en"):
        assert message.title == "A new device signed in"
        assert "Edge · Windows" in message.words
    assert page.older is None


async def test_a_member_sees_nobody_elses_messages(session: AsyncSession) -> None:
    member_id, other = uuid4(), uuid4()
    message = await tell(session, other)
    await code_message(session)
    await session.flush()

    assert (await messaging.inbox(session, member_id)).messages == []
    assert (await messaging.inbox(session, member_id, before=message.id)).messages == []
    assert await messaging.unread(session, member_id) == 0


async def test_the_inbox_has_pages_and_counts_what_is_unread(
    session: AsyncSession, time: Simulated
) -> None:
    member_id = uuid4()
    for _ in range(45):
        await tell(session, member_id)
        time.advance(timedelta(seconds=1))
    await session.flush()
    assert await messaging.unread(session, member_id) == 45

    seen: list[UUID] = []
    before = None
    for size in (20, 20, 5):
        page = await messaging.inbox(session, member_id, before=before)
        assert len(page.messages) == size
        seen += [message.id for message in page.messages]
        before = page.older

    assert before is None
    assert len(set(seen)) == 45
    await messaging.mark_read(session, member_id, time.at)
    assert await messaging.unread(session, member_id) == 0


def test_every_text_message_names_the_shop_in_both_languages() -> None:
    sent = [each for each in TEMPLATES.values() if Channel.SMS in each.channels]

    assert sent
    assert all(each.signed for each in sent)
    assert all("{shop}" in words for each in sent for words in each.body.values())
