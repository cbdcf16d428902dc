"""When the requests of one sample go out: one, several workers, arrivals, a replay."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from obt.client.benchmarks.cells import Cell
from obt.client.benchmarks.reply import Reply
from obt.client.benchmarks.rig import Time
from obt.client.benchmarks.shots import Shot, Shots
from obt.measure.plan import constant_arrivals, poisson_arrivals
from obt.measure.workloads import Arriving, Concurrent, Replayed, Sequential

T = TypeVar("T")
Fire = Callable[[Shot], Awaitable[Reply]]
Fired = list[tuple[Shot, Reply]]  #: In the order in which they were sent


async def fired(cell: Cell, round_number: int, shots: Shots, fire: Fire, time: Time) -> Fired:
    """All requests of the cell's sample in this round. Every request is made before its time."""
    match cell.case.load:
        case Sequential():
            shot = shots.of(cell)
            return [(shot, await fire(shot))]
        case Concurrent(level=level, requests_per_worker=each):
            queues = [[shots.of(cell) for _ in range(each)] for _ in range(level)]
            done = await _together([_worker(queue, fire) for queue in queues])
            pairs = [pair for worker in done for pair in worker]
            return sorted(pairs, key=lambda pair: pair[1].record.sent_ns)
        case Arriving(per_s=per_s, arrivals=kind, duration_s=duration_s):
            seed = f"{shots.seed}:{cell.key}:{round_number}"
            at = (
                poisson_arrivals(per_s, duration_s, seed)
                if kind == "poisson"
                else constant_arrivals(per_s, duration_s)
            )
            # a short block at a low rate may have no arrival at all: then one, at once
            due = [(at_s, shots.of(cell)) for at_s in at or (0.0,)]
        case _:
            prompt = cell.case.prompt
            entries = prompt.entries if isinstance(prompt, Replayed) else ()
            due = [(entry.at_s, shots.of(cell, entry)) for entry in entries]
    began = time.s()
    return await _together([_later(began + at_s, shot, fire, time) for at_s, shot in due])


async def _worker(queue: list[Shot], fire: Fire) -> Fired:
    return [(shot, await fire(shot)) for shot in queue]


async def _later(at_s: float, shot: Shot, fire: Fire, time: Time) -> tuple[Shot, Reply]:
    if (wait := at_s - time.s()) > 0:
        await time.sleep(wait)
    return shot, await fire(shot)


async def _together(parts: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in parts]
    return [task.result() for task in tasks]
