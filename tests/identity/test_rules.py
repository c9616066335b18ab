from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hutong.identity import device_name
from hutong.identity.rules import Limit, wait
from hutong.kernel import i18n

NOW = datetime(2026, 11, 2, 4, tzinfo=UTC)
LIMITS = (Limit(1, timedelta(seconds=60)), Limit(3, timedelta(hours=1)))

past = st.lists(st.integers(0, 7200), max_size=12).map(
    lambda ages: [NOW - timedelta(seconds=age) for age in ages]
)


@given(past)
def test_after_the_wait_one_more_is_within_every_limit(times: list[datetime]) -> None:
    seconds = wait(times, LIMITS, NOW)

    later = NOW + timedelta(seconds=seconds)

    for limit in LIMITS:
        assert sum(time > later - limit.within for time in times) < limit.count


@given(past)
def test_a_second_less_is_too_early(times: list[datetime]) -> None:
    seconds = wait(times, LIMITS, NOW)

    if seconds:
        early = NOW + timedelta(seconds=seconds - 1)
        assert any(
            sum(time > early - limit.within for time in times) >= limit.count for limit in LIMITS
        )


def test_nobody_who_has_done_nothing_waits() -> None:
    assert wait([], LIMITS, NOW) == 0


def test_a_device_nobody_knows_has_a_name_too() -> None:
    assert device_name("") == "未知设备"
    with i18n.using("en"):
        assert device_name("curl/8") == "Unknown device"
        assert device_name("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0") == "Firefox · Linux"
