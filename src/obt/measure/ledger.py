"""The time ledger: where the time of one request went. The validity ledger is in `validity`."""

from typing import Self

from obt.measure.frozen import Frozen
from obt.measure.record import Record


class TimeLedger(Frozen):
    """Nanoseconds by phase, none negative; they sum to `e2e_ns + overlap_ns`.

    A duration that Ollama left out was zero, or is not told by this version: its time is then in
    `queue`, the rest of Ollama's total.
    """

    e2e_ns: int  #: Client's clock: last chunk - request sent
    load_ns: int  #: load_duration: queue for the runner, eviction, load
    queue_ns: int  #: total - load - prompt - eval: wait for a slot, template, tokenizer
    prefill_ns: int  #: prompt_eval_duration
    decode_ns: int  #: eval_duration
    network_ns: int  #: E2E - total_duration
    overlap_ns: int  #: What Ollama's durations claim beyond their total, and its total beyond E2E

    @classmethod
    def of(cls, record: Record) -> Self | None:
        """`None` if the reply did not come to its end, or told no total_duration."""
        counters, e2e = record.counters, record.e2e_ns
        if e2e is None or counters.total_duration is None:
            return None
        load = counters.load_duration or 0
        prefill = counters.prompt_eval_duration or 0
        decode = counters.eval_duration or 0
        queue = counters.total_duration - load - prefill - decode
        network = e2e - counters.total_duration
        return cls(
            e2e_ns=e2e,
            load_ns=load,
            queue_ns=max(queue, 0),
            prefill_ns=prefill,
            decode_ns=decode,
            network_ns=max(network, 0),
            overlap_ns=max(-queue, 0) + max(-network, 0),
        )

    @property
    def adds_up(self) -> bool:
        """The phases sum to E2E within 1 %, or within the millisecond that clocks may differ."""
        return self.overlap_ns <= max(self.e2e_ns // 100, 1_000_000)
