"""What is shown: a benchmark, with its cells in order and their machines by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from obt.measure.report import CellReport, Curve, MeasuredCell, cell_report, curves_of
from obt.wire.benchmark_file import BenchmarkFile

UNFINISHED = {
    "queued": "It has not begun: this is how it stood when the file was written.",
    "running": "It was still running when this file was written: more will come.",
    "paused": "It was paused when this file was written.",
    "failed": "It failed on a machine; what was measured until then is here.",
    "cancelled": "It was cancelled; what was measured until then is here.",
}


@dataclass(frozen=True, slots=True)
class Cell:
    measured: MeasuredCell
    report: CellReport

    @property
    def rejected(self) -> int:
        return sum(line.n for line in self.report.rejected)


@dataclass(frozen=True)
class View:
    file: BenchmarkFile  #: Its samples are not needed
    measured: Sequence[MeasuredCell]
    state: str

    @cached_property
    def cells(self) -> list[Cell]:
        """By workload, model and machine; numbers in names count as numbers."""
        order = {workload.id: n for n, workload in enumerate(self.file.workloads)}
        return sorted(
            (Cell(it, cell_report(it)) for it in self.measured),
            key=lambda cell: (
                order.get(cell.measured.case.workload, len(order)),
                natural(cell.measured.case.key),
                natural(cell.report.cell.model),
                natural(self.machine(cell.report.client_id)),
                cell.report.client_id,
            ),
        )

    @cached_property
    def by_case(self) -> list[tuple[str, list[Cell]]]:
        """Cells that did the same work, by its key."""
        return [
            (key, list(cells))
            for key, cells in groupby(self.cells, key=lambda cell: cell.measured.case.key)
        ]

    @cached_property
    def curves(self) -> tuple[Curve, ...]:
        return curves_of(self.measured)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Names of machines; two of one name are told apart by their ids."""
        names = [part.client_name for part in self.file.parts]
        return {
            part.client_id: part.client_name
            if names.count(part.client_name) == 1
            else f"{part.client_name} ({part.client_id})"
            for part in self.file.parts
        }

    def machine(self, client_id: str) -> str:
        return self.labels.get(client_id, client_id)


def natural(name: str) -> list[tuple[int, int, str]]:
    parts = re.split(r"([0-9]+)", name)
    return [(0, int(part), "") if n % 2 else (1, 0, part) for n, part in enumerate(parts)]


def case_title(key: str) -> str:
    """`long-context, depth=4096`, from the key of a case."""
    workload, _, case = key.partition("/")
    title = workload.partition("@")[0]
    return f"{title}, {case}" if case else title
