"""What may not be said of goods and what may not be sold: lists that staff edit, and the search
for them in any words."""

from hutong.compliance.events import ListsChanged
from hutong.compliance.models import Kind, Term
from hutong.compliance.queries import NoSuchTerm, begins_on, book, find_term, stamp
from hutong.compliance.rules import BANNED, PLACES, SUPPLIER, Book, Hit, Piece, marked
from hutong.compliance.service import TermDraft, put_in_force, save_term, save_terms

__all__ = [
    "BANNED",
    "PLACES",
    "SUPPLIER",
    "Book",
    "Hit",
    "Kind",
    "ListsChanged",
    "NoSuchTerm",
    "Piece",
    "Term",
    "TermDraft",
    "begins_on",
    "book",
    "find_term",
    "marked",
    "put_in_force",
    "save_term",
    "save_terms",
    "stamp",
]
