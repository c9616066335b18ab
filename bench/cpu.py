"""How much of the processors a piece of work cost, by who used it."""

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
ROLES = {b"serve": "web", b"work": "worker"}
EVERYBODY = ("web", "database", "worker", "load")


def used() -> dict[str, float]:
    """Seconds so far of the web processes, the worker, the database and this process itself, the
    load."""
    every = processes()
    ours = {os.getpid()}
    while more := {pid for pid, parent, *_ in every if parent in ours} - ours:
        ours |= more
    found: defaultdict[str, float] = defaultdict(float)
    for pid, _parent, name, seconds in every:
        if pid in ours:
            found[_role(pid, name)] += seconds
    return dict(found)


def per_order(
    before: dict[str, float],
    after: dict[str, float],
    orders: int,
    roles: Sequence[str] = ("web", "database"),
) -> dict[str, int]:
    """Microseconds of each."""
    return {
        role: round(1e6 * (after.get(role, 0) - before.get(role, 0)) / max(orders, 1))
        for role in roles
    }


def processes() -> list[tuple[int, int, str, float]]:
    rows = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = place.read_text()
        except OSError:
            continue
        name = text[text.index("(") + 1 : text.rindex(")")]
        rest = text[text.rindex(")") + 2 :].split()
        ticks = sum(int(each) for each in rest[11:15])  # with those of its children that ended
        rows.append((int(place.parent.name), int(rest[1]), name, ticks / TICKS))
    return rows


def _role(pid: int, name: str) -> str:
    if name.startswith("postgres"):
        return "database"
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "other"
    if pid == os.getpid():
        return "load"
    return next((role for word, role in ROLES.items() if word in command), "other")
