"""Finding goods: one document for each product, and the index that every web process keeps."""

from hutong.search.documents import Choice, Document, Place
from hutong.search.finding import PAGE_SIZE, Facet, Facets, Found, Option, Query, Sort
from hutong.search.index import Index
from hutong.search.jobs import SCHEDULE, tasks
from hutong.search.journal import Journal
from hutong.search.models import Asked, Deed, DeedKind, SearchDocument, WordsDay
from hutong.search.notes import Added, Clicked, Looked, Who, asked_words, device_key
from hutong.search.ranking import Explanation
from hutong.search.reactions import follow_category, follow_product, follow_stock
from hutong.search.recording import Bought, claim, credit
from hutong.search.service import count_sales, rebuild, refresh, restock
from hutong.search.sounds import initials, spelled

__all__ = [
    "PAGE_SIZE",
    "SCHEDULE",
    "Added",
    "Asked",
    "Bought",
    "Choice",
    "Clicked",
    "Deed",
    "DeedKind",
    "Document",
    "Explanation",
    "Facet",
    "Facets",
    "Found",
    "Index",
    "Journal",
    "Looked",
    "Option",
    "Place",
    "Query",
    "SearchDocument",
    "Sort",
    "Who",
    "WordsDay",
    "asked_words",
    "claim",
    "count_sales",
    "credit",
    "device_key",
    "follow_category",
    "follow_product",
    "follow_stock",
    "initials",
    "rebuild",
    "refresh",
    "restock",
    "spelled",
    "tasks",
]
