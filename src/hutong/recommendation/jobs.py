from hutong.kernel.jobs import Periodic, Task
from hutong.recommendation.service import forget_old, work_out

SCHEDULE = (
    Periodic("* * * * *", "recommendation.work_out"),
    Periodic("20 19 * * *", "recommendation.forget"),
)


def tasks() -> dict[str, Task]:
    """The jobs of this module: interests within a minute, forgetting every night."""
    return {"recommendation.work_out": work_out, "recommendation.forget": forget_old}
