"""What people wish: file, cancel, retry."""

from uuid import uuid4

import pytest
from tests.server.jobs.conftest import Stage

from obt.server.core.errors import BadRequestError, ConflictError, NotFoundError
from obt.server.jobs.jobs import Jobs
from obt.wire.jobs import JobAssigned, JobError, JobRef

NEVER = JobError(code="not_found", message="no such model", retryable=False)


class TestCreate:
    async def test_one_job_for_each_target(self, stage: Stage) -> None:
        batch = await stage.file("load", "desk/a", "lab/a", "desk/b", keep_alive="5m")
        assert [(job.client_id, job.model) for job in batch.jobs] == [
            ("desk", "a"),
            ("lab", "a"),
            ("desk", "b"),
        ]
        assert await stage.jobs.service.batch(batch.batch_id) == batch
        await stage.tick()
        orders = [order for _, order in stage.fleet.orders if isinstance(order, JobAssigned)]
        assert {order.job_id for order in orders} == {job.job_id for job in batch.jobs}
        assert orders[0].operation.model_dump()["keep_alive"] == "5m"

    async def test_a_target_named_twice_counts_once(self, stage: Stage) -> None:
        assert len((await stage.file("load", "desk/a", "desk/a")).jobs) == 1

    async def test_each_thing_wrong_is_named_and_nothing_is_filed(self, stage: Stage) -> None:
        with pytest.raises(BadRequestError) as caught:
            await stage.file("copy", "desk/a", "nobody/a", "desk/a:b:c/", destination="x/y/z/q")
        where = [problem.location for problem in caught.value.errors]
        assert where == [
            ["body", "targets", 1, "client_id"],
            ["body", "targets", 2, "model"],
            ["body", "operation", "destination"],
        ]
        assert stage.jobs.desk.recent() == []

    @pytest.mark.parametrize(
        ("kind", "more", "wrong"),
        [
            ("create", {}, "say from what"),
            ("create", {"from_model": "?"}, "is no model name"),
            ("transfer", {"source_client_id": "nobody"}, "no client 'nobody'"),
            ("transfer", {"source_client_id": "desk"}, "source and target are the same"),
        ],
    )
    async def test_wishes_that_make_no_sense(
        self, stage: Stage, kind: str, more: dict[str, str], wrong: str
    ) -> None:
        with pytest.raises(BadRequestError, match=wrong):
            await stage.file(kind, "desk/a", **more)

    async def test_a_client_that_is_too_old_is_a_clear_failure_of_its_job(
        self, stage: Stage
    ) -> None:
        await stage.jobs.desk.linked("desk", ["load", "unload"], [])
        batch = await stage.file("pull", "desk/a", "lab/a")
        assert [job.state for job in batch.jobs] == ["failed", "queued"]
        error = batch.jobs[0].error
        assert error is not None
        assert error.message == "The OBT client on DESK is too old to pull: upgrade it, then retry."
        assert stage.jobs.desk.open_jobs("desk") == 0

    async def test_the_same_key_files_once_even_after_a_restart(self, stage: Stage) -> None:
        first = await stage.file("load", "desk/a", key="k1")
        await stage.restart()
        again = await stage.file("load", "desk/a", key="k1")
        assert again == first
        assert stage.jobs.desk.open_jobs("desk") == 1
        other = await stage.file("load", "desk/a", key="k2")
        assert other.batch_id != first.batch_id

    async def test_the_same_key_with_another_wish_is_refused(self, stage: Stage) -> None:
        await stage.file("load", "desk/a", key="k1")
        with pytest.raises(ConflictError):
            await stage.file("load", "desk/b", key="k1")


class TestCancel:
    async def test_queued_jobs_end_at_once(self, stage: Stage) -> None:
        stage.fleet.away.add("desk")
        job_id = await stage.one()
        assert (await stage.jobs.service.cancel(job_id)).state == "cancelled"
        assert (await stage.jobs.service.cancel(job_id)).state == "cancelled"
        await stage.link()
        await stage.tick()
        assert stage.sent() == []

    async def test_running_jobs_when_their_client_has_stopped_them(self, stage: Stage) -> None:
        job_id = await stage.begun("pull")
        job = await stage.jobs.service.cancel(job_id)
        assert (job.state, job.cancelling) == ("running", True)
        assert stage.sent() == ["cancel 1"]
        await stage.end(job_id, "cancelled")
        job = await stage.job(job_id)
        assert (job.state, job.cancelling) == ("cancelled", False)

    async def test_the_wish_waits_for_a_client_that_is_away(self, stage: Stage) -> None:
        job_id = await stage.begun("pull")
        stage.fleet.away.add("desk")
        assert (await stage.jobs.service.cancel(job_id)).cancelling
        await stage.restart()
        assert (await stage.job(job_id)).cancelling
        await stage.link(jobs=[JobRef(job_id=job_id, attempt=1)])
        assert stage.sent() == ["cancel 1"]

    async def test_what_has_ended_cannot_be_cancelled(self, stage: Stage) -> None:
        job_id = await stage.begun()
        await stage.end(job_id)
        with pytest.raises(ConflictError, match="succeeded"):
            await stage.jobs.service.cancel(job_id)

    async def test_a_batch_is_cancelled_as_far_as_it_is_open(self, stage: Stage) -> None:
        batch = await stage.file("pull", "desk/a", "desk/b", "desk/c")
        await stage.tick()
        await stage.end(batch.jobs[0].job_id)
        after = await stage.jobs.service.cancel_batch(batch.batch_id)
        assert [(job.state, job.cancelling) for job in after.jobs] == [
            ("succeeded", False),
            ("running", True),
            ("cancelled", False),
        ]

    async def test_cancelling_what_holds_a_model_lets_the_next_begin(self, stage: Stage) -> None:
        stage.fleet.away.add("desk")
        first, second = await stage.one("pull"), await stage.one("load")
        await stage.jobs.service.cancel(first)
        await stage.link()
        await stage.tick()
        assert await stage.state(second) == "running"


class TestRetry:
    async def test_a_new_attempt_of_the_same_job(self, stage: Stage) -> None:
        job_id = await stage.begun("pull")
        await stage.end(job_id, "failed", error=NEVER)
        job = await stage.jobs.service.retry(job_id)
        assert (job.state, job.error, job.attempts, job.finished_at) == ("queued", None, 1, None)
        await stage.tick()
        assert stage.sent() == ["settled 1", "assigned 2"]
        await stage.end(job_id, "succeeded", attempt=2)
        assert await stage.state(job_id) == "succeeded"

    async def test_old_jobs_that_memory_no_longer_has(self, stage: Stage) -> None:
        job_id = await stage.begun("pull")
        await stage.end(job_id, "failed", error=NEVER)
        await stage.tick(2 * 3600)
        await stage.restart()
        await stage.jobs.service.retry(job_id)
        assert stage.jobs.desk.open_jobs("desk") == 1

    async def test_only_what_failed_of_a_batch(self, stage: Stage) -> None:
        batch = await stage.file("load", "desk/a", "desk/b", "desk/c")
        a, b, c = (job.job_id for job in batch.jobs)
        await stage.jobs.service.cancel(c)
        await stage.tick()
        await stage.end(a)
        await stage.end(b, "failed", error=NEVER)
        after = await stage.jobs.service.retry_batch(batch.batch_id)
        assert [job.state for job in after.jobs] == ["succeeded", "queued", "cancelled"]

    async def test_what_runs_or_has_succeeded_cannot_be_retried(self, stage: Stage) -> None:
        job_id = await stage.begun()
        with pytest.raises(ConflictError, match="is running"):
            await stage.jobs.service.retry(job_id)
        await stage.end(job_id)
        with pytest.raises(ConflictError, match="has succeeded"):
            await stage.jobs.service.retry(job_id)

    async def test_not_for_a_client_that_was_forgotten(self, stage: Stage) -> None:
        job_id = await stage.begun()
        await stage.jobs.desk.forgotten("desk")
        stage.fleet.clients.discard("desk")
        with pytest.raises(ConflictError, match="forgotten"):
            await stage.jobs.service.retry(job_id)


async def test_what_is_not_there(stage: Stage) -> None:
    service = stage.jobs.service
    for call in (service.get, service.cancel, service.retry, service.batch, service.retry_batch):
        with pytest.raises(NotFoundError):
            await call(uuid4())


async def test_ten_thousand_jobs_are_filed_and_found_again(stage: Stage) -> None:
    stage.fleet.away |= {"desk", "lab"}
    for client in ("desk", "lab"):
        await stage.file("pull", *(f"{client}/model{i}" for i in range(5_000)))
    await stage.restart()
    jobs: Jobs = stage.jobs
    assert (jobs.desk.open_jobs("desk"), jobs.desk.open_jobs("lab")) == (5_000, 5_000)
    await stage.link()
    await stage.tick()
    assert stage.sent() == ["assigned 1", "assigned 1"]
