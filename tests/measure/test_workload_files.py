from typing import Any

import pytest

from obt.measure.workloads import WorkloadError, cases_of, parse_markdown, parse_trace

CAPITALS = """---
# What a school child knows
id: capitals
title: Capitals: a quiz
output_tokens: 16
cache_busting: false
checks: [{"kind": "regex", "pattern": "Paris"}]
---

What is the capital of France?

---
And what river
runs through it?
"""


def dump(workload: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = workload.model_dump()
    return dumped


def test_prompts_with_front_matter() -> None:
    told = dump(parse_markdown(CAPITALS, "file"))
    assert told["id"] == "capitals"
    assert told["title"] == "Capitals: a quiz"
    assert told["output_tokens"] == 16
    assert told["cache_busting"] is False
    assert told["prompts"] == (
        "What is the capital of France?",
        "And what river\nruns through it?",
    )
    assert told["checks"][0]["pattern"] == "Paris"


def test_plain_text_is_a_prompt() -> None:
    told = dump(parse_markdown("\ufeffHello,\n\nworld\r\n", "greeting"))
    assert (told["id"], told["title"], told["kind"]) == ("greeting", "greeting", "prompts")
    assert told["prompts"] == ("Hello,\n\nworld",)


def test_a_prompt_keeps_what_only_other_programs_take_for_an_end_of_line() -> None:
    assert dump(parse_markdown("a\u2028b\x85c", "odd"))["prompts"] == ("a\u2028b\x85c",)


def test_other_kinds_need_no_prompts() -> None:
    text = "---\nkind: rate\nprompt_tokens: 64\noutput_tokens: 32\nrates: [1, 2]\n"
    workload = parse_markdown(text + 'slo: {"ttft": 2}\n---\n', "load")
    assert [case.name for case in cases_of(workload)] == ["rate=1", "rate=2"]
    with pytest.raises(WorkloadError, match="text below is lost"):
        parse_markdown(text + 'slo: {"ttft": 2}\n---\nHello', "load")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\nid: x\nhello", "line 1: the front matter has no closing"),
        ("---\nid: x\noutput_tokens 16\n---\nHello", "line 3: expected `name: value`"),
        ("---\nid: x\nid: y\n---\nHello", "line 3: id is given twice"),
        ("---\nid: x\n---\n", "prompts: "),
        ("---\noutput_tokens: many\n---\nHello", "output_tokens: "),
    ],
)
def test_where_front_matter_is_wrong(text: str, message: str) -> None:
    with pytest.raises(WorkloadError, match=message):
        parse_markdown(text, "file")


def test_a_trace_is_replayed_in_order() -> None:
    lines = [
        '{"at_s": 1.5, "prompt": "Hello", "output_tokens": 8}',
        "",
        '{"at_s": 0.5, "prompt_tokens": 512}',
        '{"timestamp": 750, "input_length": 100, "output_length": 20, "hash_ids": [1]}',
    ]
    entries = dump(parse_trace("\n".join(lines), "trace", output_tokens=64))["entries"]
    assert [entry["at_s"] for entry in entries] == [0.5, 0.75, 1.5]
    assert [entry["output_tokens"] for entry in entries] == [64, 20, 8]
    assert [entry["prompt_tokens"] for entry in entries] == [512, 100, None]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: not a JSON object"),
        ('{"prompt": "x"}', "line 2: at_s: "),
        ('{"at_s": 1}', "line 2: .*either a prompt or its number"),
        ('{"at_s": -1, "prompt": "x"}', "line 2: at_s: "),
        ('{"at_s": 1, "prompt": "x", "prompt_tokens": 5}', "line 2: .*either"),
        ('{"timestamp": "now", "input_length": 5}', "line 2: timestamp"),
    ],
)
def test_where_a_trace_is_wrong(line: str, message: str) -> None:
    good = '{"at_s": 0, "prompt": "x"}\n'
    with pytest.raises(WorkloadError, match=message) as caught:
        parse_trace(good + line, "trace")
    assert caught.value.line == 2


def test_a_trace_has_an_end_and_a_beginning() -> None:
    with pytest.raises(WorkloadError, match="empty"):
        parse_trace("\n\n", "trace")
    with pytest.raises(WorkloadError, match="line 10001: more than 10000"):
        parse_trace('{"at_s": 0, "prompt": "x"}\n' * 10_001, "trace")
