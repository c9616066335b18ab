"""Which pictures there are. A picture is named `design` or `design_colour`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from tools.imagery.studio import Still

Make = Callable[..., Still]
PICTURES: dict[str, Callable[[], Still]] = {}


def picture(make: Make) -> Make:
    PICTURES[make.__name__] = make
    return make


def colourways(**ways: tuple[Any, ...]) -> Callable[[Make], Make]:
    """One picture for each way; its values are the design's arguments."""

    def register(make: Make) -> Make:
        for way, values in ways.items():
            PICTURES[f"{make.__name__}_{way}"] = partial(make, *values)
        return make

    return register
