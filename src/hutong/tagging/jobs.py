from collections.abc import Mapping

from hutong.kernel.jobs import Periodic, Task
from hutong.tagging import service


def tasks() -> Mapping[str, Task]:
    return {"tagging.follow_rules": service.follow_rules}


SCHEDULE = (Periodic("3-59/10 * * * *", "tagging.follow_rules"),)
