"""How product pages are read: for how long they were in view, and what came of it."""

from hutong.analytics.jobs import SCHEDULE, tasks
from hutong.analytics.models import View, ViewDay
from hutong.analytics.viewing import SECONDS_MAX, STEP, Viewed, Views, forget, sum_up

__all__ = [
    "SCHEDULE",
    "SECONDS_MAX",
    "STEP",
    "View",
    "ViewDay",
    "Viewed",
    "Views",
    "forget",
    "sum_up",
    "tasks",
]
