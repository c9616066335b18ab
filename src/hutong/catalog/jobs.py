from collections.abc import Mapping

from hutong.catalog.prices import ruling
from hutong.kernel.jobs import Periodic, Task


def tasks() -> Mapping[str, Task]:
    return {"catalog.end_originals": ruling.end_originals}


SCHEDULE = (Periodic("* * * * *", "catalog.end_originals"),)
