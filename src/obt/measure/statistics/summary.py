"""What a cell's samples say together."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, stdev

from obt.measure.frozen import Frozen
from obt.measure.quantiles import median, median_interval, quantile

Blocks = Mapping[int, float]
"""One value per block (round) of a design: the median, where a block holds several samples."""


class Summary(Frozen):
    """Unit of the values, where nothing else is said.

    The interval is the one that ends the rounds (`plan.stopping`): from order statistics, because
    it covers 94 to 95 % from 6 blocks on, where the bootstrap covers 95 to 97 %, and needs no seed.
    """

    n: int  #: Samples
    blocks: int
    median: float  #: Of the blocks
    ci_low: float | None = None  #: Of the median, 95 %; `None` with fewer than 6 blocks
    ci_high: float | None = None
    precision: float | None = None  #: Half the interval / the median
    cv: float | None = None
    """Coefficient of variation: standard deviation / mean of the samples; `None` of one sample."""
    p5: float | None = None  #: Quantiles of all samples, `None` with too few: see `told_quantile`
    p25: float | None = None
    p75: float | None = None
    p95: float | None = None
    p99: float | None = None
    minimum: float
    maximum: float


def summarise(samples: Iterable[tuple[int, float]], confidence: float = 0.95) -> Summary | None:
    """Of (block, value) pairs; `None` if there are none."""
    pairs = list(samples)
    if not pairs:
        return None
    values = [value for _, value in pairs]
    of_blocks = list(by_block(pairs).values())
    middle, interval = median(of_blocks), median_interval(of_blocks, confidence)
    mean = fmean(values)
    return Summary(
        n=len(values),
        blocks=len(of_blocks),
        median=middle,
        ci_low=None if interval is None else interval.low,
        ci_high=None if interval is None else interval.high,
        precision=None if interval is None or middle == 0 else interval.half_width / abs(middle),
        cv=stdev(values) / abs(mean) if len(values) > 1 and mean != 0 else None,
        p5=told_quantile(values, 0.05),
        p25=told_quantile(values, 0.25),
        p75=told_quantile(values, 0.75),
        p95=told_quantile(values, 0.95),
        p99=told_quantile(values, 0.99),
        minimum=min(values),
        maximum=max(values),
    )


def told_quantile(values: Sequence[float], q: float) -> float | None:
    """Type 7 (see `quantile`), where at least one sample is to be expected beyond it: p95 of 20
    samples or more, p99 of 100. With fewer it would be the maximum under another name.
    """
    enough = len(values) * min(q, 1 - q) >= 1 - 1e-9
    return quantile(values, q) if enough else None


def by_block(samples: Iterable[tuple[int, float]]) -> dict[int, float]:
    """One value per block, in order of the blocks."""
    gathered: dict[int, list[float]] = {}
    for block, value in samples:
        gathered.setdefault(block, []).append(value)
    return {block: median(gathered[block]) for block in sorted(gathered)}
