"""When enough rounds are taken: precise enough, or the budget is spent; and which it was."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt

from obt.measure.frozen import Frozen
from obt.measure.quantiles import median, median_interval

StopReason = Literal["precision", "max_samples", "max_minutes", "rejections"]
#: So many tries per counted sample that is wanted; then the cell cannot be measured like this.
TRIES_PER_SAMPLE = 3


class StopRule(Frozen):
    precision: Annotated[StrictFloat, Field(gt=0, lt=1)] = 0.02
    """Half the width of the confidence interval of the median, relative to the median."""
    confidence: Annotated[StrictFloat, Field(ge=0.5, lt=1)] = 0.95
    min_samples: Annotated[StrictInt, Field(ge=1)] = 6  #: Fewer have no 95 % interval of the median
    max_samples: Annotated[StrictInt, Field(ge=1)] = 30  #: Counted ones, per cell
    max_minutes: Annotated[StrictFloat, Field(gt=0)] | None = None  #: For all of a machine's cells

    def judge_cell(self, values: Sequence[float], tried: int) -> StopReason | None:
        """Whether a cell with these counted values, out of `tried` samples, needs no more.

        Looking after every round makes the interval that stops it a little too hopeful, as with
        any rule of this kind; the result's own interval is computed anew from all samples.
        """
        if len(values) >= self.min_samples:
            reached = precision_of(values, self.confidence)
            if reached is not None and reached <= self.precision:
                return "precision"
        if len(values) >= self.max_samples:
            return "max_samples"
        return "rejections" if tried >= TRIES_PER_SAMPLE * self.max_samples else None

    def judge(
        self, cells: Mapping[str, tuple[Sequence[float], int]], elapsed_s: float
    ) -> StopReason | None:
        """Whether the machine's rounds are over, by cell: (counted values, samples tried).

        All cells go on while one of them needs more: a block holds every cell. The reason is the
        worst one among the cells.
        """
        if self.max_minutes is not None and elapsed_s >= self.max_minutes * 60:
            return "max_minutes"
        found = [self.judge_cell(values, tried) for values, tried in cells.values()]
        if not found or None in found:
            return None
        order: tuple[StopReason, ...] = ("rejections", "max_samples", "precision")
        return next(reason for reason in order if reason in found)

    def samples_left(self, values: Sequence[float]) -> int:
        """About how many more counted samples this cell needs: for an honest ETA.

        The interval shrinks with the square root of n; before there is one, the worst is assumed.
        """
        most = max(self.max_samples - len(values), 0)
        reached = precision_of(values, self.confidence)
        if reached is None or len(values) < self.min_samples:
            return most
        wanted = ceil(len(values) * (reached / self.precision) ** 2)
        return min(max(wanted - len(values), 0), most)


def precision_of(values: Sequence[float], confidence: float = 0.95) -> float | None:
    """Half the width of the median's confidence interval / the median; `None` if there is none."""
    interval = median_interval(values, confidence)
    middle = median(values) if values else 0.0
    return None if interval is None or middle <= 0 else interval.half_width / middle
