"""A benchmark as its client lives it, over the API."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import FastAPI

from obt.measure.report import MeasuredCell
from obt.measure.sample import CellKey, Sample, Trial
from obt.wire.benchmarks import BenchmarkReport, BenchmarkStanding, Machine
from tests.measure.report.factories import DECODE, NOON, reply, sample
from tests.server.conftest import Desk, model

Tick = Callable[[], Awaitable[object]]

MODEL = "smollm2:135m"
CELL = CellKey(model=MODEL, case=DECODE.key)
ASKED = {"clients": ["desk"], "models": [MODEL], "workloads": ["decode"]}

__all__ = ["ASKED", "CELL", "MODEL", "MeasuredCell", "Part", "rounds"]


def trial(**more: Any) -> Trial:
    options = {"num_ctx": 512, "num_predict": 256, "temperature": 0.0}
    return Trial(cell=CELL, started_at=NOON, digest="a" * 64, options=options, think=False, **more)


def rounds(rates: Sequence[float], first: int = 0) -> list[Sample]:
    return [sample(reply(rate), round=first + n) for n, rate in enumerate(rates)]


class Part:
    """What the client `desk` does for one benchmark."""

    def __init__(self, desk: Desk, benchmark_id: str, tick: Tick) -> None:
        self.desk = desk
        self.tick = tick  #: The desk of jobs does what is due
        self.path = f"/api/v1/clients/{desk.client_id}/benchmarks/{benchmark_id}"

    @classmethod
    async def begun(cls, desk: Desk, app: FastAPI, **more: Any) -> "Part":
        assert (await desk.models(model(MODEL))).status_code == 204
        made = await desk.api.post("/api/v1/benchmarks", json={**ASKED, **more})
        assert made.status_code == 202, made.text
        return cls(desk, made.json()["benchmark_id"], app.state.jobs.desk.tick)

    @property
    def benchmark_id(self) -> str:
        return self.path.rpartition("/")[2]

    async def standing(self) -> BenchmarkStanding:
        reply = await self.desk.api.get(self.path, headers=self.desk.headers)
        assert reply.status_code == 200, reply.text
        return BenchmarkStanding.model_validate_json(reply.text)

    async def tell(
        self, *samples: Sample, trials: Sequence[Trial] = (), machine: Machine | None = None
    ) -> int:
        report = BenchmarkReport(machine=machine, trials=list(trials), samples=list(samples))
        sent = await self.desk.api.post(
            f"{self.path}/reports",
            json=report.model_dump(mode="json"),
            headers=self.desk.headers,
        )
        return sent.status_code

    async def shown(self) -> dict[str, Any]:
        reply = await self.desk.api.get(f"/api/v1/benchmarks/{self.benchmark_id}")
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    async def wish(self, verb: str) -> int:
        path = f"/api/v1/benchmarks/{self.benchmark_id}/{verb}"
        return (await self.desk.api.post(path)).status_code

    async def orders(self) -> list[dict[str, Any]]:
        """What beats over REST bring; the first one opens that way."""
        first = (await self.desk.beat()).json()
        await self.tick()
        return [*first["pending_jobs"], *(await self.desk.beat()).json()["pending_jobs"]]

    async def finish(self, outcome: str = "succeeded") -> None:
        """Accept what is ordered, and end it."""
        for order in await self.orders():
            if order["type"] != "job.assigned" and order["type"] != "job.cancel":
                continue
            named = {"job_id": order["job_id"], "attempt": order["attempt"]}
            end = "cancelled" if order["type"] == "job.cancel" else outcome
            reports = [
                {"type": "job.accepted", **named},
                {"type": "job.finished", **named, "outcome": end},
            ]
            answer = await self.desk.beat(reports=reports)
            assert answer.status_code == 200, answer.text
