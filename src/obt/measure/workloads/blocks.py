"""What one block may hold: it is one sample, told in one report."""

from obt.measure.workloads.cases import Arriving, Case, Concurrent, Replayed, cases_of
from obt.measure.workloads.models import Workload

MAX_REQUESTS = 10_000
MAX_TOKENS = 1_000_000  #: Of all replies: each is a stamp of some 30 bytes in the report


def too_big(workload: Workload) -> str | None:
    """Why a block of it could not be told, in words; None = it can."""
    for case in cases_of(workload):
        requests, tokens = _block(case)
        if requests > MAX_REQUESTS or tokens > MAX_TOKENS:
            return (
                f"{case.key} would be {requests:,.0f} requests with {tokens:,.0f} tokens of output "
                f"in one block: {MAX_REQUESTS:,} and {MAX_TOKENS:,} are the most."
            )
    return None


def _block(case: Case) -> tuple[float, float]:
    """Requests, and tokens of output."""
    if isinstance(case.prompt, Replayed):
        entries = case.prompt.entries
        return len(entries), sum(entry.output_tokens for entry in entries)
    match case.load:
        case Concurrent(level=level, requests_per_worker=each):
            requests: float = level * each
        case Arriving(per_s=per_s, duration_s=duration_s):
            requests = per_s * duration_s
        case _:
            return 1, 0  # one request, as long as it may be
    return requests, requests * case.output_tokens
