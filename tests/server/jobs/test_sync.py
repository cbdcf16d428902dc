"""Make one machine have what another has: a plan, then one transfer for each model."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.server.jobs.conftest import Stage

from obt.server.core.errors import BadRequestError
from obt.server.registry.installed import Installed
from obt.wire.facts import ModelDetails


def models(*, remote_host: str | None = None, **digests: str) -> dict[str, Installed]:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    return {
        name: Installed(name, letter * 64, 100, at, ModelDetails(), None, remote_host)
        for name, letter in digests.items()
    }


@pytest.fixture
def fleet(stage: Stage) -> Stage:
    cloud = models(cloud="c", remote_host="https://ollama.example")
    stage.fleet.installed["desk"] = models(same="a", other="b", more="d") | cloud
    stage.fleet.installed["lab"] = models(same="a", other="e", own="f")
    return stage


PLAN: dict[str, Any] = {
    "source_client_id": "desk",
    "models": [
        {"model": "more", "digest": "d" * 64, "size": 100, "why": "missing"},
        {"model": "other", "digest": "b" * 64, "size": 100, "why": "differs"},
    ],
    "size": 200,
    "free": 10**9,
}


async def test_a_dry_run_is_a_plan_and_nothing_more(fleet: Stage) -> None:
    batch = await fleet.file("sync", "lab", source_client_id="desk", dry_run=True)
    assert [(job.kind, job.state, job.result) for job in batch.jobs] == [
        ("sync", "succeeded", PLAN)
    ]
    assert fleet.jobs.desk.open_jobs("lab") == 0


async def test_then_one_transfer_for_each_model(fleet: Stage) -> None:
    batch = await fleet.file("sync", "lab", source_client_id="desk")
    assert [(job.kind, job.model, job.state) for job in batch.jobs] == [
        ("sync", None, "succeeded"),
        ("transfer", "more", "queued"),
        ("transfer", "other", "queued"),
    ]
    assert batch.jobs[0].result == PLAN
    await fleet.tick()
    assert fleet.sent("lab") == ["assigned 1", "assigned 1"]


async def test_one_model_only(fleet: Stage) -> None:
    batch = await fleet.file("sync", "lab/other", source_client_id="desk")
    assert [job.model for job in batch.jobs] == ["other", "other"]


async def test_nothing_to_do(fleet: Stage) -> None:
    fleet.fleet.installed["lab"] = fleet.fleet.installed["desk"]
    batch = await fleet.file("sync", "lab", source_client_id="desk")
    assert len(batch.jobs) == 1
    await fleet.restart()
    assert await fleet.state(batch.jobs[0].job_id) == "succeeded"


async def test_models_that_were_never_told(fleet: Stage) -> None:
    del fleet.fleet.installed["desk"]
    with pytest.raises(BadRequestError, match="DESK are not known yet"):
        await fleet.file("sync", "lab", source_client_id="desk")
