from collections.abc import Mapping

from hutong.kernel.jobs import Periodic, Task
from hutong.listing import scans


def tasks() -> Mapping[str, Task]:
    return {"listing.scan": scans.run}


SCHEDULE: tuple[Periodic, ...] = ()
