from hutong.wiring import SCHEDULE, tasks


def test_everything_on_the_schedule_is_a_job_of_ours() -> None:
    assert {periodic.task for periodic in SCHEDULE} <= set(tasks())
