"""How those outside the house serve us: every call counted by whom it went to and how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Counter, Histogram

from hutong.kernel.errors import DomainError, Unavailable

CALLS = Counter(
    "hutong_outside_calls_total",
    "Calls to those outside; the share of outcome=answered is the success rate",
    ("whom", "deed", "outcome"),
)
SECONDS = Histogram(
    "hutong_outside_seconds",
    "Time until they answered, or until we gave up",
    ("whom",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


@contextmanager
def counted(whom: str, deed: str) -> Iterator[None]:
    """One call. A refusal is an answer too; no answer to trust, or one that we could not take in,
    is a failure."""
    begun = perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "answered"
    except DomainError as refused:
        outcome = "failed" if isinstance(refused, Unavailable) else "answered"
        raise
    finally:
        CALLS.labels(whom, deed, outcome).inc()
        SECONDS.labels(whom).observe(perf_counter() - begun)
