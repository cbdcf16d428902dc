"""The leaderboard of the fleet: nothing is weighed into one score."""

import asyncio
from collections.abc import Sequence

from obt.measure.sample import CellKey
from obt.measure.statistics.pareto import pareto_front
from obt.server.benchmarks.fleet_schemas import Leader, Leaderboard
from obt.server.benchmarks.past import Past, PastCell, is_of


async def leaderboard(past: Past, workload: str) -> Leaderboard:
    def wanted(_: str, cell: CellKey) -> bool:
        return is_of(cell, workload)

    cells = await past.cells(wanted, newest_only=True)
    entries = await asyncio.to_thread(_ranked, [it for it in cells if it.counted])
    return Leaderboard(workload=workload, entries=entries)


def _ranked(cells: Sequence[PastCell]) -> list[Leader]:
    entries = [_leader(cell) for cell in cells]
    flagged = []
    for case in dict.fromkeys(entry.workload for entry in entries):
        flagged += _flagged([entry for entry in entries if entry.workload == case])
    return sorted(flagged, key=lambda it: (it.workload, -_speed(it)))


def _speed(entry: Leader) -> float:
    return entry.decode_rate.median if entry.decode_rate is not None else 0.0


def _flagged(entries: Sequence[Leader]) -> list[Leader]:
    """With their places on the fronts; all of one case."""
    two: dict[int, tuple[float, ...]] = {}
    three: dict[int, tuple[float, ...]] = {}
    for i, entry in enumerate(entries):
        if entry.decode_rate is None or entry.size is None:
            continue
        two[i] = (entry.decode_rate.median, entry.size)
        if entry.energy is not None:
            three[i] = (*two[i], entry.energy.median)
    front = pareto_front(two, ("higher", "higher"))
    energy_front = pareto_front(three, ("higher", "higher", "lower"))
    return [
        entry.model_copy(
            update={
                "front": i in front if i in two else None,
                "energy_front": i in energy_front if i in three else None,
            }
        )
        for i, entry in enumerate(entries)
    ]


def _leader(past: PastCell) -> Leader:
    return Leader(
        **past.origin().model_dump(),
        client_id=past.cell.client_id,
        client_name=past.client_name,
        model=past.cell.trial.cell.model,
        workload=past.cell.case.key,
        decode_rate=past.figure("decode_rate"),
        ttft=past.figure("ttft"),
        energy=past.figure("energy_per_token"),
        size=past.cell.trial.size,
        front=None,
        energy_front=None,
    )
