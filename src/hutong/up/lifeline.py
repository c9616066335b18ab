"""A child that outlives its supervisor would hold the port and the data; so it does not."""

import os
import signal
import threading
import time

SECONDS = 0.5
GRACE_SECONDS = 30


def follow_parent() -> None:
    """Stop this process, as by SIGTERM, when the process that started it is gone."""
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), daemon=True, name="lifeline").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
