from collections.abc import Mapping

from hutong.kernel.jobs import Periodic, Task
from hutong.listing import appointments, ruling, scans, sweeping


def tasks() -> Mapping[str, Task]:
    return {
        "listing.scan": scans.run,
        "listing.keep_appointments": appointments.keep_appointments,
        "listing.follow_rules": ruling.follow_rules,
        "listing.sweep_papers": sweeping.sweep_papers,
        "listing.begin_day": sweeping.begin_day,
    }


SCHEDULE = (
    Periodic("* * * * *", "listing.keep_appointments"),
    Periodic("7-59/15 * * * *", "listing.follow_rules"),
    Periodic("20 * * * *", "listing.sweep_papers"),
    Periodic("3 16 * * *", "listing.begin_day"),  # three past midnight in the shop
)
