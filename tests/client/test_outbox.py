import asyncio
from uuid import UUID

from obt.client.outbox import Outbox
from obt.wire.jobs import JobAccepted, JobFinished, JobProgress, Progress

JOB = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")


def accepted(job: UUID = JOB) -> JobAccepted:
    return JobAccepted(job_id=job, attempt=1)


def progress(status: str, job: UUID = JOB) -> JobProgress:
    return JobProgress(job_id=job, attempt=1, progress=Progress(status=status))


def finished(job: UUID = JOB) -> JobFinished:
    return JobFinished(job_id=job, attempt=1, outcome="succeeded")


async def test_states_coalesce() -> None:
    outbox = Outbox()
    outbox.mark("beat")
    outbox.mark("models")
    outbox.mark("beat")

    assert [await outbox.take(), await outbox.take()] == ["beat", "models"]
    assert outbox.take_reports(10) == []


async def test_facts_go_before_states_and_keep_their_order() -> None:
    outbox = Outbox()
    outbox.mark("beat")
    outbox.put(accepted())
    outbox.put(accepted(OTHER))

    assert await outbox.take() == accepted()
    assert await outbox.take() == accepted(OTHER)
    assert await outbox.take() == "beat"


async def test_progress_replaces_progress_and_a_result_replaces_both() -> None:
    outbox = Outbox()
    outbox.put(accepted())
    outbox.put(progress("pulling"))
    outbox.put(progress("verifying"))
    assert outbox.take_reports(10) == [accepted(), progress("verifying")]

    outbox.put(progress("writing"))
    outbox.put(finished())
    assert outbox.take_reports(10) == [finished()]


async def test_the_same_fact_is_kept_once() -> None:
    outbox = Outbox()
    outbox.put(finished())
    outbox.put(finished())
    assert outbox.take_reports(10) == [finished()]


async def test_take_waits_for_the_next_thing() -> None:
    outbox = Outbox()
    taking = asyncio.ensure_future(outbox.take())
    await asyncio.sleep(0)
    assert not taking.done()
    outbox.mark("hardware")
    assert await taking == "hardware"


async def test_what_was_not_sent_goes_first_again() -> None:
    outbox = Outbox()
    outbox.put(accepted())
    outbox.put(progress("old"))
    unsent = outbox.take_reports(10)
    outbox.put(accepted(OTHER))
    outbox.put(progress("new"))
    outbox.give_back([*unsent, "beat"])

    assert outbox.take_reports(10) == [accepted(), progress("new"), accepted(OTHER)]
    assert await outbox.take() == "beat"


async def test_progress_given_back_after_the_result_is_dropped() -> None:
    outbox = Outbox()
    outbox.put(progress("late"))
    unsent = outbox.take_reports(1)
    outbox.put(finished())
    outbox.give_back(unsent)
    assert outbox.take_reports(10) == [finished()]


async def test_take_reports_is_bounded() -> None:
    outbox = Outbox()
    outbox.put(accepted())
    outbox.put(accepted(OTHER))
    assert outbox.take_reports(1) == [accepted()]
    assert outbox.take_reports(1) == [accepted(OTHER)]
