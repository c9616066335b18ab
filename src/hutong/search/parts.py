"""Indexes that several processes wrote, put together as one. A segment of the engine is whole in
itself: an index is its segments and the list of them."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from hutong.search.folder import META

MANAGED = ".managed.json"  # the files that the engine may delete when no list names them


def join(path: Path, parts: Sequence[Path]) -> None:
    """All of them, of the same fields, become the one at `path`."""
    lists = [json.loads((part / META).read_text(encoding="utf-8")) for part in parts]
    files = [META]
    for part, told in zip(parts, lists, strict=True):
        files += _moved(part, told, path)
        shutil.rmtree(part)
    segments = [each for told in lists for each in told["segments"]]
    opstamp = max(told["opstamp"] for told in lists)
    _write(path / MANAGED, files)
    _write(path / META, {**lists[0], "segments": segments, "opstamp": opstamp})


def _moved(part: Path, told: Mapping[str, Any], path: Path) -> list[str]:
    """The names of the files that belong to its segments."""
    names = {UUID(each["segment_id"]).hex for each in told["segments"]}
    files = [each for each in part.iterdir() if each.name.split(".")[0] in names]
    return [each.rename(path / each.name).name for each in files]


def _write(path: Path, told: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
