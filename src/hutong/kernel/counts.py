"""The counts of every process of one home, told as one: web processes and worker."""

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where prometheus-client keeps what this part counts


def registry() -> CollectorRegistry:
    """This process's counts where it is alone, else those of all parts together."""
    if FOLDER not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    together.register(_Everybody(Path(os.environ[FOLDER]).parent))
    return together


class _Everybody(Collector):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        files = [str(path) for path in sorted(self._folder.glob("*/*.db"))]
        merged: Iterable[Metric] = MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]
        return merged
