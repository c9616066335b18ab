"""A child that outlives its supervisor would hold the port and the data; so it does not."""

import os
import signal
import threading
import time

PARENT = "HUTONG_PARENT"
SECONDS = 0.5
GRACE_SECONDS = 30


def lead() -> None:
    """What this process starts from now on is to stop with it."""
    os.environ[PARENT] = str(os.getpid())


def follow() -> None:
    """Stop this process, as by SIGTERM, when the one that leads it is gone, or was gone already."""
    if PARENT in os.environ:
        parent = int(os.environ[PARENT])
        threading.Thread(target=_watch, args=(parent,), daemon=True, name="lifeline").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS)
    signal.alarm(GRACE_SECONDS)  # the kernel's: it also ends a process that runs no Python any more
    os.kill(os.getpid(), signal.SIGTERM)
