"""English questions of strangers: the public data of the Home Depot search relevance contest."""

import os
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from statistics import fmean
from typing import Any
from uuid import UUID

from hutong.kernel.money import CNY, Money
from hutong.search import Document, Index, Query

FOLDER = "HUTONG_HOME_DEPOT"
TITLES, JUDGED = "catalogue*.parquet", "judged*.parquet"
RELEVANT = 2.33  # of 3, the mean of three judges
TOP = 10
FREE = Money(0, CNY)


def measured() -> dict[str, Any]:
    """The share of questions with a relevant product among the first ten."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return {"home_depot": f"not measured: {FOLDER} names no folder"}
    index = Index()
    index.put(_document(row) for row in _rows(folder, TITLES))
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, JUDGED):
        wanted[row["search_term"]] |= {str(row["product_uid"])} & _relevant(row)
    hits, empty = [], []
    for asked, slugs in wanted.items():
        found = {each.slug for each in index.glance(Query(text=asked, size=TOP)).items}
        hits.append(bool(found & slugs))
        empty.append(not found)
    return {
        "home_depot_questions": len(wanted),
        "home_depot_hit10": round(fmean(hits), 3),
        "home_depot_zero_rate": round(fmean(empty), 3),
    }


def _relevant(row: dict[str, Any]) -> set[str]:
    return {str(row["product_uid"])} if row["relevance"] >= RELEVANT else set()


def _rows(folder: str, name: str) -> list[dict[str, Any]]:
    """pyarrow is no part of the shop: it is loaded only here."""
    parquet = import_module("pyarrow.parquet")
    path = next(iter(Path(folder).glob(name)))
    rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return rows


def _document(row: dict[str, Any]) -> Document:
    return Document(
        product_id=UUID(int=row["product_uid"]),
        slug=str(row["product_uid"]),
        title={"en": row["product_title"]},
        subtitle={},
        path=(),
        specs=(),
        price_from=FREE,
        price_to=FREE,
        picture=None,
        tags=(),
        skus={},
        in_stock=True,
        sales=0,
        launched_at=None,
    )
