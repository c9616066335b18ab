"""The rules of the house are enforced, not wished for: each has a file that breaks it."""

from pathlib import Path

import pytest

from tools.house_lint import findings

LONG = "def place():\n" + "    print()\n" * 50


@pytest.mark.parametrize(
    ("place", "text", "words"),
    [
        ("orders/helpers.py", "", "says nothing"),
        ("orders/service.py", "x = 1\n" * 401, "401 lines"),
        ("orders/service.py", LONG, "place is 51 lines"),
        ("orders/service.py", "select(Order)", "belongs in queries.py"),
        ("console/orders.py", "session.commit()", "the edge commits"),
        ("orders/service.py", "at = datetime.now(UTC)", "ask kernel.clock"),
        ("orders/service.py", "at = time.time()", "ask kernel.clock"),
        ("pricing/rules.py", "float('12.5')", "no floats near money"),
        ("orders/models.py", "lines = relationship(order_by='position')", "lazy"),
        ("payments/service.py", "import httpx", "only in gateways"),
        ("messaging/service.py", "from urllib.request import urlopen", "only in gateways"),
        ("messaging/service.py", "from http import client", "only in gateways"),
        ("orders/service.py", "# TODO: the rest", "finish it"),
    ],
)
def test_a_file_that_breaks_a_rule_is_found(place: str, text: str, words: str) -> None:
    found = [message for _, message in findings(Path(place), text)]

    assert [message for message in found if words in message]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("orders/queries.py", "select(Order)"),
        ("orders/queries/history.py", "select(Order)"),
        ("views/orders.py", "select(Order)"),
        ("kernel/db.py", "session.commit()"),
        ("kernel/clock.py", "at = datetime.now(UTC)"),
        ("orders/models.py", "lines = relationship(lazy='raise', order_by='position')"),
        ("payments/gateway.py", "import httpx"),
        ("payments/gateways/sandbox.py", "import httpx"),
        ("sandbox/jobs.py", "import httpx"),
        ("orders/service.py", "from http import HTTPStatus"),
    ],
)
def test_a_file_in_its_place_is_left_alone(place: str, text: str) -> None:
    assert list(findings(Path(place), text)) == []


def test_the_house_itself_is_clean() -> None:
    source = Path("src/hutong")
    found = [
        (str(path), *finding)
        for path in source.rglob("*.py")
        for finding in findings(path.relative_to(source), path.read_text())
    ]

    assert found == []
