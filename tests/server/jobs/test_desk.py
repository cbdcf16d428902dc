"""What clients say of jobs, and what is said to them: late, twice, after restarts."""

from uuid import uuid4

from tests.server.jobs.conftest import Stage

from obt.server.jobs.dispatch import Limits
from obt.server.jobs.repository import Filter
from obt.wire.jobs import JobAccepted, JobError, JobProgress, JobRef, Progress

LATER = JobError(code="registry_unreachable", message="no answer", retryable=True)
NEVER = JobError(code="not_found", message="no such model", retryable=False)


async def test_a_job_is_committed_then_sent_then_settled(stage: Stage) -> None:
    job_id = await stage.one()
    assert stage.sent() == []
    await stage.tick()
    assert stage.sent() == ["assigned 1"]
    job = await stage.job(job_id)
    assert (job.state, job.attempts, job.started_at) == ("running", 1, stage.clock.now())
    await stage.end(job_id)
    assert stage.sent() == ["settled 1"]
    assert (await stage.job(job_id)).finished_at == stage.clock.now()
    assert stage.jobs.desk.open_jobs("desk") == 0


async def test_a_result_that_is_repeated_is_settled_again_and_changes_nothing(
    stage: Stage,
) -> None:
    job_id = await stage.begun()
    await stage.end(job_id, "failed", error=NEVER)
    await stage.end(job_id, "succeeded")
    assert stage.sent() == ["settled 1", "settled 1"]
    assert await stage.state(job_id) == "failed"


async def test_another_client_cannot_end_a_job(stage: Stage) -> None:
    job_id = await stage.begun()
    await stage.end(job_id, client="lab")
    assert await stage.state(job_id) == "running"


async def test_progress_is_shown_but_of_the_present_attempt_only(stage: Stage) -> None:
    job_id = await stage.begun("pull")
    progress = Progress(status="pulling", completed=5, total=10)
    await stage.jobs.desk.report("desk", JobProgress(job_id=job_id, attempt=1, progress=progress))
    assert (await stage.job(job_id)).progress == progress
    await stage.jobs.desk.report(
        "desk", JobProgress(job_id=job_id, attempt=7, progress=Progress(status="old"))
    )
    assert (await stage.job(job_id)).progress == progress
    assert stage.sent() == ["cancel 7"]


async def test_the_rate_of_a_client_that_is_away_is_not_known(stage: Stage) -> None:
    job_id = await stage.begun("pull")
    moving = Progress(status="pulling", completed=5, total=10, rate=1.0, eta_s=5.0)
    await stage.jobs.desk.report("desk", JobProgress(job_id=job_id, attempt=1, progress=moving))
    stage.fleet.away.add("desk")
    await stage.tick(5)
    progress = (await stage.job(job_id)).progress
    assert progress == Progress(status="pulling", completed=5, total=10)


async def test_work_on_a_job_nobody_knows_is_stopped(stage: Stage) -> None:
    await stage.jobs.desk.report("desk", JobAccepted(job_id=uuid4(), attempt=1))
    assert stage.sent() == ["cancel 1"]


async def test_what_can_pass_is_tried_again_after_a_back_off(stage: Stage) -> None:
    job_id = await stage.begun("pull")
    await stage.end(job_id, "failed", error=LATER)
    job = await stage.job(job_id)
    assert (job.state, job.waiting_for, job.error) == ("queued", "its next try", LATER)
    wait_s = await stage.tick()
    assert wait_s == 3
    assert stage.sent() == ["settled 1"]
    await stage.tick(3)
    assert stage.sent() == ["assigned 2"]
    await stage.end(job_id, "failed", attempt=2, error=LATER)
    await stage.tick(8)
    assert "assigned 3" not in stage.sent()
    await stage.tick(1)
    assert stage.sent() == ["assigned 3"]


async def test_retries_end(stage: Stage) -> None:
    job_id = await stage.begun("pull")
    for attempt in range(1, 6):
        await stage.end(job_id, "failed", attempt=attempt, error=LATER)
        await stage.tick(120)
    job = await stage.job(job_id)
    assert (job.state, job.attempts, job.error) == ("failed", 5, LATER)


async def test_a_job_for_a_client_that_is_away_waits_for_it(stage: Stage) -> None:
    stage.fleet.away.add("desk")
    job_id = await stage.one()
    await stage.tick(3 * 3600)
    job = await stage.job(job_id)
    assert (job.state, job.waiting_for) == ("queued", "DESK to come online")
    await stage.link()
    await stage.tick()
    assert stage.sent() == ["assigned 1"]


async def test_what_a_client_lost_is_sent_again(stage: Stage) -> None:
    await stage.begun()
    await stage.link(jobs=[])
    assert stage.sent() == ["assigned 1"]


async def test_what_a_client_knows_is_not_sent_again(stage: Stage) -> None:
    job_id = await stage.begun()
    await stage.link(jobs=[JobRef(job_id=job_id, attempt=1)])
    assert stage.sent() == []


async def test_a_client_that_works_on_what_has_ended_is_told_to_stop(stage: Stage) -> None:
    job_id = await stage.begun()
    await stage.end(job_id, "failed", error=NEVER)
    stage.sent()
    await stage.link(jobs=[JobRef(job_id=job_id, attempt=1), JobRef(job_id=uuid4(), attempt=3)])
    assert stage.sent() == ["cancel 1", "cancel 3"]


async def test_after_a_restart_open_jobs_go_on(stage: Stage) -> None:
    running, queued = await stage.begun("pull"), await stage.one("unload")
    await stage.restart()
    assert stage.jobs.desk.open_jobs("desk") == 2
    await stage.link(jobs=[JobRef(job_id=running, attempt=1)])
    await stage.tick()
    assert stage.sent() == []  # the unload waits for the pull of the same model
    await stage.end(running)
    await stage.tick()
    assert stage.sent() == ["settled 1", "assigned 1"]
    assert await stage.state(queued) == "running"


async def test_after_a_restart_what_runs_holds_its_model_before_what_is_older(
    stage: Stage,
) -> None:
    older = await stage.begun()
    await stage.end(older, "failed", error=NEVER)
    newer = await stage.one("unload")
    await stage.tick()
    await stage.jobs.service.retry(older)
    await stage.restart()
    await stage.link(jobs=[JobRef(job_id=newer, attempt=1)])
    await stage.tick()
    assert (await stage.state(older), await stage.state(newer)) == ("queued", "running")
    await stage.end(newer)
    await stage.tick()
    assert await stage.state(older) == "running"


async def test_an_order_without_an_answer_is_repeated(stage: Stage) -> None:
    job_id = await stage.one()
    await stage.tick()
    await stage.tick(14)
    assert stage.sent() == ["assigned 1"]
    await stage.tick(6)
    assert stage.sent() == ["assigned 1"]
    await stage.jobs.desk.report("desk", JobAccepted(job_id=job_id, attempt=1))
    await stage.tick(60)
    assert stage.sent() == []


async def test_running_jobs_are_lost_when_their_client_stays_away(stage: Stage) -> None:
    running, queued = await stage.begun(), await stage.one("unload")
    stage.fleet.away.add("desk")
    stage.fleet.silence = 3599
    await stage.tick(5)
    assert await stage.state(running) == "running"
    stage.fleet.silence = 3600
    await stage.tick(5)
    job = await stage.job(running)
    assert job.state == "lost"
    assert job.error is not None
    assert job.error.message.startswith("DESK has not been heard for 60 min")
    assert await stage.state(queued) == "queued"
    await stage.link()
    await stage.end(running)  # it returns after all: what ended stays ended
    assert await stage.state(running) == "lost"
    assert stage.sent() == ["settled 1"]


async def test_jobs_of_a_client_that_is_forgotten_are_lost_at_once(stage: Stage) -> None:
    running, queued = await stage.begun(), await stage.one("unload")
    await stage.jobs.desk.forgotten("desk")
    assert (await stage.state(running), await stage.state(queued)) == ("lost", "lost")
    assert stage.jobs.desk.open_jobs("desk") == 0


async def test_a_deadline_counts_until_the_job_begins(stage: Stage) -> None:
    stage.fleet.away.add("desk")
    late = await stage.one(deadline_s=60)
    begun = await stage.one("load", "lab/smollm2", deadline_s=60)
    assert await stage.tick(0) == 5
    await stage.restart()  # a deadline outlives the server
    await stage.tick(61)
    job = await stage.job(late)
    assert job.state == "failed"
    assert job.error is not None
    assert job.error.code == "deadline"
    assert await stage.state(begun) == "running"


async def test_a_client_that_came_back_older_fails_what_it_cannot_do(stage: Stage) -> None:
    running = await stage.begun("pull")
    await stage.jobs.desk.linked("desk", ["load", "unload"], [])
    job = await stage.job(running)
    assert job.error is not None
    assert (job.state, job.error.code) == ("failed", "client_too_old")
    assert stage.sent() == []


async def test_a_queued_job_fails_when_the_client_turns_out_too_old(stage: Stage) -> None:
    stage.fleet.away.add("desk")
    job_id = await stage.one("pull")
    stage.fleet.away.clear()
    await stage.jobs.desk.linked("desk", ["load", "unload"], [])
    await stage.tick()
    assert await stage.state(job_id) == "failed"


async def test_who_waits_for_whom(stage: Stage) -> None:
    stage.limits = Limits(bulk_per_client=1, bulk_in_fleet=2)
    stage.start()
    batch = await stage.file("pull", "desk/a", "desk/b", "lab/a", "desk/a")
    other = await stage.file("unload", "desk/a")
    await stage.tick()
    waiting = [(await stage.job(job.job_id)).waiting_for for job in [*batch.jobs, *other.jobs]]
    assert waiting == [None, "another pull on DESK", None, "another job on a at DESK"]
    stage.fleet.clients.add("third")
    third = await stage.one("pull", "third/a")
    await stage.tick()
    assert (await stage.job(third)).waiting_for == "a free pull in the fleet"


async def test_recent_jobs_are_those_open_or_ended_within_the_hour(stage: Stage) -> None:
    ended, open_ = await stage.begun(), await stage.one("pull", "lab/x")
    await stage.end(ended)
    assert [job.job_id for job in stage.jobs.desk.recent()] == [ended, open_]
    await stage.restart()
    assert [job.job_id for job in stage.jobs.desk.recent()] == [ended, open_]
    stage.clock.tick(3601)
    assert [job.job_id for job in stage.jobs.desk.recent()] == [open_]


async def test_history_is_pruned_after_its_days(stage: Stage) -> None:
    ended, open_ = await stage.begun(), await stage.one("pull", "lab/x")
    await stage.end(ended)
    await stage.tick(31 * 86400)
    page = await stage.jobs.list.page("", Filter(), 10, None)
    assert [job.job_id for job in page.items] == [open_]
