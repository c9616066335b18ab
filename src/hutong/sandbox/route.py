"""The way of a simulated parcel: a story that follows from its number, told by the hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from hutong.fulfilment import ShipmentState
from hutong.kernel.texts import Texts

ORIGIN_PROVINCE = "浙江"
ORIGIN: Texts = {"zh": "杭州市", "en": "Hangzhou"}
NEAR = ("浙江", "上海", "江苏", "安徽")
FAR = ("新疆", "西藏", "青海", "内蒙古", "宁夏", "甘肃", "海南", "黑龙江")
LINE_HOURS = {"same": 4, "near": 9, "usual": 22, "far": 60}
SECOND_TRY_PER_CENT = 4
COURIERS = "王李张刘陈杨赵黄周吴徐孙"
ROMANISED = dict(
    zip(
        COURIERS,
        ("Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Zhou", "Wu", "Xu", "Sun"),
        strict=True,
    )
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something seen so long after the parcel was handed over."""

    key: str
    after: timedelta
    state: ShipmentState
    text: Texts
    place: Texts


@dataclass(frozen=True, kw_only=True)
class Way:
    carrier: Texts
    tracking_number: str
    province: str
    city: str
    district: str


def steps(way: Way) -> list[Step]:
    """The same parcel always goes the same way."""
    chance = Random(way.tracking_number)  # noqa: S311 - a story, not a secret
    told: list[Step] = []
    hours = 0
    for key, gap, state, text, place in _story(way, chance):
        hours += gap
        minutes = timedelta(minutes=chance.randrange(60))
        after = timedelta(hours=hours) + minutes
        told.append(Step(key=key, after=after, state=state, text=text, place=place))
    return told


Chapter = tuple[str, int, ShipmentState, Texts, Texts]
MOVING = ShipmentState.IN_TRANSIT


def _story(way: Way, chance: Random) -> Iterator[Chapter]:
    """What is seen, and how many hours after the sighting before."""
    city: Texts = {"zh": way.city or way.province, "en": way.city or way.province}
    picked: Texts = {
        "zh": f"【杭州市】{way.carrier['zh']} 余杭营业部 已揽收",
        "en": f"Picked up by {way.carrier['en']} in Yuhang, Hangzhou",
    }
    yield "picked", 2, MOVING, picked, ORIGIN
    arrived: Texts = {"zh": "快件已到达【杭州转运中心】", "en": "Arrived at the Hangzhou hub"}
    yield "hub-in", 5, MOVING, arrived, ORIGIN
    if not way.city.startswith("杭州"):
        yield from _between_cities(way, city)
    branch: Texts = {
        "zh": f"快件已到达【{city['zh']}{way.district}营业部】",
        "en": f"Arrived at the branch in {way.district}, {city['en']}",
    }
    yield "branch", 5, MOVING, branch, city
    yield from _last_mile(way, chance, city)


def _between_cities(way: Way, city: Texts) -> Iterator[Chapter]:
    left: Texts = {
        "zh": f"快件已离开【杭州转运中心】，发往【{city['zh']}转运中心】",
        "en": f"Left the Hangzhou hub for {city['en']}",
    }
    yield "hub-out", 2, MOVING, left, ORIGIN
    arrived: Texts = {
        "zh": f"快件已到达【{city['zh']}转运中心】",
        "en": f"Arrived at the hub of {city['en']}",
    }
    yield "city-in", LINE_HOURS[_distance(way)], MOVING, arrived, city


def _last_mile(way: Way, chance: Random, city: Texts) -> Iterator[Chapter]:
    name = chance.choice(COURIERS)
    phone = f"1{chance.choice('35789')}{chance.randrange(10)}****{chance.randrange(10000):04d}"
    out: Texts = {
        "zh": f"快递员 {name}师傅（{phone}）正在为您派送，请保持电话畅通",
        "en": f"Out for delivery with courier {ROMANISED[name]} ({phone})",
    }
    yield "out", 2, ShipmentState.OUT_FOR_DELIVERY, out, city
    if chance.randrange(100) < SECOND_TRY_PER_CENT:
        missed: Texts = {
            "zh": "收件人暂时不便签收，快递员将再次派送",
            "en": "Nobody could take it; the courier will come again",
        }
        yield "missed", 3, ShipmentState.EXCEPTION, missed, city
        yield "out-again", 18, ShipmentState.OUT_FOR_DELIVERY, out, city
    where = chance.choice(
        (
            {"zh": "本人签收", "en": "signed for by the recipient"},
            {"zh": "家门口", "en": "left at the door as agreed"},
            {"zh": "丰巢快递柜", "en": "in the parcel locker"},
        )
    )
    signed: Texts = {
        "zh": f"快件已签收（{where['zh']}）。感谢使用{way.carrier['zh']}，期待再次为您服务",
        "en": f"Delivered: {where['en']}. Thank you for using {way.carrier['en']}",
    }
    yield "signed", 3, ShipmentState.DELIVERED, signed, city


def _distance(way: Way) -> str:
    if way.province.startswith(ORIGIN_PROVINCE):
        return "same"
    if way.province.startswith(NEAR):
        return "near"
    return "far" if way.province.startswith(FAR) else "usual"
