"""The plan of a benchmark: orders, warm-up, stop rules, arrivals, and what blocks achieve."""

from obt.measure.plan.arrivals import constant_arrivals, poisson_arrivals
from obt.measure.plan.goodput import Goodput, Throughput, goodput, meets, throughput
from obt.measure.plan.orders import Cell, Design, Step
from obt.measure.plan.stopping import StopReason, StopRule, precision_of
from obt.measure.plan.warmup import WarmUp

__all__ = [
    "Cell",
    "Design",
    "Goodput",
    "Step",
    "StopReason",
    "StopRule",
    "Throughput",
    "WarmUp",
    "constant_arrivals",
    "goodput",
    "meets",
    "poisson_arrivals",
    "precision_of",
    "throughput",
]
