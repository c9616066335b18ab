"""What the worker does for those who sit at the console."""

from hutong.console.kit import export_jobs
from hutong.console.kit.site import Site
from hutong.console.registry import AREAS
from hutong.kernel import errands

WORKS = {export_jobs.KIND: export_jobs.exporting(Site(AREAS))}
TASKS = errands.tasks(WORKS)
SCHEDULE = errands.SCHEDULE
