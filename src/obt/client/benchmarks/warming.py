"""Warming up: the first request after a load is never counted, and then until steady."""

from obt.client.benchmarks.cells import Cell
from obt.client.benchmarks.lengths import CannotError
from obt.client.benchmarks.shots import Shots
from obt.client.benchmarks.subject import Subject
from obt.measure.metrics import metrics_of
from obt.measure.plan import WarmUp
from obt.measure.plan.warmup import Warmth
from obt.measure.record import Record
from obt.measure.validity import WARM_LOAD_MAX_NS

FULL = WarmUp()
SHORT = WarmUp(at_most=2)
"""For a load after the first of its trial: how long it takes to be steady is known by then."""


class Warming:
    def __init__(self, subject: Subject, shots: Shots) -> None:
        self._subject = subject
        self._shots = shots
        self.loaded = False  #: The last warm-up met a load

    async def warm(self, cell: Cell, rule: WarmUp) -> tuple[tuple[float, ...], Warmth]:
        """The rates, and how it ended. Raises CannotError, AwayError, GoneError."""
        rates: list[float] = []
        warmth: Warmth = "again"
        self.loaded = False
        while warmth == "again":
            reply = await self._subject.patiently(self._shots.warming(cell), cell.model.name)
            record = reply.record
            if record.error is not None:
                raise CannotError(f"It cannot be run: Ollama says: {record.error}")
            self.loaded |= (record.counters.load_duration or 0) > WARM_LOAD_MAX_NS
            rates.append(_rate(record))
            warmth = rule.judge(rates)
        return tuple(rates), warmth


def _rate(record: Record) -> float:
    """Any one unit: of the same kind for all requests of a cell."""
    values = metrics_of(record).values
    for name in ("decode_rate", "embed_text_rate", "prefill_rate"):
        if name in values:
            return values[name]
    took = values.get("e2e")
    return 1 / took if took else 0.0
