"""Finding goods: one document for each product, and the index that every web process keeps."""

from hutong.search.documents import Choice, Document, Place
from hutong.search.finding import PAGE_SIZE, Facet, Facets, Found, Option, Query, Sort
from hutong.search.index import Index
from hutong.search.models import SearchDocument
from hutong.search.ranking import Explanation
from hutong.search.reactions import follow_category, follow_product, follow_stock
from hutong.search.service import count_sales, rebuild, refresh, restock

__all__ = [
    "PAGE_SIZE",
    "Choice",
    "Document",
    "Explanation",
    "Facet",
    "Facets",
    "Found",
    "Index",
    "Option",
    "Place",
    "Query",
    "SearchDocument",
    "Sort",
    "count_sales",
    "follow_category",
    "follow_product",
    "follow_stock",
    "rebuild",
    "refresh",
    "restock",
]
