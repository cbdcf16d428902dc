"""The pass rate of replies that were checked."""

from math import sqrt
from statistics import NormalDist

from obt.measure.frozen import Frozen


class Quality(Frozen):
    checked: int  #: Replies
    passed: int  #: Of them, those that passed all of their checks
    rate: float
    ci_low: float  #: 95 %
    ci_high: float


def quality_of(passed: int, checked: int, confidence: float = 0.95) -> Quality | None:
    """With the score interval of Wilson, *Probable inference, the law of succession, and
    statistical inference* (1927), which holds for few replies too. `None` if none was checked.
    """
    if checked == 0:
        return None
    rate = passed / checked
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (rate + z * z / (2 * checked)) / (1 + z * z / checked)
    reach = sqrt(rate * (1 - rate) / checked + (z / checked / 2) ** 2) * z / (1 + z * z / checked)
    return Quality(
        checked=checked,
        passed=passed,
        rate=rate,
        ci_low=max(0.0, centre - reach),
        ci_high=min(1.0, centre + reach),
    )
