"""From bytes and stamps to a record."""

import json
from typing import Any

import pytest

from obt.client.benchmarks.reply import Sent, read
from obt.client.benchmarks.wire import Raw
from obt.measure.record import Api
from obt.measure.validity import Asked, Reason, Surroundings, judge

FINAL = {"done": True, "done_reason": "length", "eval_count": 2, "eval_duration": 9, "response": ""}


def raw(*pieces: tuple[int, bytes], status: int = 200) -> Raw:
    return Raw(sent_ns=5, pieces=list(pieces), status=status)


def line(**fields: Any) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def generate(*pieces: tuple[int, bytes], api: Api = "generate", status: int = 200) -> Any:
    return read(raw(*pieces, status=status), Sent(api, "gguf", "0.33.3"))


def test_a_line_has_the_stamp_of_the_bytes_that_ended_it() -> None:
    whole = line(response="a") + line(response="b") + line(**FINAL)
    first, second = len(line(response="a")) + 4, len(whole) - 3
    reply = generate((10, whole[:first]), (20, whole[first:second]), (30, whole[second:]))
    assert [(c.at_ns, c.kind) for c in reply.record.chunks] == [
        (10, "content"),
        (20, "content"),
        (30, "empty"),
    ]
    assert reply.text == "ab"
    assert (reply.record.done, reply.record.done_reason) == (True, "length")
    assert reply.record.counters.eval_count == 2
    assert reply.record.counters.prompt_eval_cached_count == 0


def test_a_last_line_without_an_end() -> None:
    assert generate((10, line(**FINAL).rstrip())).record.done


def test_thinking_is_no_answer() -> None:
    thinks = line(message={"content": "", "thinking": "hm"})
    says = line(message={"content": "Yes"})
    reply = generate((1, thinks), (2, says), (3, line(**FINAL)), api="chat")
    assert [c.kind for c in reply.record.chunks] == ["thinking", "content", "empty"]
    assert reply.text == "Yes"


def test_an_error_with_a_status() -> None:
    reply = generate((1, b'{"error":"no  such\\nthing"}'), status=404)
    assert reply.record.error == "no such thing (HTTP 404)"
    assert (reply.status, reply.broken) == (404, False)


def test_an_error_in_the_stream() -> None:
    reply = generate((1, line(response="a")), (2, line(error="out of memory")))
    assert reply.record.error == "out of memory"
    assert not reply.record.done


def test_a_proxy_that_answers_in_prose() -> None:
    reply = generate((1, b"<html>Bad Gateway</html>"), status=502)
    assert reply.record.error == "<html>Bad Gateway</html> (HTTP 502)"


def test_what_is_no_json() -> None:
    reply = generate((1, b"<html>"))
    assert reply.record.error is not None
    assert reply.record.error.startswith("not what Ollama would answer")


def test_a_stream_that_ends_without_done() -> None:
    reply = generate((1, line(response="a")))
    assert (reply.record.done, reply.record.error) == (False, None)


def test_a_connection_that_breaks_keeps_what_came() -> None:
    broken = Raw(sent_ns=5, pieces=[(9, line(response="a"))], status=200, broken="it broke")
    reply = read(broken, Sent("generate"))
    assert (reply.record.error, reply.broken, len(reply.record.chunks)) == ("it broke", True, 1)


@pytest.mark.parametrize("missing", ["eval_count"])
def test_a_reply_without_its_counts(missing: str) -> None:
    reply = generate((1, line(**{k: v for k, v in FINAL.items() if k != missing})))
    (found,) = judge(reply.record, Asked(), Surroundings())
    assert found.reason is Reason.MISSING_COUNTS


def test_embeddings_are_counted_and_not_looked_at() -> None:
    vectors = ",".join(["[" + ",".join(["0.25"] * 500) + "]"] * 100)
    body = '{"model":"m","embeddings":[' + vectors + '],"total_duration":7,"prompt_eval_count":3}'
    half = len(body) // 2
    pieces = ((10, body[:half].encode()), (20, body[half:].encode()))
    reply = read(raw(*pieces), Sent("embed", texts=100))
    assert [(c.at_ns, c.kind) for c in reply.record.chunks] == [(20, "empty")]
    assert (reply.record.done, reply.record.texts) == (True, 100)
    assert reply.record.counters.total_duration == 7
    assert reply.record.counters.prompt_eval_count == 3


def test_an_embed_reply_that_is_an_error() -> None:
    reply = read(raw((1, b'{"error":"too long"}'), status=400), Sent("embed"))
    assert reply.record.error == "too long (HTTP 400)"
