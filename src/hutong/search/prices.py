"""Prices in words: 200以内, 100-200, 50元以上, under 200. Whole yuan, as shoppers write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

YUAN = r"(?:元|块钱|块|rmb|yuan)?"
NUMBER = r"[¥￥]?\s*(\d{1,6})\s*"
STRANGE = r"(?![\d.]|\s*(?:ml|mm|g\b|[x\u00d7*]))"
BETWEEN = re.compile(
    rf"(?<![\d.x\u00d7*]){NUMBER}{YUAN}\s*(?:-|~|—|到|至|to)\s*{NUMBER}{STRANGE}{YUAN}(?:之间)?"
)
UP_TO = re.compile(
    rf"(?<![\d.]){NUMBER}{YUAN}\s*(?:以内|以下|之内|内)"
    rf"|(?:不超过|不到|低于|少于|最多|under|below|up to|less than)\s*{NUMBER}{STRANGE}{YUAN}"
)
FROM = re.compile(
    rf"(?<![\d.]){NUMBER}{YUAN}\s*(?:以上|起)"
    rf"|(?:超过|高于|至少|over|above|from|more than)\s*{NUMBER}{STRANGE}{YUAN}"
)
AROUND = re.compile(rf"(?<![\d.]){NUMBER}{YUAN}\s*(?:左右|上下)")
SLACK = 20  # per cent around a price


@dataclass(frozen=True, slots=True)
class PriceWords:
    """What remains when the price is taken out, and the price in yuan."""

    rest: str
    lowest: int | None = None
    highest: int | None = None


def price_words(text: str) -> PriceWords:
    """`text` in its normal writing. The first price that is said counts."""
    for pattern, meaning in (
        (BETWEEN, _between),
        (UP_TO, lambda numbers: (None, numbers[0])),
        (FROM, lambda numbers: (numbers[0], None)),
        (AROUND, _around),
    ):
        found = pattern.search(text)
        if found:
            lowest, highest = meaning(list(_numbers(found)))
            after = text[found.end() :].removeprefix("的")
            rest = f"{text[: found.start()]} {after}"
            return PriceWords(rest, lowest, highest)
    return PriceWords(text)


def _numbers(found: re.Match[str]) -> Iterator[int]:
    yield from (int(number) for number in found.groups() if number)


def _between(numbers: list[int]) -> tuple[int, int]:
    return min(numbers), max(numbers)


def _around(numbers: list[int]) -> tuple[int, int]:
    slack = numbers[0] * SLACK // 100
    return numbers[0] - slack, numbers[0] + slack
