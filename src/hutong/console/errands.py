"""What the worker does for those who sit at the console."""

from hutong import exchange, taxonomy
from hutong.console.goods import taking_out
from hutong.console.kit import bulk_runs, export_jobs
from hutong.console.kit.site import Site
from hutong.console.registry import AREAS
from hutong.kernel import errands
from hutong.kernel.jobs import Task
from hutong.kernel.settings import Settings

SITE = Site(AREAS)
SCHEDULE = errands.SCHEDULE


def tasks(settings: Settings) -> dict[str, Task]:
    return errands.tasks(
        {
            export_jobs.KIND: export_jobs.exporting(SITE),
            bulk_runs.KIND: bulk_runs.running(SITE),
            taking_out.KIND: taking_out.taking_out(settings),
            **exchange.works(settings),
            **taxonomy.works(),
        }
    )
