"""A process that a part of the shop has beside it: of its group, so that it ends with the part."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

TURN_SECONDS = 0.2
PAUSE_SECONDS = 2
PATIENCE_SECONDS = 5


@contextmanager
def beside(words: Sequence[str]) -> Iterator[None]:
    """`hutong <words>` runs, and is started again when it dies, as long as the block takes."""
    over = threading.Event()
    environment = dict(os.environ)
    watching = threading.Thread(
        target=_keep_running, args=(words, environment, over), daemon=True, name=words[0]
    )
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def _keep_running(words: Sequence[str], environment: dict[str, str], over: threading.Event) -> None:
    command = [sys.executable, "-m", "hutong.cli", *words]
    while not over.is_set():
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
        while process.poll() is None and not over.wait(TURN_SECONDS):
            pass
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_SECONDS)
            process.kill()
            process.wait()
        over.wait(PAUSE_SECONDS)
