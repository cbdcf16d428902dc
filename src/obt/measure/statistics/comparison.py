"""A against B: their ratio, and whether a difference is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Literal, TypeVar

from obt.measure.catalogue import Better
from obt.measure.frozen import Frozen
from obt.measure.statistics.bootstrap import (
    MIN_BLOCKS,
    RESAMPLES,
    Bootstrap,
    bootstrap_difference,
    bootstrap_median,
)
from obt.measure.statistics.student import t_quantile
from obt.measure.statistics.summary import Blocks

Verdict = Literal["a_better", "b_better", "no_difference_shown", "no_verdict"]
Key = TypeVar("Key")
POWER = 0.80


@dataclass(frozen=True, slots=True)
class Contrast:
    """Log of A / B, resampled; not judged yet."""

    scatter: Bootstrap
    better: Literal["higher", "lower"]
    paired: bool


@dataclass(frozen=True, slots=True)
class NoContrast:
    reason: str


class Comparison(Frozen):
    verdict: Verdict
    reason: str | None = None  #: Why there is no verdict
    ratio: float | None = None
    """A / B: the median of the rounds' ratios if `paired`, else median(A) / median(B)."""
    ci_low: float | None = None  #: Of the ratio, 95 %
    ci_high: float | None = None
    p: float | None = None  #: Two-sided, of "the ratio is 1"
    p_holm: float | None = None  #: The same, corrected for the family it was judged in
    smallest_detectable: float | None = None
    """Relative difference that would have been found in 80 % of such benchmarks, e.g. 0.03."""
    blocks: int = 0
    paired: bool = False


def contrast(
    a: Blocks,
    b: Blocks,
    better: Better,
    *,
    paired: bool = True,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Contrast | NoContrast:
    """Resample the ratio.

    `paired`: equal block numbers are the same round of one machine. Only rounds that both have are
    looked at, and the ratio is the median of the rounds' own ratios: whatever slowed a round slowed
    both sides of it, and cancels. Resampling rounds for two medians apart does not do that: under
    a drift of 10 times the noise such intervals cover 76 to 93 % instead of 95.
    Else (other machines, a baseline of another day) both medians are drawn apart.
    """
    if paired:
        both = sorted(a.keys() & b.keys())
        ours, theirs = [a[block] for block in both], [b[block] for block in both]
    else:
        ours, theirs = list(a.values()), list(b.values())
    if better == "neither":
        return NoContrast("neither more nor less of it is better")
    fewest = min(len(ours), len(theirs))
    if fewest < MIN_BLOCKS:
        return NoContrast(f"{fewest} rounds; a verdict needs {MIN_BLOCKS}")
    if min(*ours, *theirs) <= 0:
        return NoContrast("a ratio needs values above zero")
    first, second = [log(value) for value in ours], [log(value) for value in theirs]
    if paired:
        ratios = [x - y for x, y in zip(first, second, strict=True)]
        scatter = bootstrap_median(ratios, resamples, seed)
    else:
        scatter = bootstrap_difference(first, second, resamples, seed)
    return NoContrast("too many rounds") if scatter is None else Contrast(scatter, better, paired)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values in the same order: Holm, *A simple sequentially rejective multiple test
    procedure* (1979). Each may be compared with the error rate of the whole family.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted, least = [0.0] * len(p_values), 0.0
    for step, index in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - step) * p_values[index]))
        adjusted[index] = least
    return adjusted


def judge_family(
    contrasts: Mapping[Key, Contrast | NoContrast], error_rate: float = 0.05
) -> dict[Key, Comparison]:
    """Verdicts on everything that is looked at together: at most `error_rate` of such families
    hold any difference that is none. A verdict needs p_holm below it.
    """
    known = {key: c for key, c in contrasts.items() if isinstance(c, Contrast)}
    p_values = {key: c.scatter.p_value(0.0) for key, c in known.items()}
    corrected = dict(zip(known, holm(list(p_values.values())), strict=True))
    return {
        key: _judged(c, p_values[key], corrected[key], error_rate, len(known))
        if isinstance(c, Contrast)
        else Comparison(verdict="no_verdict", reason=c.reason)
        for key, c in contrasts.items()
    }


def compare(a: Blocks, b: Blocks, better: Better, *, paired: bool = True) -> Comparison:
    """`contrast` and verdict of a single comparison: a family of one."""
    return judge_family({"": contrast(a, b, better, paired=paired)})[""]


def smallest_detectable(scatter: Bootstrap, error_rate: float = 0.05, family: int = 1) -> float:
    """Relative difference found with a power of 80 %: (t[1 - error/2] + t[power]) standard errors
    (Bloom, *Minimum Detectable Effects*, 1995), for the first step of Holm's correction.
    """
    freedom = scatter.freedom
    steps = t_quantile(1 - error_rate / family / 2, freedom) + t_quantile(POWER, freedom)
    return exp(steps * scatter.standard_error) - 1


def _judged(found: Contrast, p: float, p_holm: float, error_rate: float, family: int) -> Comparison:
    scatter = found.scatter
    interval = scatter.interval(1 - error_rate)
    verdict: Verdict = "no_difference_shown"
    if p_holm < error_rate:
        a_better = (scatter.estimate > 0) == (found.better == "higher")
        verdict = "a_better" if a_better else "b_better"
    return Comparison(
        verdict=verdict,
        ratio=exp(scatter.estimate),
        ci_low=exp(interval.low),
        ci_high=exp(interval.high),
        p=p,
        p_holm=p_holm,
        smallest_detectable=smallest_detectable(scatter, error_rate, family),
        blocks=scatter.blocks,
        paired=found.paired,
    )
