"""Two equal nodes and a slowed one, measured in turn on real Ollamas: are they told apart?

    python -m bench twins                  the verdicts
    python -m bench.twins FILE.jsonl       the same, and what was measured as an export of OBT

The slowed one is stopped for a part of the time, as `cpulimit` does it: so its factor is known, but
for what going on again costs.
"""

import argparse
import asyncio
import json
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from uuid import uuid4

import psutil

import obt
from bench.budget import Line, tells
from bench.programs import free_port, real_ollama
from obt.client.benchmarks.measure import measure
from obt.client.benchmarks.rig import Bounds
from obt.client.benchmarks.sink import MemorySink
from obt.client.ollama.address import parse
from obt.client.probes.reading import Missing
from obt.measure.plan import StopRule
from obt.measure.report import MeasuredCell, cell_report, result_of
from obt.measure.report.verdicts import judge_pairs
from obt.measure.sample import Sample, Trial
from obt.measure.statistics.comparison import Comparison
from obt.measure.workloads import Settings, cases_of
from obt.measure.workloads.models import Generation
from obt.wire.benchmark_file import BenchmarkFile, FilePart
from obt.wire.benchmarks import BenchmarkPlan

PART = "twins"
ROUNDS = 30
WORK = Generation(id="twins", title="Twins", prompt_tokens=32, output_tokens=64)
TWINS, SLOWED = ("twin-a", "twin-b"), "slowed"
RUNS_S, STOPS_S = 0.300, 0.100
#: On a busy machine a stopped program waits for its turn before it goes on.
GOING_ON = 0.05


class Brake(threading.Thread):
    """Stops a node's runner for a part of the time, and keeps account of it."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._over = threading.Event()
        self._stopped_s = self._went_s = 0.0

    @property
    def factor(self) -> float:
        """How many times as long everything takes."""
        return 1 + self._stopped_s / self._went_s

    def run(self) -> None:
        while not self._over.wait(0.2):
            with suppress(psutil.NoSuchProcess):  # it was loaded anew
                for runner in self._runners():
                    self._brake(runner)

    def end(self) -> None:
        self._over.set()
        self.join()

    def _brake(self, runner: psutil.Process) -> None:
        while not self._over.is_set():
            begun = time.perf_counter()
            runner.send_signal(signal.SIGSTOP)
            time.sleep(STOPS_S)
            stopped = time.perf_counter()
            runner.send_signal(signal.SIGCONT)
            time.sleep(RUNS_S)
            self._stopped_s += stopped - begun
            self._went_s += time.perf_counter() - stopped

    def _runners(self) -> list[psutil.Process]:
        """Of the node that listens there."""
        listening = f"127.0.0.1:{self._port}"
        return [
            child
            for process in psutil.Process().children()
            if process.environ().get("OLLAMA_HOST") == listening
            for child in process.children(recursive=True)
        ]


class Turns:
    """One at a time, in an order that is drawn anew for each round and balanced over six of them:
    whatever else runs here hits all alike, and nobody always follows the same one.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = list(names)
        self._upcoming = list(names)  #: To warm up
        self._rounds: list[tuple[str, ...]] = []
        self._draw = random.Random(PART)
        self._changed = asyncio.Condition()

    async def mine(self, name: str) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._upcoming[:1] == [name])

    async def over(self, name: str, *, for_good: bool = False) -> None:
        async with self._changed:
            self._upcoming.remove(name)
            if for_good:
                self._names.remove(name)
                self._upcoming = [it for it in self._upcoming if it != name]
            while self._names and not self._upcoming:
                if not self._rounds:
                    self._rounds = list(permutations(self._names))
                    self._draw.shuffle(self._rounds)
                self._upcoming = [it for it in self._rounds.pop() if it in self._names]
            self._changed.notify_all()


@dataclass
class Player(MemorySink):
    """Warms up in its turn, then takes a sample in each of them."""

    url: str = ""
    name: str = ""
    turns: Turns = field(default_factory=lambda: Turns([]))
    warm: bool = False

    async def trials(self, trials: Sequence[Trial]) -> None:
        await super().trials(trials)
        if not self.warm and trials[0].warmth is not None:
            self.warm = True
            await self._pass()

    async def sample(self, sample: Sample) -> None:
        await super().sample(sample)
        await self._pass()

    async def _pass(self) -> None:
        await self.turns.over(self.name)
        await self.turns.mine(self.name)


@dataclass(frozen=True)
class Found:
    players: list[Player]
    factor: float  #: By which the slowed one was slowed, by the clock of its brake


def run() -> list[Line]:
    return lines(measured())


def measured() -> Found:
    real_ollama.install()
    with nodes() as urls:
        brake = Brake(int(urls[SLOWED].rpartition(":")[2]))
        brake.start()
        try:
            players = asyncio.run(_measured(urls))
        finally:
            brake.end()
    (trial,) = players[2].by_cell.values()
    note = f"Stopped for {1 - 1 / brake.factor:.2%} of the time."
    players[2].by_cell = {trial.cell: trial.model_copy(update={"notes": (*trial.notes, note)})}
    return Found(players, brake.factor)


@contextmanager
def nodes() -> Iterator[dict[str, str]]:
    """URLs by client. All of them have the very same model."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        first: real_ollama.Node | None = None
        urls = {}
        for name in (*TWINS, SLOWED):
            node = real_ollama.Node(free_port(), Path(folder) / name)
            node.start()
            running.callback(node.stop)
            if first is None:
                first = node
                node.furnish(real_ollama.MODEL)
            else:
                node.adopt(first, real_ollama.MODEL)
            urls[name] = node.url
        yield urls


async def _measured(urls: dict[str, str]) -> list[Player]:
    turns, seed = Turns(list(urls)), uuid4().hex
    players = [Player(url=url, name=name, turns=turns) for name, url in urls.items()]
    async with asyncio.TaskGroup() as group:
        for player in players:
            group.create_task(_play(player, seed))
    return players


async def _play(player: Player, seed: str) -> None:
    await player.turns.mine(player.name)
    await measure(
        plan(seed),
        player,
        parse(player.url),
        machine_id=player.name,
        # whatever else runs here hits all of them
        bounds=Bounds(quiet_s=5, foreign_cpu=1.0),
        folder=lambda: Missing("not looked at"),
    )
    await player.turns.over(player.name, for_good=True)


def plan(seed: str) -> BenchmarkPlan:
    return BenchmarkPlan(
        benchmark_id=uuid4(),
        models=[real_ollama.MODEL],
        workloads=[WORK],
        # a thread for each core would wait for whatever else runs there
        settings=Settings(num_thread=1),
        stop=StopRule(precision=0.0001, min_samples=ROUNDS, max_samples=ROUNDS),
        seed=seed,
    )


def lines(found: Found) -> list[Line]:
    cells = [cell_of(player) for player in found.players]
    equal, slowed = (
        pair.comparison for pair in judge_pairs(cells, [(0, 1), (0, 2)], ["decode_rate"]).pairs
    )
    rates = ", ".join(f"{cell_report(it).metrics['decode_rate'].median:.1f}" for it in cells)
    return [
        tells(PART, f"decode rates, {ROUNDS} rounds", f"{rates} tokens/s"),
        Line(
            PART,
            "two equal nodes",
            "no difference shown",
            said(equal),
            equal.verdict == "no_difference_shown",
        ),
        Line(
            PART,
            "a node that is stopped for a quarter of the time",
            f"slower, by {found.factor:.3f} or up to {GOING_ON:.0%} more",
            said(slowed),
            slowed.verdict == "a_better" and braked(slowed, found.factor),
        ),
    ]


def said(one: Comparison) -> str:
    if one.ratio is None or one.ci_low is None or one.ci_high is None:
        return f"no verdict: {one.reason}"
    return (
        f"{one.verdict.replace('_', ' ')}, {one.ratio:.3f} ({one.ci_low:.3f} … {one.ci_high:.3f})"
    )


def braked(one: Comparison, factor: float) -> bool:
    return factor <= (one.ci_high or 0) and (one.ci_low or 0) <= factor * (1 + GOING_ON)


def cell_of(player: Player) -> MeasuredCell:
    (case,) = cases_of(WORK)
    (trial,) = player.by_cell.values()
    results = tuple(result_of(sample, case, trial) for sample in player.samples)
    return MeasuredCell(PART, player.name, case, trial, results)


def recording(players: Sequence[Player]) -> str:
    """As OBT exports a benchmark, but for telemetry, which no verdict needs."""
    now = datetime.now(UTC)
    asked = plan("twins")
    head = BenchmarkFile(
        obt_version=obt.__version__,
        exported_at=now,
        benchmark_id=asked.benchmark_id,
        name="Two equal nodes, and one that is stopped for a quarter of the time",
        created_at=players[0].samples[0].taken_at,
        workloads=asked.workloads,
        settings=asked.settings,
        stop=asked.stop,
        seed=asked.seed,
        parts=[
            FilePart(
                client_id=player.name,
                client_name=player.name,
                models=asked.models,
                machine=player.seen_on,
                trials=list(player.by_cell.values()),
                samples=[],
            )
            for player in players
        ],
    )
    texts = [head.model_dump_json()]
    for player in players:
        for sample in player.samples:
            told = sample.model_copy(update={"telemetry": ()}).model_dump(mode="json")
            line = {"client_id": player.name, "sample": told}
            texts.append(json.dumps(line, separators=(",", ":")))
    return "\n".join([*texts, ""])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.twins", description=__doc__)
    parser.add_argument("file", type=Path)
    file: Path = parser.parse_args().file
    found = measured()
    file.write_text(recording(found.players), encoding="utf-8")
    for line in lines(found):
        print(line.what, "|", line.budget, "|", line.measured)


if __name__ == "__main__":
    main()
