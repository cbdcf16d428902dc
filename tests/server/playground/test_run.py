"""What a reader gets, whenever it comes: everything once, in order."""

from uuid import UUID

from obt.server.playground.run import KEPT_PIECES, Run, Stream
from obt.server.playground.schemas import Counters, Pair, PlaygroundUpdate, StreamEnd
from obt.wire.playground import PlaygroundChunk

END = StreamEnd(outcome="done", done_reason="stop", error=None, counters=Counters(), metrics={})


def pairs(n: int) -> list[Pair]:
    return [Pair(client_id="desk", model=f"m{k}:1b") for k in range(n)]


def say(run: Run, stream: Stream, text: str, thinking: str = "", pieces: int = 1) -> None:
    chunk = PlaygroundChunk(
        stream_id=stream.stream_id,
        text=text,
        thinking=thinking,
        pieces=pieces,
        ttft_s=0.25,
        elapsed_s=0.5,
    )
    run.say(stream, chunk)


class Reader:
    """Puts updates together as a page does."""

    def __init__(self) -> None:
        self.seq: int | None = None
        self.text: dict[UUID, str] = {}
        self.ended: set[UUID] = set()
        self.fulls = 0

    def read(self, update: PlaygroundUpdate) -> None:
        self.seq = update.seq
        self.fulls += update.full
        if update.full:
            self.text = {}
        for it in update.streams:
            self.text[it.stream_id] = self.text.get(it.stream_id, "") + it.text
            if it.end:
                self.ended.add(it.stream_id)


def test_the_first_update_is_all_of_it() -> None:
    run = Run(pairs(2))
    one, two = run.streams
    first = run.since(None)
    assert (first.seq, first.full, first.done) == (0, True, False)
    assert [s.state for s in first.streams] == ["waiting", "waiting"]
    say(run, one, "Hel", "Hm")
    say(run, one, "lo", pieces=2)
    update = run.since(None)
    assert [(s.text, s.thinking, s.state) for s in update.streams] == [
        ("Hello", "Hm", "running"),
        ("", "", "waiting"),
    ]
    assert (update.streams[0].pieces, update.streams[0].ttft_s) == (2, 0.25)
    run.end(one, END)
    assert not run.done
    run.end(two, END)
    assert run.since(None).done


def test_who_goes_on_gets_only_what_changed() -> None:
    run = Run(pairs(2))
    one, two = run.streams
    say(run, one, "a")
    seen = run.seq
    say(run, two, "x")
    say(run, two, "y")
    update = run.since(seen)
    assert not update.full
    assert [(s.stream_id, s.text) for s in update.streams] == [(two.stream_id, "xy")]
    assert run.since(run.seq).streams == []


def test_however_often_a_reader_looks_it_has_the_same_text() -> None:
    run = Run(pairs(2))
    readers = {every: Reader() for every in (1, 7, 2500)}
    whole: dict[UUID, str] = {stream.stream_id: "" for stream in run.streams}
    for n in range(10 * KEPT_PIECES):
        stream = run.streams[n % 3 == 0]
        say(run, stream, f"{n} ")
        whole[stream.stream_id] += f"{n} "
        for every, reader in readers.items():
            if n % every == 0:
                reader.read(run.since(reader.seq))
    for reader in readers.values():
        reader.read(run.since(reader.seq))
        assert reader.text == whole
    assert readers[1].fulls == readers[7].fulls == 1
    assert readers[2500].fulls > 1, "it was away for too long to go on"


def test_what_is_kept_does_not_grow_with_the_number_of_pieces() -> None:
    run = Run(pairs(1))
    for _ in range(20 * KEPT_PIECES):
        say(run, run.streams[0], "a")
    assert len(run.streams[0]._parts) <= 2 * KEPT_PIECES
    assert run.chars == len(run.since(None).streams[0].text) == 20 * KEPT_PIECES


def test_a_number_from_elsewhere_gets_all_of_it() -> None:
    run = Run(pairs(1))
    say(run, run.streams[0], "a")
    assert run.since(99).full


async def test_readers_are_woken_by_every_change() -> None:
    run = Run(pairs(1))
    assert not run.read
    with run.reading() as one, run.reading() as other:
        assert run.read
        say(run, run.streams[0], "a")
        assert one.is_set()
        assert other.is_set()
        one.clear()
        run.end(run.streams[0], END)
        assert one.is_set()
        one.clear()
        run.close()
        assert one.is_set()
    assert not run.read
