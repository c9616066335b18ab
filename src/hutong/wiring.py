"""Who hears what, which jobs there are, and what runs by itself: the upward traffic on one page."""

from collections.abc import Mapping

from hutong.kernel import events
from hutong.kernel.events import Wiring
from hutong.kernel.jobs import Periodic, Task

WIRING = Wiring(reactions={})


def tasks() -> Mapping[str, Task]:
    """Every job by the name under which it is deferred."""
    return {
        "events.prepare_partitions": events.prepare_partitions,
    }


SCHEDULE = (Periodic("5 0 * * *", "events.prepare_partitions"),)
