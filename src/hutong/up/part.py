"""One process of the shop, started again when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress

HEALTHY_SECONDS = 60
LONGEST_PAUSE = 30


class Part:
    """`hutong <words>` in a session of its own: a Ctrl-C in the terminal reaches only us."""

    def __init__(self, name: str, words: list[str], *, patience: int) -> None:
        self.name = name
        self._words = words
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths = 0
        self._started_at = 0.0
        self._not_before = 0.0
        self._orphans: dict[int, float] = {}  # process group: when it is killed

    def start(self, environment: Mapping[str, str]) -> None:
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hutong.cli", *self._words],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def died(self) -> bool:
        """True once for each death."""
        if self._process is None or self._process.poll() is None:
            return False
        now = time.monotonic()
        _signal_group(self._process.pid, signal.SIGTERM)  # what it had started
        self._orphans[self._process.pid] = now + self._patience
        self._process = None
        self._deaths = 1 if now - self._started_at > HEALTHY_SECONDS else self._deaths + 1
        self._not_before = now + min(LONGEST_PAUSE, 2 ** (self._deaths - 1))
        return True

    def bury_orphans(self) -> None:
        """Children of a part that died, and that did not hear that they should end."""
        now = time.monotonic()
        for group, until in list(self._orphans.items()):
            if now >= until:
                _signal_group(group, signal.SIGKILL)
            if now >= until or not _signal_group(group, 0):
                del self._orphans[group]

    def start_when_due(self, environment: Mapping[str, str]) -> None:
        if self._process is None and time.monotonic() >= self._not_before:
            self.start(environment)

    def finish(self) -> int:
        """Wait until it ends by itself; its exit code."""
        return self._process.wait() if self._process else 0

    def ask_to_stop(self) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                self._process.terminate()

    def stop(self) -> None:
        """It may finish what it has in hand; what does not come to an end is killed."""
        self._orphans = dict.fromkeys(self._orphans, 0.0)
        if self._process is not None:
            self.ask_to_stop()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(self._patience)
            _signal_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        self.bury_orphans()


def _signal_group(group: int, sign: int) -> bool:
    """False when nobody is left in it."""
    try:
        os.killpg(group, sign)
    except (ProcessLookupError, PermissionError):
        return False
    return True
