"""What updates and their dry runs found: kept, and known again after a restart."""

import pytest
from pydantic import JsonValue
from tests.server.jobs.conftest import Stage

D = "d" * 64
TARGET = ("desk", "smollm2")


async def checked(stage: Stage, result: JsonValue, *, dry_run: bool = True) -> str | None:
    job_id = await stage.one("update", "desk/smollm2", dry_run=dry_run)
    await stage.tick()
    await stage.end(job_id, result=result)
    return stage.fleet.behind[TARGET]


@pytest.mark.parametrize(
    ("result", "behind"),
    [
        ({"outdated": True, "updated": False, "digest": D}, D),
        ({"outdated": True, "updated": True, "digest": D}, None),
        ({"outdated": False, "updated": False, "digest": D}, None),
        ({"outdated": False, "updated": False, "reason": "the registry does not have it"}, None),
        ({"outdated": True}, None),
        (None, None),
    ],
)
async def test_of_each_answer(stage: Stage, result: JsonValue, behind: str | None) -> None:
    assert await checked(stage, result) == behind


async def test_the_last_answer_counts_after_a_restart_too(stage: Stage) -> None:
    newer: dict[str, JsonValue] = {"outdated": True, "updated": False, "digest": D}
    await checked(stage, {"outdated": False, "updated": False, "digest": D})
    await checked(stage, newer)
    failed = await stage.one("update", "desk/smollm2", dry_run=True)
    await stage.tick()
    await stage.end(failed, outcome="cancelled")
    stage.fleet.behind.clear()
    await stage.restart()
    assert stage.fleet.behind == {TARGET: D}
    await checked(stage, newer | {"updated": True}, dry_run=False)
    stage.fleet.behind.clear()
    await stage.restart()
    assert stage.fleet.behind == {TARGET: None}


async def test_other_jobs_say_nothing_of_it(stage: Stage) -> None:
    job_id = await stage.begun("load")
    await stage.end(job_id, result={"outdated": True, "digest": D})
    assert stage.fleet.behind == {}
