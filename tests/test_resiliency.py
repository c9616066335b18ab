"""The resiliency matrix promises nothing that no test shows."""

import ast
import re
from pathlib import Path

from tests.faults.process import PLANTS

MATRIX = Path("docs/resiliency.md").read_text("utf-8")
NAMED = set(re.findall(r"`(test_\w+)`", MATRIX))
DRILLS = "\n".join(path.read_text("utf-8") for path in Path("tests/faults").glob("test_*.py"))


def table(heading: str) -> list[list[str]]:
    """The cells of the table whose first heading is that, row by row."""
    _, _, below = MATRIX.partition(f"| {heading} |")
    rows = below.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def found_in(folder: str) -> set[str]:
    return {
        node.name
        for path in Path(folder).rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def test_every_test_that_the_matrix_names_is_there() -> None:
    assert NAMED
    assert NAMED - found_in("tests") == set()


def test_every_promise_of_the_matrix_is_shown_by_a_test() -> None:
    promises = [(row[0], cell) for row in table("what fails") for cell in row[1:-1]]

    assert len(promises) >= 4 * 14
    assert [each for each in promises if "`test_" not in each[1]] == []


def test_every_fault_has_a_bug_that_its_drill_finds() -> None:
    planted = table("fault")

    assert set(re.findall(r"\bF\d+\b", DRILLS)) <= {fault.split()[0] for fault, *_ in planted}
    assert [row for row in planted if "`test_" not in row[-1]] == []


def test_every_planted_bug_is_let_loose_on_a_drill() -> None:
    assert set(re.findall(r'plant ?= ?"(\w+)"', DRILLS)) == set(PLANTS)


def test_every_drill_stands_in_the_matrix() -> None:
    assert found_in("tests/faults") - NAMED == set()
