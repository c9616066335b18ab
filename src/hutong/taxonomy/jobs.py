from collections.abc import Mapping

from hutong.kernel.jobs import Periodic, Task
from hutong.taxonomy import service


def tasks() -> Mapping[str, Task]:
    return {"taxonomy.look": service.look_again}


SCHEDULE = (Periodic("20 20 * * 0", "taxonomy.look"),)
"""Mondays at 4:20 in the shop, so that the week begins with what was found."""
