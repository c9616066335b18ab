"""The garbage collector, told what a process that serves for days is like."""

import gc

YOUNG = 20_000  # new objects before it looks at them; Python's own 700 suit a script
ROUNDS = 20


def calm() -> None:
    """When a process begins: nearly all that it imports stays, and looking through it after every
    few hundred objects took a sixth of the time until a shop was open."""
    gc.set_threshold(YOUNG, ROUNDS, ROUNDS)


def settle() -> None:
    """When a process has started: what is in memory now stays for good, and what a request makes
    is gone with it. Looking through code, pages and the catalogue again and again took a third of
    the time of an order."""
    calm()
    gc.collect()
    gc.freeze()
