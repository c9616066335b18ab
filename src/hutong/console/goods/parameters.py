"""The parameters of a product, as a form types them: first those that its category asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.datastructures import State
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import UNITS, Parameter, ProductSheet, WantedParameter
from hutong.console.kit import PartField, Posted, Staff
from hutong.console.kit.pages import FieldView
from hutong.console.kit.screens import ROOT
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.texts import Texts
from hutong.web.session import Session

PARAMETERS_MAX = 60
SPARE = 3
BOTH = ("zh", "en")
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class ParameterTyped:
    """`asked` by the category, whose name for it stands, as a figure in that unit. `place` is
    where it is in the draft."""

    name: Words
    value: Words
    asked: bool = False
    required: bool = False
    unit: Texts | None = None
    place: int | None = None

    @property
    def told(self) -> bool:
        return any(self.value.values()) or (not self.asked and any(self.name.values()))


async def asked_by(session: AsyncSession, category_id: str | UUID) -> Sequence[WantedParameter]:
    try:
        return (await catalog.wanted_parameters(session)).get(UUID(str(category_id)), ())
    except ValueError:
        return ()


def of_product(
    sheet: ProductSheet | None, asked: Sequence[WantedParameter]
) -> Sequence[ParameterTyped]:
    kept = sheet.parameters if sheet else ()
    return _arranged([ParameterTyped(_both(each.name), _both(each.value)) for each in kept], asked)


def ask(posted: Posted, asked: Iterable[WantedParameter]) -> None:
    """From here on the form has a row for each of them."""
    for each in asked:
        posted.add("asked-zh", each.name["zh"])
        posted.add("asked-en", each.name.get("en", ""))
        posted.add("asked-required", "1" if each.required else "")
        posted.add("asked-unit", each.unit)


def typed(posted: Posted) -> Sequence[ParameterTyped]:
    columns = [posted.many(f"parameter-{each}") for each in _COLUMNS]
    rows = list(zip_longest(*columns, fillvalue=""))[:PARAMETERS_MAX]
    asked = zip(*(posted.many(f"asked-{each}") for each in _ASKED), strict=False)
    return _arranged(
        [
            ParameterTyped(_pair(name, english), _pair(value, in_english), asked=was_asked == "1")
            for name, english, value, in_english, was_asked in rows
        ],
        [
            WantedParameter(name=_pair(zh, en), required=must == "1", unit=unit)
            for zh, en, must, unit in asked
        ],
    )


def read(posted: Posted) -> tuple[Parameter, ...]:
    """Raises Invalid when the category was changed without a script, to show what it asks for."""
    if posted.one("ask"):
        words = gettext("These are the parameters of the category.")
        raise Invalid([Problem("parameters", words)])
    return tuple(
        Parameter(name=_told(each.name), value=_told(each.value))
        for each in typed(posted)
        if each.place is not None
    )


FIELD = PartField(
    name="parameters",
    title=N_("Parameters"),
    template="console/goods/_parameters.html",
    parse=read,
    echo=typed,
    wide=True,
)


@post(f"{ROOT}/products/parameters", status_code=200)
async def parameters_asked(
    request: Request[Any, Any, State], session: Session, staff: Staff
) -> Template:
    """The rows anew, when another category is chosen in the form. What was typed stays."""
    staff.require("catalog.edit")
    posted = Posted(await request.form())
    ask(posted, await asked_by(session, posted.one("category_id")))
    view = FieldView(field=FIELD, entered=typed(posted), options=(), problems={})
    return Template(FIELD.template, context={"field": FIELD, "view": view})


_ASKED = ("zh", "en", "required", "unit")
_COLUMNS = ("name-zh", "name-en", "value-zh", "value-en", "asked")


def _arranged(
    rows: Sequence[ParameterTyped], asked: Sequence[WantedParameter]
) -> list[ParameterTyped]:
    """What the category asks for, what else is told, and room for more."""
    told = [row for row in rows if row.told]
    known = {row.name["zh"]: row for row in reversed(told)}
    first = [_asked(each, known) for each in asked]
    taken = {id(known[each.name["zh"]]) for each in asked if each.name["zh"] in known}
    rest = [replace(row, asked=False) for row in told if id(row) not in taken]
    spare = [ParameterTyped(_pair("", ""), _pair("", "")) for _ in range(SPARE)]
    return _numbered([*first, *rest, *spare])


def _asked(wanted: WantedParameter, known: Mapping[str, ParameterTyped]) -> ParameterTyped:
    row = known.get(wanted.name["zh"])
    value = row.value if row else _pair("", "")
    unit = UNITS[wanted.unit].name if wanted.unit in UNITS else None
    return ParameterTyped(
        _both(wanted.name), value, asked=True, required=wanted.required, unit=unit
    )


def _numbered(rows: Iterable[ParameterTyped]) -> list[ParameterTyped]:
    numbered: list[ParameterTyped] = []
    place = 0
    for row in rows:
        numbered.append(replace(row, place=place if row.told else None))
        place += row.told
    return numbered


def _pair(zh: str, en: str) -> Words:
    return {"zh": zh, "en": en}


def _both(words: Words) -> Words:
    return {language: words.get(language, "") for language in BOTH}


def _told(words: Words) -> Words:
    return {language: each for language, each in words.items() if each}
