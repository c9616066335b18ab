"""The libraries that know Chinese. Where one cannot be loaded, search goes on with plain words."""

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
COMPLETE = None not in (opencc, pypinyin, rjieba)
