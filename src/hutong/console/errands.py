"""What the worker does for those who sit at the console."""

from hutong.console.kit import bulk_runs, export_jobs
from hutong.console.kit.site import Site
from hutong.console.registry import AREAS
from hutong.kernel import errands

SITE = Site(AREAS)
WORKS = {
    export_jobs.KIND: export_jobs.exporting(SITE),
    bulk_runs.KIND: bulk_runs.running(SITE),
}
TASKS = errands.tasks(WORKS)
SCHEDULE = errands.SCHEDULE
