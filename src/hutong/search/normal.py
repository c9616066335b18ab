"""One way of writing: width, case, script and units, so that what is the same reads the same."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from hutong.search.libraries import opencc

SIMPLIFIED = opencc.OpenCC("t2s") if opencc is not None else None
TOKEN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
PLURAL = 4
WORDS_MAX = 60
"""Characters of a question that are read, counted, and named by a rule."""

TERMS_MAX = 8
LARGE, SMALL, LENGTH = "ml", "g", "mm"
UNITS = {
    **{unit: (LARGE, Decimal(1)) for unit in ("毫升", "ml")},
    **{unit: (LARGE, Decimal(1000)) for unit in ("公升", "升", "l", "litre", "litres", "liter")},
    **{unit: (SMALL, Decimal(1000)) for unit in ("公斤", "千克", "kg")},
    **{unit: (SMALL, Decimal(500)) for unit in ("斤",)},
    **{unit: (SMALL, Decimal(1)) for unit in ("克", "g")},
    **{unit: (LENGTH, Decimal(10)) for unit in ("厘米", "公分", "cm")},
    **{unit: (LENGTH, Decimal(1)) for unit in ("毫米", "mm")},
}
_LONGEST_FIRST = "|".join(sorted(UNITS, key=len, reverse=True))
QUANTITY = re.compile(rf"(?<![\d.])(\d{{1,6}}(?:\.\d{{1,3}})?)\s*({_LONGEST_FIRST})(?![a-z])")


@lru_cache(maxsize=20_000)
def normal(words: str) -> str:
    """Half width, lower case, simplified; quantities in one unit: 0.5升 and 500 ml are 500ml."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    if SIMPLIFIED is not None:
        folded = str(SIMPLIFIED.convert(folded))
    return QUANTITY.sub(_in_one_unit, folded)


@lru_cache(maxsize=20_000)
def tokens(words: str) -> tuple[str, ...]:
    """Latin words and runs of Chinese apart."""
    return tuple(TOKEN.findall(normal(words)))


def singular(token: str) -> str:
    """The stem of an English word, as far as a shop needs it: what an ending was put on."""
    if not token.isascii() or len(token) < PLURAL or token[-2:] == "ss":
        return token
    if token.endswith("ies"):
        return token[:-3]
    if token.endswith(("ches", "shes", "xes", "sses")):
        return token[:-2]
    return token[:-1] if token[-1] == "s" else token


def _in_one_unit(found: re.Match[str]) -> str:
    unit, factor = UNITS[found[2]]
    amount = (Decimal(found[1]) * factor).normalize()
    return f" {amount:f}{unit} "
