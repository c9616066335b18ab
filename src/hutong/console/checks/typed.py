"""The steps of a procedure, as its form types them. Empty ones are left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from hutong.checklists import DueFrom, Step, StepDraft
from hutong.console.checks.words import DUE_FROM, FACT_WORDS, roles
from hutong.console.kit import Labels, Option, PartField, Posted
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext

ROWS_MAX, SPARE = 43, 3
HOURS_DIGITS = 5


@dataclass(frozen=True, slots=True)
class StepTyped:
    zh: str = ""
    en: str = ""
    hint_zh: str = ""
    hint_en: str = ""
    role: str = ""
    hours: str = ""
    due_from: str = DueFrom.START
    note: bool = False
    file: bool = False
    second: bool = False
    fact: str = ""

    @property
    def there(self) -> bool:
        return bool(self.zh or self.en or self.hint_zh or self.hint_en or self.hours)


TEXT_FIELDS = ("zh", "en", "hint_zh", "hint_en", "role", "hours", "due_from", "fact")
TICKS = ("note", "file", "second")


@dataclass(frozen=True, kw_only=True)
class StepsField(PartField):
    """The roles are asked of the database."""

    @property
    def facts(self) -> Labels:
        return FACT_WORDS

    @property
    def due_from(self) -> Labels:
        return DUE_FROM

    async def choices(self, session: object) -> Sequence[Option]:
        return await roles(session)  # type: ignore[arg-type]


def of_steps(steps: Sequence[Step]) -> Sequence[StepTyped]:
    return _spared(
        [
            StepTyped(
                zh=step.title.get("zh", ""),
                en=step.title.get("en", ""),
                hint_zh=step.hint.get("zh", ""),
                hint_en=step.hint.get("en", ""),
                role=step.role,
                hours="" if step.due_hours is None else str(step.due_hours),
                due_from=step.due_from or DueFrom.START,
                note=step.wants_note,
                file=step.wants_file,
                second=step.wants_second,
                fact=step.fact,
            )
            for step in steps
        ]
    )


def typed(posted: Posted) -> Sequence[StepTyped]:
    """As they came, in the order of their numbers; a box that is not ticked sends nothing."""
    return _spared([row for row in _rows(posted) if row.there])


def read(posted: Posted) -> tuple[StepDraft, ...]:
    return tuple(_draft(n, row) for n, row in enumerate(_rows(posted)) if row.there)


def _rows(posted: Posted) -> list[StepTyped]:
    columns = {name: posted.many(f"step-{name}") for name in TEXT_FIELDS}
    ticked = {name: set(posted.many(f"step-{name}")) for name in TICKS}
    places = posted.many("step-place")
    rows = [
        StepTyped(
            **{name: values[n] if n < len(values) else "" for name, values in columns.items()},
            note=str(n) in ticked["note"],
            file=str(n) in ticked["file"],
            second=str(n) in ticked["second"],
        )
        for n in range(min(len(columns["zh"]), ROWS_MAX))
    ]
    order = sorted(range(len(rows)), key=lambda n: (_place(places, n), n))
    return [rows[n] for n in order if rows[n].there]


def _place(places: Sequence[str], n: int) -> int:
    value = places[n] if n < len(places) else ""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < HOURS_DIGITS else n


def _draft(place: int, row: StepTyped) -> StepDraft:
    hours = row.hours
    if hours and not (hours.isascii() and hours.isdecimal() and len(hours) <= HOURS_DIGITS):
        raise Invalid([Problem(f"steps.{place}", gettext("A whole number of hours is needed."))])
    known = {"": None} | {each.value: each for each in DueFrom}
    if row.due_from not in known or row.fact not in {"", *FACT_WORDS}:
        raise Invalid([Problem(f"steps.{place}", gettext("Please choose one of these."))])
    return StepDraft(
        title=_words(row.zh, row.en),
        hint=_words(row.hint_zh, row.hint_en),
        role=row.role,
        due_hours=int(hours) if hours else None,
        due_from=(known[row.due_from] or DueFrom.START) if hours else None,
        wants_note=row.note,
        wants_file=row.file,
        wants_second=row.second,
        fact=row.fact,
    )


def _words(zh: str, en: str) -> dict[str, str]:
    return {language: said for language, said in (("zh", zh), ("en", en)) if said}


def _spared(rows: Sequence[StepTyped]) -> list[StepTyped]:
    return [*rows, *(StepTyped() for _ in range(SPARE))][:ROWS_MAX]


FIELD = StepsField(
    name="steps",
    title=N_("Steps"),
    template="console/checks/_steps.html",
    parse=read,
    echo=typed,
    wide=True,
)
