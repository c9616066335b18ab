from collections.abc import Mapping

from hutong.kernel.jobs import Periodic, Task
from hutong.listing import scans, sweeping


def tasks() -> Mapping[str, Task]:
    return {
        "listing.scan": scans.run,
        "listing.sweep_papers": sweeping.sweep_papers,
    }


SCHEDULE = (Periodic("20 * * * *", "listing.sweep_papers"),)
