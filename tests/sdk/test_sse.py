import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from obt.sdk.sse import EventParser, ServerEvent


def parsed(*chunks: bytes) -> list[ServerEvent]:
    parser = EventParser()
    found = []
    for chunk in chunks:
        parser.feed(chunk)
        while event := parser.next():
            found.append(event)
    return found


def test_an_event_is_complete_with_its_empty_line() -> None:
    stream = b"id: e-1\nevent: job.changed\ndata: {}\n"
    assert parsed(stream) == []
    assert parsed(stream, b"\n") == [ServerEvent("e-1", "job.changed", "{}")]


def test_what_the_standard_says_of_the_rest() -> None:
    assert parsed(b": ping\r\n\r\n") == []
    assert parsed(b"data: a\r\ndata:b\r\rid: 7\ndata\n\ndata: c\n\n") == [
        ServerEvent("", "message", "a\nb"),
        ServerEvent("7", "message", ""),
        ServerEvent("7", "message", "c"),
    ]


def test_json_may_hold_what_splits_lines_elsewhere() -> None:
    text = json.dumps("one\u2028two\x85three", ensure_ascii=False)
    (event,) = parsed(f"data: {text}\n\n".encode())
    assert event.data == text


@given(cuts=st.sets(st.integers(1, 60)), end=st.sampled_from([b"\n", b"\r\n"]))
def test_how_it_is_cut_makes_no_difference(cuts: set[int], end: bytes) -> None:
    stream = b"id: 1\nevent: a\ndata: \xc3\xa9x\n\n: ping\n\nid: 2\ndata: y\ndata: z\n\n"
    stream = stream.replace(b"\n", end)
    edges = [0, *sorted(cuts), len(stream)]
    chunks = [stream[a:b] for a, b in pairwise(edges)]
    assert parsed(*chunks) == [ServerEvent("1", "a", "éx"), ServerEvent("2", "message", "y\nz")]
