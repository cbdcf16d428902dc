"""Benchmarks as a server tells of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tests.measure.report.factories import NOON, steady

from obt.cli.bench.document import shown
from obt.measure.plan import StopRule
from obt.measure.report import cell_report
from obt.measure.workloads import BUILTIN, Settings
from obt.sdk.benchmarks import Benchmark, BenchmarkCell, Part, Provenance
from obt.wire.jobs import Progress

ID = UUID(int=7)


def a_cell(
    rates: Sequence[float] = (25.0, 25.2, 24.9, 25.1, 25.0, 25.0), **changes: Any
) -> BenchmarkCell:
    """On `desk`, decode; `changes` are those of a trial."""
    return shown(cell_report(steady(rates, **changes)))


def a_part(client_id: str = "desk", state: Any = "running", **changes: Any) -> Part:
    usual: dict[str, Any] = {
        "client_id": client_id,
        "client_name": client_id,
        "models": ["smollm2:135m"],
        "job_id": None,
        "state": state,
        "waiting_for": None,
        "progress": None,
        "error": None,
        "samples": 6,
        "elapsed_s": 60.0,
    }
    return Part(**{**usual, **changes})


def a_benchmark(
    cells: Sequence[BenchmarkCell], parts: Sequence[Part], state: Any = "running"
) -> Benchmark:
    return Benchmark(
        benchmark_id=ID,
        name="a benchmark",
        created_at=NOON,
        state=state,
        imported=False,
        clients=[part.client_id for part in parts],
        models=["smollm2:135m"],
        workloads=["decode"],
        samples=sum(part.samples for part in parts),
        parts=list(parts),
        cells=list(cells),
        curves=[],
        provenance=Provenance(
            workloads=[BUILTIN["decode"]],
            settings=Settings(),
            stop=StopRule(),
            seed="s",
            grouped=True,
            machines={},
            left_out=[],
            obt_version="1",
        ),
    )


def progress(status: str, completed: int, total: int, eta_s: float) -> Progress:
    return Progress(status=status, completed=completed, total=total, eta_s=eta_s)
