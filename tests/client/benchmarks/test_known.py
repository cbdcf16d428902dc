"""Known truth, recovered: the whole way from a simulated Ollama to intervals and verdicts."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.client.benchmarks.conftest import MODEL, SMALL, FakeWatch, Lab, node, plan

from obt.client.benchmarks.watch import Seen
from obt.measure.catalogue import ReportedName
from obt.measure.plan import StopRule
from obt.measure.report import CellReport, MeasuredCell, cell_report
from obt.measure.report.verdicts import PairVerdict, judge_pairs
from obt.measure.validity import Reason
from obt.measure.workloads import cases_of
from obt.simulate.ollama import Speeds

OTHER = "llama3.2:1b"
TRUTH = Speeds(load_s=1, prefill_rate=1000, decode_rate=50, first_token_s=0.01)
NOISY = replace(TRUTH, jitter=0.05)
TWELVE = StopRule(precision=0.0001, min_samples=12, max_samples=12)
RUNS = 40
#: Of 40 intervals that cover the truth in 95 of 100 cases, fewer than 35 do in 1 of 70 such tests.
ENOUGH = 35
TIMES: tuple[ReportedName, ...] = ("ttft", "e2e", "tpot", "icl_p50")
RATES: tuple[ReportedName, ...] = ("decode_rate", "prefill_rate", "client_decode_rate")


async def measured(
    speeds: Speeds = TRUTH, seed: int = 0, *models: str, stop: StopRule = TWELVE
) -> list[MeasuredCell]:
    lab = Lab(node=node(*models, speeds=speeds, seed=seed))
    await lab.measure(plan(models=models or (MODEL,), stop=stop))
    return cells_of(lab, f"machine-{seed}")


def cells_of(lab: Lab, client_id: str) -> list[MeasuredCell]:
    (case,) = cases_of(SMALL)
    return [
        MeasuredCell("b", client_id, case, trial, tuple(lab.results(model=trial.cell.model)))
        for trial in lab.by_cell.values()
    ]


async def report(speeds: Speeds, seed: int = 0) -> CellReport:
    (cell,) = await measured(speeds, seed)
    return cell_report(cell)


async def test_every_metric_lies_in_its_interval_under_jitter() -> None:
    exact = (await report(TRUTH)).metrics
    covered: Counter[ReportedName] = Counter()
    for seed in range(RUNS):
        found = (await report(NOISY, seed)).metrics
        for name in (*TIMES, *RATES):
            low, high = found[name].ci_low, found[name].ci_high
            assert low is not None
            assert high is not None
            assert low < high
            covered[name] += low <= exact[name].median <= high
    assert {name: n for name, n in covered.items() if n < ENOUGH} == {}


async def compared(factor: float, first_seed: int, repeats: int) -> list[PairVerdict]:
    """A node against one that is slower by `factor`."""
    slower = replace(NOISY, decode_rate=NOISY.decode_rate / factor)
    found: list[PairVerdict] = []
    for n in range(repeats):
        (one,) = await measured(NOISY, first_seed + 2 * n)
        (other,) = await measured(slower, first_seed + 2 * n + 1)
        found += judge_pairs([one, other]).pairs
    return found


async def test_two_equal_nodes_show_no_difference() -> None:
    found = await compared(1.0, 1000, RUNS)
    assert sum(it.comparison.verdict == "no_difference_shown" for it in found) >= ENOUGH


@pytest.mark.parametrize("factor", [1.05, 1.5])
async def test_a_node_that_is_slower_by_a_known_factor_is_found(factor: float) -> None:
    found = [it.comparison for it in await compared(factor, 2000, RUNS // 2)]
    assert {it.verdict for it in found} == {"a_better"}
    assert sum((it.ci_low or 0) <= factor <= (it.ci_high or 0) for it in found) >= RUNS // 2 - 3


#: Loses a fifth of its speed in the minute and a half that two cells of 12 rounds take.
HOT = replace(TRUTH, jitter=0.02, drift_per_s=0.002)


async def test_blocks_cancel_a_drift_that_fools_whoever_measures_one_after_the_other() -> None:
    first, second = await measured(HOT, 3, MODEL, OTHER)
    (pair,) = judge_pairs([first, second], varied=["model"]).pairs
    assert pair.comparison.paired
    assert pair.comparison.verdict == "no_difference_shown"
    drift = cell_report(first).drift
    assert drift is not None
    assert drift.flag == "drifting"

    hot = node(MODEL, OTHER, speeds=HOT, seed=3)
    apart: list[MeasuredCell] = []
    for model in (MODEL, OTHER):
        lab = Lab(node=hot)
        await lab.measure(plan(models=(model,), stop=TWELVE))
        apart += cells_of(lab, model)
    (pair,) = judge_pairs(apart, varied=["model"]).pairs
    assert not pair.comparison.paired
    assert pair.comparison.verdict == "a_better"  # which it is not: it was measured first


async def test_blocks_find_a_known_factor_under_drift() -> None:
    lab = Lab(node=node(MODEL, OTHER, speeds=HOT, seed=4))
    lab.node.speeds_of[OTHER] = replace(HOT, decode_rate=HOT.decode_rate / 1.1)
    await lab.measure(plan(models=(MODEL, OTHER), stop=TWELVE))
    (pair,) = judge_pairs(cells_of(lab, "hot"), varied=["model"]).pairs
    found = pair.comparison
    assert found.verdict == "a_better"
    assert (found.ci_low or 0) <= 1.1 <= (found.ci_high or 0)


async def test_throttled_samples_are_in_no_median() -> None:
    lab = Lab(node=node(speeds=TRUTH))

    def throttle() -> None:
        hot = len(lab.samples) % 3 == 1
        lab.node.faults.throttled_to = 0.5 if hot else 1.0
        lab.watch.seen = Seen(throttled=("GPU 0: thermal",) if hot else ())

    lab.watch = FakeWatch(at_begin=throttle)
    await lab.measure(plan(stop=TWELVE))
    (cell,) = cells_of(lab, "hot")
    found = cell_report(cell)
    assert found.metrics["decode_rate"].median == pytest.approx(50, rel=1e-6)
    assert [(line.reason, line.n) for line in found.rejected] == [(Reason.THROTTLED, 6)]
    assert found.counted == 12
