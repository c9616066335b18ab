from datetime import UTC, datetime, timedelta
from uuid import UUID

from hutong.kernel import clock
from hutong.kernel.ids import DIGITS, SHARDS, new_id, order_number, shard_of

AT = datetime(2026, 11, 10, 16, 0, 1, tzinfo=UTC)  # one second past midnight in the shop
BUYER = UUID("0190d1a2-0000-7000-8000-00000000002a")


def test_ids_made_later_sort_later() -> None:
    with clock.simulated(AT) as time:
        made = []
        for _ in range(20):
            made.append(new_id())
            time.advance(timedelta(milliseconds=1))

    assert made == sorted(made)
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}


def test_an_order_number_tells_day_second_and_shard() -> None:
    number = order_number(BUYER, AT)

    assert number.startswith("26111100001")
    assert DIGITS.index(number[-2]) * 32 + DIGITS.index(number[-1]) == shard_of(BUYER)
    assert len(number) == 19


def test_order_numbers_of_one_second_differ() -> None:
    assert len({order_number(BUYER, AT) for _ in range(2000)}) == 2000


def test_members_spread_over_all_shards() -> None:
    shards = {shard_of(new_id()) for _ in range(20 * SHARDS)}

    assert len(shards) == SHARDS
    assert max(shards) == SHARDS - 1
