from hypothesis import given
from hypothesis import strategies as st

from obt.measure.ledger import TimeLedger
from obt.measure.record import Counters
from tests.measure.factories import MS, chunks, counters, record

DURATION = st.none() | st.integers(1, 10_000 * MS)


def test_where_the_time_went() -> None:
    ledger = TimeLedger.of(record())
    assert ledger == TimeLedger(
        e2e_ns=131 * MS,
        load_ns=5 * MS,
        queue_ns=5 * MS,
        prefill_ns=40 * MS,
        decode_ns=80 * MS,
        network_ns=1 * MS,
        overlap_ns=0,
    )
    assert ledger.adds_up


@given(total=DURATION, load=DURATION, prefill=DURATION, decode=DURATION, e2e=st.integers(0, 9999))
def test_it_sums_to_the_clients_time(
    total: int | None, load: int | None, prefill: int | None, decode: int | None, e2e: int
) -> None:
    told = Counters(
        total_duration=total,
        load_duration=load,
        prompt_eval_duration=prefill,
        eval_duration=decode,
    )
    ledger = TimeLedger.of(record(counters=told, chunks=chunks(e2e)))
    if ledger is None:
        assert total is None
        return
    parts = (ledger.load_ns, ledger.queue_ns, ledger.prefill_ns, ledger.decode_ns)
    assert min(*parts, ledger.network_ns, ledger.overlap_ns) >= 0
    assert sum(parts) + ledger.network_ns == ledger.e2e_ns + ledger.overlap_ns


def test_more_than_the_time_there_was_does_not_add_up() -> None:
    beyond = TimeLedger.of(
        record(counters=counters(total_duration=131 * MS, eval_duration=90 * MS))
    )
    assert beyond is not None
    assert beyond.overlap_ns == 4 * MS
    assert not beyond.adds_up
    barely = TimeLedger.of(record(counters=counters(eval_duration=86 * MS)))
    assert barely is not None
    assert barely.overlap_ns == 1 * MS
    assert barely.adds_up


def test_no_end_or_no_total_is_no_ledger() -> None:
    assert TimeLedger.of(record(done=False)) is None
    assert TimeLedger.of(record(counters=Counters(eval_count=3))) is None
