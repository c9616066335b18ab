"""Many products, made of the demo catalogue's words, in a database of their own: how long the index
takes, and a question with its facets, beside PostgreSQL's own full-text search."""

import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from bench import suggesting
from bench.shares import Asking, share
from hutong import migrate
from hutong.embedded import Postgres
from hutong.kernel import memory
from hutong.kernel.db import Database
from hutong.kernel.money import CNY, Money
from hutong.search import Document, Index, Keeper, Query
from hutong.search.understanding import understand
from hutong.search.vocabulary import Vocabulary

SEED = 20261122
ALIKE = 97
SALES = 5000
FEN = (9_00, 900_00)
PREFIX = 4
COLUMNS = (
    "product_id", "slug", "title", "subtitle", "path", "specs", "parameters", "currency",
    "price_from_minor", "price_to_minor", "tags", "skus", "in_stock", "sales", "launched_at",
    "shown",
)  # fmt: skip
PLAIN = """
    create table plain_search as
    select product_id, price_from_minor as price, sales, path -> -1 ->> 'slug' as shelf,
           to_tsvector('simple', words) as words
    from search_document join plain_words using (product_id);
    create index on plain_search using gin (words);
    analyze plain_search;
"""
ASK = """
    with hits as materialized (
        select product_id, price, shelf, sales, ts_rank(words, to_tsquery('simple', $1)) as score
        from plain_search where words @@ to_tsquery('simple', $1)
    )
    select (select array_agg(product_id) from (
                select product_id from hits order by score desc, sales desc, product_id limit 24
            ) as best),
           (select count(*) from hits),
           (select json_object_agg(shelf, n) from (
                select shelf, count(*) as n from hits group by shelf) as shelves),
           (select json_object_agg(band, n) from (
                select width_bucket(price, 0, 100000, 8) as band, count(*) as n
                from hits group by band) as bands)
"""


async def measured(
    catalogue: Sequence[Document], asked: Sequence[str], count: int
) -> dict[str, Any]:
    with _home() as home, Postgres(home) as server:
        migrate.upgrade(server.url)
        vocabulary = await _fill_both(server.url, list(many(catalogue, count)))
        db = Database(server.url)
        begun, worked = time.perf_counter(), _worked()
        indexed = await Keeper(db, home / "search").once()
        took, worked = time.perf_counter() - begun, _worked() - worked
        index = Index(home / "search")
        await index.refresh(db)
        memory.settle()
        ours = await _ours(index, asked)
        typed = await suggesting.measured(index, asked, home, kind="")
        theirs = await _theirs(server.url, vocabulary, asked)
        await db.close()
    return {
        "products": indexed,
        "index_200k_s": round(took, 1),
        "index_cpu_s": round(worked, 1),
        "query_p50_ms": share([each.took for each in ours], 50),
        "query_p99_ms": share([each.took for each in ours], 99),
        "query_cpu_p50_ms": share([each.worked for each in ours], 50),
        "query_cpu_p99_ms": share([each.worked for each in ours], 99),
        "pg_query_p50_ms": share(theirs, 50),
        "pg_query_p99_ms": share(theirs, 99),
    } | typed


@contextmanager
def _home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hutong-bench-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def many(catalogue: Sequence[Document], count: int) -> Iterator[Document]:
    """Each with the beginning of one title before another one, prices and sales of its own."""
    dice = random.Random(SEED)  # noqa: S311 - the same shop every time
    for at in range(count):
        made, other = dice.choice(catalogue), dice.choice(catalogue)
        price = Money(dice.randrange(*FEN), CNY)
        yield replace(
            made,
            product_id=UUID(int=at + 1),
            slug=f"{made.slug}-{at}",
            title={
                "zh": f"{other.title['zh'][:PREFIX]}{made.title['zh']}",
                "en": f"{other.title['en'].split()[0]} {made.title['en']} {at % ALIKE}",
            },
            price_from=price,
            price_to=price,
            sales=dice.randrange(SALES),
        )


async def fill(url: str, documents: Sequence[Document]) -> None:
    """Documents of products that the catalogue does not have."""
    connection = await asyncpg.connect(url)
    await connection.execute(
        "alter table search_document drop constraint search_document_product_id_fkey"
    )
    await connection.copy_records_to_table(
        "search_document", records=map(_record, documents), columns=COLUMNS
    )
    await connection.execute("analyze search_document")
    await connection.close()


async def _fill_both(url: str, documents: Sequence[Document]) -> Vocabulary:
    """The documents, and their words as they are cut for PostgreSQL."""
    await fill(url, documents)
    vocabulary = Vocabulary()
    connection = await asyncpg.connect(url)
    await connection.execute("create table plain_words (product_id uuid, words text)")
    await connection.copy_records_to_table(
        "plain_words", records=((each.product_id, _words(vocabulary, each)) for each in documents)
    )
    await connection.execute(PLAIN)
    await connection.close()
    return vocabulary


def _words(vocabulary: Vocabulary, document: Document) -> str:
    words = vocabulary.words(document)
    vocabulary.meet(dict.fromkeys(words, 1))
    return " ".join(words)


def _record(document: Document) -> tuple[Any, ...]:
    path = [{"id": "", "slug": each.slug, "name": each.name} for each in document.path]
    specs = [{"name": each.name, "values": each.values} for each in document.specs]
    return (
        document.product_id, document.slug, *map(json.dumps, (document.title, document.subtitle)),
        *map(json.dumps, (path, specs, document.parameters)), document.price_from.currency,
        document.price_from.minor, document.price_to.minor, "[]", "{}", document.in_stock,
        document.sales, document.launched_at, True,
    )  # fmt: skip


async def _ours(index: Index, asked: Sequence[str]) -> list[Asking]:
    """Each question for the first time."""
    answers = []
    for words in asked:
        begun, worked = time.perf_counter(), time.process_time()
        await index.find(Query(text=words))
        answers.append(Asking(time.perf_counter() - begun, time.process_time() - worked))
    return answers


def _worked() -> float:
    """Of this process, its threads, and the processes that it started and that have ended."""
    of = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in of)


async def _theirs(url: str, vocabulary: Vocabulary, asked: Sequence[str]) -> list[float]:
    """The same understood words."""
    connection = await asyncpg.connect(url)
    took = []
    for words in asked:
        question = _question(words, vocabulary)
        begun = time.perf_counter()
        await connection.fetch(ASK, question)
        took.append(time.perf_counter() - begun)
    await connection.close()
    return took


def _question(words: str, vocabulary: Vocabulary) -> str:
    terms = (
        "|".join(
            "(" + "<->".join(f"'{part}'" for part in writing.written.split()) + ")"
            for writing in term.writings
        )
        for term in understand(words, vocabulary).terms
    )
    return "&".join(f"({term})" for term in terms) or "'nothing'"
