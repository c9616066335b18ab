"""Places where a test lets this process die, as by kill -9. Nothing happens anywhere else.

`HUTONG_CRASH_AT=name#3` dies at the third passing of that place, once: whoever makes the file
`HUTONG_CRASH_MARK` is the one who dies. Production settings refuse to start with it.
"""

import os
from itertools import count

WISH = "HUTONG_CRASH_AT"
MARK = "HUTONG_CRASH_MARK"
DEAD = 137

_name, _, _nth = os.environ.get(WISH, "").partition("#")
_passed = count(1)


def crashpoint(name: str) -> None:
    if name == _name and next(_passed) == int(_nth or 1):
        _die()


def _die() -> None:
    try:
        os.close(os.open(os.environ[MARK], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os._exit(DEAD)
