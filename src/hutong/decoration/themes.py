"""Themes and festival skins: a few settings, from which every shade of the shop is worked out."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from hutong.kernel.errors import Problem
from hutong.kernel.i18n import gettext as _

COLOUR = re.compile(r"#[0-9a-f]{6}")
READABLE = 45  # tenths: WCAG asks 4.5 to 1 of words
WHITE = (255, 255, 255)
PRIMARY, ACCENT = "#1f4e8c", "#b93a22"
LINEAR_UP_TO = 10  # of 255, below which sRGB is a straight line


class Font(StrEnum):
    """Each is a stack of faces that readers' devices have: none is fetched."""

    SANS = "sans"
    SERIF = "serif"
    KAI = "kai"
    ROUND = "round"


STACKS = {
    Font.SERIF: "var(--font-serif)",
    Font.KAI: '"Kaiti SC","STKaiti","KaiTi","BiauKai","AR PL UKai CN",Georgia,serif',
    Font.ROUND: '"Yuanti SC","YouYuan","HarmonyOS Sans SC","PingFang SC",'
    'ui-rounded,"Arial Rounded MT Bold","Noto Sans CJK SC","Noto Sans SC",sans-serif',
}
"""Beside the plain one, which tokens.css has."""


class Ornament(StrEnum):
    NONE = "none"
    LANTERNS = "lanterns"
    BLOSSOM = "blossom"
    SNOW = "snow"


@dataclass(frozen=True, kw_only=True)
class Look:
    """`logo` is a key of the media library; the shop's own sign where there is none. What a theme
    leaves empty is as the brand has it."""

    primary: str = PRIMARY
    accent: str = ACCENT
    font: Font | None = Font.SANS
    ornament: Ornament = Ornament.NONE
    logo: str = ""

    def problems(self) -> Iterator[Problem]:
        for name in ("primary", "accent"):
            colour = getattr(self, name)
            if not colour:
                continue
            if not COLOUR.fullmatch(colour):
                yield Problem(name, _("A colour such as #1f4e8c is needed here."))
            elif not (told := reading(colour)).passes:
                yield Problem(name, told.words)

    def over(self, brand: "Look") -> "Look":
        return replace(
            self,
            primary=self.primary or brand.primary,
            accent=self.accent or brand.accent,
            font=self.font or brand.font,
            logo=self.logo or brand.logo,
        )

    @property
    def css(self) -> str:
        """The tokens that this look changes. Who asked for more contrast keeps it."""
        tokens = {
            **_shades("primary", self.primary),
            **_shades("accent", self.accent),
            "--color-info": self.primary,
            "--color-info-tint": _mixed(self.primary, 87),
        }
        if self.font in STACKS:
            tokens["--font-sans"] = STACKS[self.font]
        told = "".join(f"{name}:{value};" for name, value in tokens.items())
        return f':root:not([data-contrast="high"]){{{told}}}'

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.css.encode()).hexdigest()[:16]


PLAIN = Look()


def read_look(raw: Mapping[str, Any]) -> Look:
    """What is not understood is as the brand has it."""
    font, ornament = raw.get("font"), raw.get("ornament")
    return Look(
        primary=str(raw.get("primary") or "").lower(),
        accent=str(raw.get("accent") or "").lower(),
        font=Font(font) if font in set(Font) else None,
        ornament=Ornament(ornament) if ornament in set(Ornament) else Ornament.NONE,
        logo=str(raw.get("logo") or ""),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """How well white words read on a colour. `nearest`: no darker than it must be."""

    colour: str
    tenths: int
    nearest: str

    @property
    def passes(self) -> bool:
        return self.tenths >= READABLE

    @property
    def ratio(self) -> str:
        return f"{self.tenths // 10}.{self.tenths % 10}"

    @property
    def words(self) -> str:
        told = (
            _("White words on it reach {ratio} to 1: they can be read (WCAG AA asks for 4.5).")
            if self.passes
            else _(
                "White words on this colour reach {ratio} to 1 and cannot be read: WCAG AA asks "
                "for 4.5. The nearest colour that can be read is {nearest}."
            )
        )
        return told.format(ratio=self.ratio, nearest=self.nearest)


def reading(colour: str) -> Reading:
    """Of a colour such as #1f4e8c."""
    darker = (_mixed(colour, percent, dark=True) for percent in range(101))
    nearest = next(each for each in darker if contrast_tenths(_rgb(each), WHITE) >= READABLE)
    return Reading(colour, contrast_tenths(_rgb(colour), WHITE), nearest)


def contrast_tenths(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Ten times the contrast of WCAG 2.2, rounded down."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return int(10 * (lighter + 0.05) / (darker + 0.05))


def _shades(name: str, colour: str) -> dict[str, str]:
    return {
        f"--color-{name}": colour,
        f"--color-{name}-strong": _mixed(colour, 28, dark=True),
        f"--color-{name}-deep": _mixed(colour, 48, dark=True),
        f"--color-{name}-line": _mixed(colour, 62),
        f"--color-{name}-tint": _mixed(colour, 87),
        f"--color-{name}-wash": _mixed(colour, 94),
    }


def _mixed(colour: str, percent: int, *, dark: bool = False) -> str:
    """With that much of white, or of black."""
    end = 0 if dark else 255
    return "#" + "".join(
        f"{(c * (100 - percent) + end * percent) // 100:02x}" for c in _rgb(colour)
    )


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(rgb: tuple[int, ...]) -> Any:
    def linear(part: int) -> Any:
        share = part / 255
        return share / 12.92 if part <= LINEAR_UP_TO else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
