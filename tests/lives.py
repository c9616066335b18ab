"""What all state machines of the trade have in common: a database that really commits, which all
of their lives go through, and how many lives of how many steps there are."""

from collections.abc import Iterator
from typing import Any, Protocol
from unittest import TestCase

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine

from tests.postgres import fresh_database


class Lived(Protocol):
    url: str


def database_of(machine: type[Lived]) -> Any:
    """The fixture of its module."""

    @pytest.fixture(scope="module", autouse=True)
    def opened() -> Iterator[None]:
        with fresh_database() as url:
            machine.url = url
            yield

    return opened


def lived(machine: type[RuleBasedStateMachine], *, lives: int, steps: int) -> type[TestCase]:
    """No clock hurries it, and no data is too slow to make: the machine may be busy."""
    case: Any = machine.TestCase
    case.settings = settings(
        max_examples=lives,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    found: type[TestCase] = case
    return found
