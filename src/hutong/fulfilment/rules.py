"""How long a parcel takes, as far as one can know when it leaves."""

from datetime import datetime, time, timedelta

from hutong.kernel.clock import SHOP_ZONE

NEAR = {"浙江": 1, "上海": 2, "江苏": 2, "安徽": 2}
FAR = {"西藏": 7, "新疆": 6, "青海": 6, "内蒙古": 5, "宁夏": 5, "甘肃": 5, "海南": 5, "黑龙江": 4}
USUAL = 3
DAYS = NEAR | FAR
EVENING = time(18)


def expected_at(shipped_at: datetime, province: str) -> datetime:
    """The evening by which it should be there, counted from the warehouse in Hangzhou."""
    days = next((days for name, days in DAYS.items() if province.startswith(name)), USUAL)
    day = shipped_at.astimezone(SHOP_ZONE).date() + timedelta(days=days)
    return datetime.combine(day, EVENING, SHOP_ZONE)
