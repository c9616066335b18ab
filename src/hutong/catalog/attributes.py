"""The attributes of goods: what a category asks of its products, and how a figure is told."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hutong.kernel.errors import Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK, Texts, pick

NUMBER = r"\d+(?:\.\d+)?"
BARE = re.compile(NUMBER)
SEVERAL = re.compile(r"[、，,；;/]")
REMARK = re.compile(r"（[^）]*）|\([^)]*\)")
CHOICE_MAX = 30
"""Longer values tell something, but nobody chooses by them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Figures in one unit of a `measure` can be told in any other of it."""

    name: Texts
    measure: str


def _unit(zh: str, en: str, measure: str) -> Unit:
    return Unit({"zh": zh, "en": en}, measure)


UNITS: Mapping[str, Unit] = {
    "ml": _unit("毫升", "ml", "volume"),
    "l": _unit("升", "l", "volume"),
    "g": _unit("克", "g", "weight"),
    "kg": _unit("千克", "kg", "weight"),
    "mm": _unit("毫米", "mm", "length"),
    "cm": _unit("厘米", "cm", "length"),
    "m": _unit("米", "m", "length"),
    "w": _unit("瓦", "W", "power"),
    "hour": _unit("小时", "hours", "time"),
    "day": _unit("天", "days", "time"),
    "month": _unit("个月", "months", "time"),
    "piece": _unit("件", "pieces", "count"),
}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    name: Texts
    value: Texts


@dataclass(frozen=True, kw_only=True)
class WantedParameter:
    """A parameter that a category asks of its products, and of those of the categories below.
    `unit`: one of UNITS where a figure is wanted. `filtered`: shoppers choose by it beside the
    lists."""

    name: Texts
    required: bool = False
    unit: str = ""
    filtered: bool = False


def with_units(
    parameters: Sequence[Parameter], wanted: Sequence[WantedParameter]
) -> tuple[Parameter, ...]:
    """A number that was typed alone, in the unit that is wanted."""
    units = _units(wanted)
    return tuple(
        replace(each, value=_told(each.value, units[each.name[FALLBACK]]))
        if each.name.get(FALLBACK) in units
        else each
        for each in parameters
    )


def without_figure(
    parameters: Sequence[Parameter], wanted: Sequence[WantedParameter]
) -> Iterator[Problem]:
    units = _units(wanted)
    for place, each in enumerate(parameters):
        unit = units.get(each.name.get(FALLBACK, ""))
        if unit and not _figures(unit.measure).search(each.value.get(FALLBACK, "")):
            words = _("A figure in {unit} is wanted here, such as 300.")
            yield Problem(f"parameters.{place}.value.zh", words.format(unit=pick(unit.name)))


def filter_values(parameter: Parameter) -> Iterator[Texts]:
    """What shoppers choose by: "微波炉、洗碗机（木盖手洗）" are two values and a remark."""
    split = {
        language: SEVERAL.split(REMARK.sub("", told)) for language, told in parameter.value.items()
    }
    values = split.pop(FALLBACK, [])
    known: dict[str, Texts] = {}
    for place, value in enumerate(values):
        known[value.strip()] = {FALLBACK: value.strip()} | {
            language: _capital(told[place].strip())
            for language, told in split.items()
            if len(told) == len(values)
        }
    yield from (texts for value, texts in known.items() if 0 < len(value) <= CHOICE_MAX)


def _capital(text: str) -> str:
    """In the middle of a list words begin with a small letter, and are the same choice."""
    return text[:1].upper() + text[1:]


def _units(wanted: Sequence[WantedParameter]) -> dict[str, Unit]:
    return {each.name[FALLBACK]: UNITS[each.unit] for each in wanted if each.unit in UNITS}


def _told(value: Texts, unit: Unit) -> Texts:
    number = value.get(FALLBACK, "").strip()
    if not BARE.fullmatch(number):
        return value
    return {language: f"{number} {name}" for language, name in unit.name.items()}


def _figures(measure: str) -> re.Pattern[str]:
    names = {
        name for unit in UNITS.values() if unit.measure == measure for name in unit.name.values()
    }
    said = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"{NUMBER}\s*(?:{said})(?![a-z])", re.IGNORECASE)
