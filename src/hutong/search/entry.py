"""What the index on disk holds of a document: grams and words to find it by, columns to filter,
count and sort by, and the document itself."""

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any
from uuid import UUID

import msgspec

from hutong.kernel.texts import FALLBACK
from hutong.search.documents import Address, Document
from hutong.search.libraries import tantivy
from hutong.search.merit import merit
from hutong.search.normal import tokens

VERSION = 9
"""Another one is built anew when the shop is newer than its index."""

FIELDS = ("title", "name", "subtitle", "particular")
"""In the order of `documents.WEIGHTS`; each twice: Chinese in grams, Latin in words. What
weighs the same is one field: a question looks through each of them."""

NAMES = FIELDS[:3]
"""Where Latin words in a row are looked for: among particulars "hand wash" is how to clean it."""

ALL = "all"
"""What they hold together: where it only matters what fits, one is looked through and not six."""

GRAMS, STEMS, WORDS = "grams", "stems", "words"
GRAM_MAX = 3
BETWEEN = "\x1f"
NUMBER = "number"
ROUND = "round"
"""Of the writer, the first is 1: whoever reads the index knows by it what is new to them."""

NUMBER_MASK = 2**64 - 1
PLAIN = ("id", "slug", "tag", "brand", "choice", "name")
SALES_MAX = 2**26 - 1
DAYS_MAX = 2**16 - 1
DAY = 86_400
DICE = 2**20
DECODED_MAX = 5000
SPLIT_MAX = 20_000
STEMS_MAX = 50_000

packed = msgspec.msgpack.Encoder().encode
_label = msgspec.json.Encoder(order="sorted").encode
decode = lru_cache(DECODED_MAX)(msgspec.msgpack.Decoder(Document).decode)
decode_address = msgspec.msgpack.Decoder(Address).decode


def chinese(field: str) -> str:
    return f"{field}_zh"


def latin(field: str) -> str:
    return f"{field}_en"


def row(field: str) -> str:
    """Its Latin words, each with the next one."""
    return f"{field}_row"


def rows(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{one}_{other}" for one, other in pairwise(map(stem, words)))


@lru_cache(STEMS_MAX)
def stem(word: str) -> str:
    return str(next(iter(_stemming().analyze(word)), word))


@lru_cache(1)
def _stemming() -> Any:
    return analyzers()[STEMS]


def schema() -> Any:
    fields = tantivy.SchemaBuilder()
    for field in FIELDS:
        fields.add_text_field(chinese(field), tokenizer_name=GRAMS, index_option="basic")
        fields.add_text_field(latin(field), tokenizer_name=STEMS, index_option="freq")
    fields.add_text_field(chinese(ALL), tokenizer_name=GRAMS, index_option="basic")
    fields.add_text_field(latin(ALL), tokenizer_name=STEMS, index_option="basic")
    for field in (*NAMES, ALL):
        fields.add_text_field(row(field), tokenizer_name=WORDS, index_option="basic")
    fields.add_text_field("words", tokenizer_name=WORDS, index_option="basic")
    for field in PLAIN:
        fields.add_text_field(field, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("place", tokenizer_name="raw", index_option="basic")
    for field in ("shelf", "label"):
        fields.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
    for field in ("price_from", "price_to", "stock", "sales", ROUND, NUMBER):
        fields.add_unsigned_field(field, indexed=True, fast=True)
    for field in ("standing", "by_sales", "by_age", "by_price"):
        fields.add_unsigned_field(field, fast=True)
    fields.add_float_field("merit", fast=True)
    fields.add_bytes_field("document", stored=True)
    return fields.build()


def analyzers() -> dict[str, Any]:
    tokenizer, build = tantivy.Tokenizer, tantivy.TextAnalyzerBuilder
    stemming = build(tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english"))
    return {
        GRAMS: build(tokenizer.ngram(1, GRAM_MAX)).build(),
        STEMS: stemming.build(),
        WORDS: build(tokenizer.whitespace()).build(),
    }


def entry(document: Document, words: Sequence[str], *, newest: int, came: int = 0) -> Any:
    """`words`: those of its vocabulary. `newest`: when the shop's newest goods came, in days.
    `came`: in which round of the writer; 0 when the index is built."""
    made = tantivy.Document.from_dict(_texts(document, words))
    made.add_unsigned(ROUND, came)
    for field, value in _numbers(document):
        made.add_unsigned(field, value)
    made.add_float("merit", merit(document, newest=newest, dice=_dice(document.product_id) / DICE))
    made.add_bytes("document", packed(document))
    return made


def choice_token(key: str, value: str) -> str:
    return f"{key}{BETWEEN}{value}"


def label_of(key: str) -> str:
    """How the labels of one kind of choice begin, before the value."""
    return _label([{FALLBACK: key}]).decode().removesuffix("]") + ","


def number(product_id: UUID) -> int:
    """Its random half, as the engine can hand it over by the hundred."""
    return product_id.int & NUMBER_MASK


def days(document: Document) -> int:
    """When it came, for comparing."""
    return int(document.launched_at.timestamp()) // DAY if document.launched_at else 0


def _texts(document: Document, words: Sequence[str]) -> dict[str, list[str]]:
    choices = [
        (choice, key, value)
        for choice in document.choices
        for key, value in dict(zip(choice.value_keys, choice.values, strict=True)).items()
    ]
    return {
        "id": [str(document.product_id)],
        "slug": [document.slug],
        "words": [" ".join(words)],
        "tag": [tag.slug for tag in document.tags],
        "brand": [document.brand.slug] if document.brand else [],
        "place": list(document.category_slugs),
        "shelf": [BETWEEN.join(place.slug for place in document.path)] if document.path else [],
        "name": list(dict.fromkeys(document.names)),
        "choice": [choice_token(choice.key, key) for choice, key, _ in choices],
        "label": [_label([choice.name, value]).decode() for choice, _, value in choices],
        **_said(document),
    }


def _said(document: Document) -> dict[str, list[str]]:
    """Rows of Chinese one by one, so that no gram reaches from one into the next."""
    made: dict[str, list[str]] = {}
    chinese_rows: dict[str, None] = {}
    words: dict[str, None] = {}
    latin_rows: dict[str, None] = {}
    for field, (_, texts) in zip(FIELDS, document.said, strict=True):
        runs, phrases = _by_script(texts)
        chinese_rows.update(dict.fromkeys(runs))
        words.update(dict.fromkeys(phrases))
        made[chinese(field)] = list(runs)
        made[latin(field)] = [" ".join(phrases)]
        if field in NAMES:
            pairs = _in_rows(phrases)
            latin_rows.update(dict.fromkeys(pairs))
            made[row(field)] = [" ".join(pairs)]
    made[chinese(ALL)] = list(chinese_rows)
    made[latin(ALL)] = [" ".join(words)]
    made[row(ALL)] = [" ".join(latin_rows)]
    return made


@lru_cache(SPLIT_MAX)
def _by_script(texts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Their rows of Chinese, and the Latin words of each that has some."""
    runs = [tokens(text) for text in texts]
    chinese_runs = tuple(run for each in runs for run in each if not run.isascii())
    phrases = (" ".join(filter(str.isascii, each)) for each in runs)
    return chinese_runs, tuple(filter(None, phrases))


@lru_cache(SPLIT_MAX)
def _in_rows(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(rows(phrase.split()) for phrase in phrases)))


def _numbers(document: Document) -> Iterator[tuple[str, int]]:
    dice, sales = _dice(document.product_id), max(0, min(document.sales, SALES_MAX))
    launched = max(0, int(document.launched_at.timestamp())) if document.launched_at else 0
    stock = int(document.in_stock)
    yield "price_from", document.price_from.minor
    yield "price_to", document.price_to.minor
    yield "stock", stock
    yield "sales", sales
    yield NUMBER, number(document.product_id)
    yield "standing", stock << 62 | sales << 36 | min(launched // DAY, DAYS_MAX) << 20 | dice
    yield "by_sales", sales << 20 | dice
    yield "by_age", launched << 20 | dice
    yield "by_price", document.price_from.minor << 20 | dice


def _dice(product_id: UUID) -> int:
    """The same for ever, and hardly ever that of another: of equals it decides who comes first."""
    return zlib.crc32(product_id.bytes) % DICE
