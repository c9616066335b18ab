from hutong.kernel.settings import Settings
from hutong.wiring import SCHEDULE, strangers, tasks


def test_everything_on_the_schedule_is_a_job_of_ours(settings: Settings) -> None:
    assert {periodic.task for periodic in SCHEDULE} <= set(tasks(settings, strangers(settings)))
