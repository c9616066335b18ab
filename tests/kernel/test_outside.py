"""Every call to somebody outside is counted by whom it went to and how it ended."""

import pytest
from prometheus_client import REGISTRY

from hutong.kernel.errors import Refused, Unavailable
from hutong.kernel.outside import counted


def _count(whom: str, outcome: str) -> float:
    labels = {"whom": whom, "deed": "ask", "outcome": outcome}
    return REGISTRY.get_sample_value("hutong_outside_calls_total", labels) or 0.0


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [(Refused(), "answered"), (Unavailable(), "failed"), (ValueError("odd answer"), "failed")],
)
def test_a_refusal_is_an_answer_and_silence_is_none(trouble: Exception, outcome: str) -> None:
    whom = f"somebody-{outcome}-{type(trouble).__name__}"

    with pytest.raises(type(trouble)), counted(whom, "ask"):
        raise trouble

    assert _count(whom, outcome) == 1
