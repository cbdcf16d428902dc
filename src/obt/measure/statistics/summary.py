"""What a cell's samples say together."""

from collections.abc import Iterable, Mapping

from obt.measure.frozen import Frozen
from obt.measure.quantiles import Interval, median, quantile
from obt.measure.statistics.bootstrap import RESAMPLES, bootstrap_median

Blocks = Mapping[int, float]
"""One value per block (round) of a design: the median, where a block holds several samples."""


class Summary(Frozen):
    """Unit of the values."""

    n: int  #: Samples
    blocks: int
    median: float
    ci_low: float | None  #: Of the median, 95 %; `None` with fewer than 6 blocks
    ci_high: float | None
    p5: float
    p25: float
    p75: float
    p95: float
    minimum: float
    maximum: float

    @property
    def iqr(self) -> float:
        return self.p75 - self.p25

    @property
    def precision(self) -> float | None:
        """Half the interval / the median."""
        if self.ci_low is None or self.ci_high is None or self.median == 0:
            return None
        return (self.ci_high - self.ci_low) / 2 / abs(self.median)


def summarise(
    samples: Iterable[tuple[int, float]],
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Summary | None:
    """Of (block, value) pairs; `None` if there are none.

    Quantiles are of all samples (type 7, see `quantiles`); the interval resamples blocks.
    """
    pairs = list(samples)
    if not pairs:
        return None
    values = [value for _, value in pairs]
    blocks = by_block(pairs)
    scatter = bootstrap_median(list(blocks.values()), resamples, seed)
    interval: Interval | None = None if scatter is None else scatter.interval(confidence)
    return Summary(
        n=len(values),
        blocks=len(blocks),
        median=median(values),
        ci_low=None if interval is None else interval.low,
        ci_high=None if interval is None else interval.high,
        p5=quantile(values, 0.05),
        p25=quantile(values, 0.25),
        p75=quantile(values, 0.75),
        p95=quantile(values, 0.95),
        minimum=min(values),
        maximum=max(values),
    )


def by_block(samples: Iterable[tuple[int, float]]) -> dict[int, float]:
    """One value per block, in order of the blocks."""
    gathered: dict[int, list[float]] = {}
    for block, value in samples:
        gathered.setdefault(block, []).append(value)
    return {block: median(gathered[block]) for block in sorted(gathered)}
