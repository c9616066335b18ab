"""Three thousand people who do not exist, each with a name, a telephone and an address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from hutong import members
from hutong.demo.people import People

PHONE_PREFIXES = ("130", "131", "135", "136", "137", "138", "139", "150", "158", "186", "188")
CITIES = {  # provinces by how many of the customers live there
    "31": 12,
    "11": 11,
    "33": 12,
    "44": 14,
    "32": 11,
    "51": 7,
    "42": 5,
    "43": 4,
    "37": 5,
    "61": 3,
    "35": 4,
    "41": 4,
    "50": 3,
    "34": 3,
    "21": 2,
    "12": 2,
    "53": 1,
    "36": 1,
    "45": 1,
    "65": 1,
}
WITH_NICKNAME = 0.6
JOINED_BEFORE_FIRST_ORDER = timedelta(days=30)


@dataclass(frozen=True)
class Address:
    recipient: str
    phone: str
    region_code: str
    detail: str


@dataclass(frozen=True)
class Neighbour:
    name: str
    nickname: str
    phone: str
    address: Address
    zeal: float
    """How often they buy, beside the others."""


def neighbours(chance: Random, people: People, count: int) -> list[Neighbour]:
    """Every telephone number is there once."""
    phones = _phones(chance, count)
    streets = _Streets()
    return [_neighbour(chance, people, phone, streets) for phone in phones]


def _neighbour(chance: Random, people: People, phone: str, streets: "_Streets") -> Neighbour:
    given = people.given_names
    names = chance.choice((given.female, given.female, given.male, given.either))
    surname = chance.choices(list(people.surnames), list(people.surnames.values()))[0]
    name = surname + chance.choice(names)
    nickname = chance.choice(people.nicknames) if chance.random() < WITH_NICKNAME else name
    address = Address(
        recipient=name,
        phone=phone,
        region_code=streets.draw(chance),
        detail=_detail(chance, people),
    )
    return Neighbour(name, nickname, phone, address, zeal=chance.paretovariate(1.6))


def _phones(chance: Random, count: int) -> list[str]:
    phones: dict[str, None] = {}
    while len(phones) < count:
        phones[chance.choice(PHONE_PREFIXES) + f"{chance.randrange(10**8):08d}"] = None
    return list(phones)


def _detail(chance: Random, people: People) -> str:
    words = people.addresses
    road, crossing = chance.sample(words.roads, 2)
    building = chance.choice(words.buildings).format(
        building=chance.randint(1, 28),
        unit=chance.randint(1, 4),
        room=chance.randint(1, 26) * 100 + chance.randint(1, 6),
    )
    return chance.choice(words.formats).format(
        road=road,
        crossing=crossing,
        number=chance.randint(1, 880),
        compound=chance.choice(words.compounds),
        building=building,
    )


class _Streets:
    """The codes of real streets, looked up once for each district."""

    def __init__(self) -> None:
        self._below: dict[str, tuple[str, ...]] = {}

    def draw(self, chance: Random) -> str:
        code = chance.choices(list(CITIES), list(CITIES.values()))[0]
        while below := self._children(code):
            code = chance.choice(below)
        return code

    def _children(self, code: str) -> tuple[str, ...]:
        if code not in self._below:
            self._below[code] = tuple(each.code for each in members.regions.children(code))
        return self._below[code]


def joined(first_order: datetime, chance: Random) -> datetime:
    """Some days or minutes before they first bought something."""
    return first_order - chance.random() ** 3 * JOINED_BEFORE_FIRST_ORDER
