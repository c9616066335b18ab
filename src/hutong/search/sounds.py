"""How Chinese sounds: pinyin, initials, and a spelling in which near sounds are the same."""

from functools import lru_cache

from hutong.search.libraries import pypinyin

NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@lru_cache(maxsize=50_000)
def syllables(word: str) -> tuple[str, ...]:
    return tuple(pypinyin.lazy_pinyin(word)) if pypinyin is not None else ()


def spelled(word: str) -> str:
    """马克杯 is makebei."""
    return "".join(syllables(word))


def initials(word: str) -> str:
    """马克杯 is mkb."""
    return "".join(syllable[:1] for syllable in syllables(word))


def blurred(word: str) -> str:
    """What southern ears hear: zh and z, n and l, in and ing are one."""
    return " ".join(_blur(syllable) for syllable in syllables(word))


def _blur(syllable: str) -> str:
    for sharp, flat in NEAR:
        if syllable.startswith(sharp):
            syllable = flat + syllable[2:]
    if syllable.startswith("n"):
        syllable = "l" + syllable[1:]
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable
