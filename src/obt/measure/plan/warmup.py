"""When a model is warm: the first sample after a load is never counted, and then until steady."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from obt.measure.frozen import Frozen

Warmth = Literal["again", "steady", "unsteady"]


class WarmUp(Frozen):
    tolerance: Annotated[float, Field(gt=0, lt=1)] = 0.05  #: Between the last two, relative
    at_most: Annotated[int, Field(ge=1)] = 5

    def judge(self, rates: Sequence[float]) -> Warmth:
        """What to do after warm-up requests of these rates, oldest first (any one unit).

        `steady`: the last two differ by no more than `tolerance`, where the request that met the
        load is not looked at. `unsteady`: given up after `at_most`; the trial goes on and says so.
        """
        settled = sorted(rates[1:][-2:])
        if len(settled) == 2 and settled[1] - settled[0] <= self.tolerance * settled[1]:
            return "steady"
        return "unsteady" if len(rates) >= self.at_most else "again"
