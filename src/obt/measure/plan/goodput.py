"""What a block of requests achieved together, over the wall of the block."""

from collections.abc import Sequence

from obt.measure.frozen import Frozen
from obt.measure.metrics import NO_INTERVAL, Metrics
from obt.measure.workloads.models import Slo


class Throughput(Frozen):
    """Of one block: a concurrency level, or one run of arrivals."""

    requests: int  #: Sent
    completed: int
    output_tokens: int  #: Of the completed ones
    wall_s: float  #: First request sent to last reply done; of arrivals no less than their window
    requests_per_s: float  #: Completed / wall
    tokens_per_s: float  #: Output tokens / wall


class Goodput(Frozen):
    """Requests that met every bound of the SLO (DistServe, 2024; vLLM's `--goodput`)."""

    requests: int
    met: int
    per_s: float  #: Met / wall

    @property
    def share(self) -> float:
        return self.met / self.requests if self.requests else 0.0


def throughput(output_tokens: Sequence[int | None], wall_s: float) -> Throughput:
    """From every request's output tokens, `None` = it failed. Raises ValueError without a wall."""
    _need_wall(wall_s)
    completed = [tokens for tokens in output_tokens if tokens is not None]
    return Throughput(
        requests=len(output_tokens),
        completed=len(completed),
        output_tokens=sum(completed),
        wall_s=wall_s,
        requests_per_s=len(completed) / wall_s,
        tokens_per_s=sum(completed) / wall_s,
    )


def meets(slo: Slo, metrics: Metrics) -> bool:
    """A metric that is absent meets no bound, but for the TPOT of a single token."""
    values = metrics.values
    for value, bound in ((values.get("ttft"), slo.ttft), (values.get("e2e"), slo.e2e)):
        if bound is not None and (value is None or value > bound):
            return False
    if slo.tpot is None or metrics.absent.get("tpot") == NO_INTERVAL:
        return True
    per_token = values.get("tpot")
    return per_token is not None and per_token <= slo.tpot


def goodput(slo: Slo, requests: Sequence[Metrics | None], wall_s: float) -> Goodput:
    """From every request's metrics, `None` = it failed. Raises ValueError without a wall."""
    _need_wall(wall_s)
    met = sum(metrics is not None and meets(slo, metrics) for metrics in requests)
    return Goodput(requests=len(requests), met=met, per_s=met / wall_s)


def _need_wall(wall_s: float) -> None:
    if wall_s <= 0:
        raise ValueError("a block lasts longer than nothing")
