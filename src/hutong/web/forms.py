"""What people send with forms, and how it is refused: at the field, in words."""

from collections.abc import Mapping

from hutong.kernel.errors import Invalid

REFUSED = 422
TOO_MANY = 429


def problems_of(refused: Invalid) -> Mapping[str, str]:
    """Field to words, the first problem of each."""
    told: dict[str, str] = {}
    for problem in refused.problems:
        told.setdefault(problem.field, problem.message)
    return told
