"""The documentation names everything that there is."""

import ast
from pathlib import Path

import pytest

from hutong.kernel.events import Event, name_of
from hutong.kernel.settings import Settings
from hutong.wiring import WIRING

SOURCE = Path("src/hutong")
MODULES = Path("docs/modules.md").read_text("utf-8")
EVENTS = Path("docs/events.md").read_text("utf-8")
OPERATING = Path("docs/guide/operating.md").read_text("utf-8")
PACKAGES = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_what_it_owns_and_stands_on_the_list(package: str) -> None:
    tree = ast.parse((SOURCE / package / "__init__.py").read_text("utf-8"))

    assert ast.get_docstring(tree)
    assert f"| {package} |" in MODULES


def test_every_event_is_explained_with_those_who_hear_it() -> None:
    rows = {line.split("|")[1].strip(): line for line in EVENTS.splitlines() if "|" in line}

    assert {event.name for event in announced()} <= set(rows)
    for event, reactions in WIRING.reactions.items():
        for reaction in reactions:
            module = name_of(reaction).split(".")[1]
            assert module in rows[event.name], (event.name, module)


def test_every_setting_has_a_line_in_the_operators_guide() -> None:
    missing = [name for name in Settings.model_fields if f"HUTONG_{name.upper()}" not in OPERATING]

    assert missing == []


def announced() -> set[type[Event]]:
    below = list(Event.__subclasses__())
    for event in below:
        below += event.__subclasses__()
    return {
        event
        for event in below
        if event.__module__.startswith("hutong.") and hasattr(event, "name")
    }
