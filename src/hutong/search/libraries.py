"""The libraries that know Chinese, and the engine. Where one cannot be loaded, search goes on with
plain words in the database."""

from importlib import import_module
from typing import Any

import structlog

log = structlog.get_logger()


def load(name: str) -> Any:
    """The library, or None with a word in the log."""
    try:
        return import_module(name)
    except (ImportError, OSError):
        log.warning("search.library_missing", library=name, exc_info=True)
        return None


opencc = load("opencc")
pypinyin = load("pypinyin")
rjieba = load("rjieba")
tantivy = load("tantivy")
NEEDED = {"opencc": opencc, "pypinyin": pypinyin, "rjieba": rjieba, "tantivy": tantivy}
MISSING = tuple(name for name, library in NEEDED.items() if library is None)
COMPLETE = not MISSING
