"""Which words belong to which language: from the catalogues and from the shop's own data."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Message
from babel.messages.pofile import read_po
from sqlalchemy import text

import hutong
from hutong.kernel.db import Database

CATALOGUES = Path(hutong.__file__).parent / "locale" / "zh_CN"
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\\\(\w+\\\)s|\\\{\w+\\\}")
LETTER = re.compile(r"[^\W\d_]")
RAW = re.compile(r"\(?[a-z]+([._][a-z]+)+\)?")
"""A name that only the program knows: paid_at, orders.shipped."""
PROSE = re.compile(r"(?:[a-z]{2,}[ ,]+){3}")

JSON_COLUMNS = text("""
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'jsonb'
""")
PAIRS = """
    SELECT DISTINCT pair ->> 'zh' AS zh, pair ->> 'en' AS en
    FROM "{table}", jsonb_path_query("{column}", '$.** ? (exists(@.zh) && exists(@.en))') AS pair
    WHERE pair ->> 'zh' <> pair ->> 'en'
"""  # the names come from the database's own register


@dataclass(frozen=True)
class Tongues:
    """What the shop itself says, by language. Whatever else is read there, somebody wrote."""

    english: re.Pattern[str]
    chinese: re.Pattern[str]

    def left_in_english(self, said: Sequence[str]) -> list[str]:
        """On a Chinese page."""
        return [words for words in said if self.english.fullmatch(words) or _is_english(words)]

    def left_in_chinese(self, said: Sequence[str], *, people: bool) -> list[str]:
        """On an English page; where `people` appear, what they wrote may stand as they wrote it."""
        chinese = [words for words in said if CHINESE.search(words)]
        return [w for w in chinese if self.chinese.fullmatch(w)] if people else chinese

    @staticmethod
    def left_raw(said: Sequence[str]) -> list[str]:
        """On a page in any language."""
        return [words for words in said if RAW.fullmatch(words)]


async def tongues(books: Database) -> Tongues:
    pairs = [*_translations(), *await _content(books)]
    different = [(english, chinese) for english, chinese in pairs if english != chinese]
    return Tongues(
        english=_any_of(english for english, _chinese in different),
        chinese=_any_of(chinese for _english, chinese in different if CHINESE.search(chinese)),
    )


def _is_english(words: str) -> bool:
    return not CHINESE.search(words) and bool(PROSE.search(words))


async def _content(books: Database) -> list[tuple[str, str]]:
    async with books.reading() as session:
        columns = (await session.execute(JSON_COLUMNS)).all()
        found = [
            (await session.execute(text(PAIRS.format(table=table, column=column)))).all()
            for table, column in columns
        ]
    return [(row.en.strip(), row.zh.strip()) for rows in found for row in rows]


def _translations() -> Iterator[tuple[str, str]]:
    for catalogue in CATALOGUES.glob("*.po"):
        with catalogue.open("rb") as file:
            for message in read_po(file):
                yield from zip(_forms(message.id), _forms(message.string), strict=False)


def _forms(words: Message | str | tuple[str, ...]) -> tuple[str, ...]:
    forms = words if isinstance(words, tuple) else (str(words),)
    return tuple(form.strip() for form in forms if form)


def _any_of(sentences: Iterator[str]) -> re.Pattern[str]:
    written = {re.escape(sentence) for sentence in sentences}
    whole = {each for each in written if len(LETTER.findall(PLACEHOLDER.sub("", each))) > 1}
    return re.compile("|".join(PLACEHOLDER.sub(".+", each) for each in whole), re.DOTALL)
