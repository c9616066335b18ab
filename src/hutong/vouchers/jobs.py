from hutong.kernel.jobs import Periodic, Task
from hutong.vouchers.service import expire_due

SCHEDULE = (Periodic("3 * * * *", "vouchers.expire_due"),)


def tasks() -> dict[str, Task]:
    return {"vouchers.expire_due": expire_due}
