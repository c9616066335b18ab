"""Where the index stands on the disk. Each build has a folder of its own; `current` names the one
that is read. All of it can be deleted: it comes back from the database."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from hutong.kernel import ids
from hutong.search.entry import VERSION

META = "meta.json"  # the engine writes it anew with each commit
STATE = "hutong.json"
CURRENT, LOCK, WISH = "current", "lock", "rebuild"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which build is read, and its last commit."""

    path: Path
    commit: int


@dataclass(frozen=True, slots=True)
class State:
    """How far a build has followed the database, which one that is, and when the shop's newest
    goods came, in days."""

    database: str
    since: int
    newest: int


class Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._claimed: int | None = None

    def stamp(self) -> Stamp | None:
        """None where there is no index of this version."""
        try:
            name = (self._path / CURRENT).read_text(encoding="utf-8").strip()
            path = self._path / name
            return Stamp(path, (path / META).stat().st_mtime_ns) if _is_ours(name) else None
        except OSError:
            return None

    def reads(self, path: Path) -> bool:
        stamp = self.stamp()
        return stamp is not None and stamp.path == path

    def new(self) -> Path:
        """An empty place for another build."""
        path = self._path / f"v{VERSION}-{ids.new_id().hex}"
        path.mkdir(parents=True)
        return path

    def point(self, path: Path) -> None:
        """From now on this one is read; every other goes. Whoever still reads it can go on."""
        draft = self._path / f"{CURRENT}.draft"
        draft.write_text(path.name, encoding="utf-8")
        draft.replace(self._path / CURRENT)
        for other in self._path.iterdir():
            if other.is_dir() and other.name != path.name:
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def claim(self) -> Iterator[bool]:
        """Whether this process is the one that writes here, until the block ends."""
        self._path.mkdir(parents=True, exist_ok=True)
        with (self._path / LOCK).open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            self._claimed = os.fstat(lock.fileno()).st_ino
            yield True
            self._claimed = None

    @property
    def is_claimed(self) -> bool:
        """False, too, when the folder was deleted and what was claimed is gone."""
        try:
            return (self._path / LOCK).stat().st_ino == self._claimed
        except OSError:
            return False

    def wish_rebuild(self) -> None:
        """Heard by the process that writes here."""
        (self._path / WISH).touch()

    @property
    def rebuild_is_wished(self) -> bool:
        return (self._path / WISH).exists()

    def forget_wish(self) -> None:
        (self._path / WISH).unlink(missing_ok=True)


def read_state(path: Path) -> State | None:
    try:
        return State(**json.loads((path / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_state(path: Path, state: State) -> None:
    draft = path / f"{STATE}.draft"
    draft.write_text(json.dumps(asdict(state)), encoding="utf-8")
    draft.replace(path / STATE)


def _is_ours(name: str) -> bool:
    return name.startswith(f"v{VERSION}-")
