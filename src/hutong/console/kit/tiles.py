"""How a number stands to the one it is compared with."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_percent

from hutong.console.kit.labels import Tone
from hutong.kernel import i18n
from hutong.kernel.money import Money

Number = int | Decimal | Money
Shown = Number | str


@dataclass(frozen=True, slots=True)
class Change:
    text: str
    rises: bool | None
    tone: Tone


def change(
    now: Shown | None, before: Shown | None, *, more_is_better: bool = True
) -> Change | None:
    """None where there is nothing to compare with: words stand beside a goal that is words too."""
    if now is None or not before or isinstance(now, str) or isinstance(before, str):
        return None
    whole, part = _plain(before), _plain(now)
    ratio = Decimal(part - whole) / whole
    text = format_percent(ratio, "+#,##0.0%;-#,##0.0%", locale=i18n.current())
    if part == whole:
        return Change(text.removeprefix("+"), None, Tone.CALM)
    good = (part > whole) is more_is_better
    return Change(text, part > whole, Tone.GOOD if good else Tone.BAD)


def _plain(number: Number) -> int | Decimal:
    return number.minor if isinstance(number, Money) else number
