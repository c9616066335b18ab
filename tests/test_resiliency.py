"""The resiliency matrix promises nothing that no test shows."""

import ast
import re
from pathlib import Path

MATRIX = Path("docs/resiliency.md").read_text("utf-8")
NAMED = set(re.findall(r"`(test_\w+)`", MATRIX))


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


def test_every_row_of_the_matrix_is_shown_by_a_test() -> None:
    rows = [line for line in MATRIX.splitlines() if line.startswith("| ")]
    headings = ("| what fails", "| planted bug")

    assert [row for row in rows if "`test_" not in row and not row.startswith(headings)] == []


def test_every_drill_stands_in_the_matrix() -> None:
    assert found_in("tests/faults") - NAMED == set()
