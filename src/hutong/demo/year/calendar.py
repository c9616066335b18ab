"""When people come: a growing shop with the seasons, weeks and days of the Chinese trade."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from hutong.kernel import clock

DAYS = 365
GROWTH = 1.8  # how much busier the last day is than the first
WEEKDAYS = (0.92, 0.94, 0.97, 1.0, 1.05, 1.12, 1.08)
HOURS = (
    *(18, 9, 5, 3, 2, 3, 8, 18, 32, 46, 55, 52),  # midnight to noon
    *(58, 54, 50, 48, 47, 50, 56, 70, 92, 100, 84, 46),  # noon to midnight
)
SEASONS = {  # by the month and day from which they hold
    (1, 1): 0.95,
    (2, 8): 0.55,  # the weeks around the new year: couriers rest
    (2, 25): 0.9,
    (3, 5): 1.15,  # the women's day
    (3, 10): 0.95,
    (5, 28): 1.5,  # towards the 18th of June
    (6, 16): 3.2,
    (6, 20): 0.8,
    (8, 25): 1.1,  # school begins
    (9, 10): 0.95,
    (10, 20): 1.5,  # towards the 11th of November
    (11, 1): 2.2,
    (11, 10): 4.5,
    (11, 12): 1.1,
    (12, 10): 1.7,  # the 12th of December
    (12, 13): 1.0,
}


def moments(chance: Random, count: int, until: datetime) -> list[datetime]:
    """So many times in the year before, in order; none is later than `until`."""
    last = clock.local_day(until)
    days = [last - timedelta(days=ago) for ago in range(DAYS, -1, -1)]
    weights = [_busy(day, place) for place, day in enumerate(days)]
    drawn = chance.choices(days, weights, k=count)
    return sorted(_gone_by(_moment(chance, day), until) for day in drawn)


def _busy(day: date, place: int) -> float:
    season = [factor for since, factor in SEASONS.items() if since <= (day.month, day.day)][-1]
    return season * WEEKDAYS[day.weekday()] * (1 + (GROWTH - 1) * place / DAYS)


def _moment(chance: Random, day: date) -> datetime:
    hour = chance.choices(range(24), HOURS)[0]
    exact = time(hour, chance.randrange(60), chance.randrange(60), tzinfo=clock.SHOP_ZONE)
    return datetime.combine(day, exact).astimezone(UTC)


def _gone_by(at: datetime, until: datetime) -> datetime:
    """Today's later hours have not come yet: who would come then came yesterday."""
    return at if at < until else at - timedelta(days=1)
