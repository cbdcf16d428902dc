from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from obt.measure.workloads import (
    BUILTIN,
    Case,
    Settings,
    Synthetic,
    Workload,
    WorkloadError,
    cases_of,
    context_for,
    revise,
    runner_key,
    too_big,
    workload_of,
)

WORKLOAD: TypeAdapter[Workload] = TypeAdapter(Workload)


def own(**changes: Any) -> Workload:
    usual = {"kind": "prompts", "id": "mine", "title": "Mine", "prompts": ["a", "b"]}
    return workload_of({**usual, **changes})


def test_the_built_in_ones() -> None:
    assert set(BUILTIN) == {
        *("chat", "summarise", "code", "long-context", "decode", "prefill", "cold-load"),
        *("embed", "concurrency", "rate"),
    }
    sizes = {}
    for name in ("chat", "summarise", "code", "decode", "prefill"):
        (case,) = cases_of(BUILTIN[name])
        assert isinstance(case.prompt, Synthetic)
        assert case.fixed_length
        sizes[name] = (case.prompt.tokens, case.output_tokens)
    assert sizes == {
        "chat": (512, 128),
        "summarise": (4096, 256),
        "code": (256, 512),
        "decode": (32, 256),
        "prefill": (2048, 1),
    }


def test_every_case_has_a_key_of_its_own_and_survives_json() -> None:
    cases = [case for workload in BUILTIN.values() for case in cases_of(workload)]
    assert len({case.key for case in cases}) == len(cases) == 6 + 8 + 4 + 5 + 5
    for case in cases:
        assert Case.model_validate_json(case.model_dump_json()) == case
    assert cases_of(BUILTIN["long-context"])[2].key == "long-context@1/depth=4096"
    assert cases_of(BUILTIN["chat"])[0].key == "chat@1"


def test_every_kind_of_workload_has_cases() -> None:
    kinds = {
        get_args(t.model_fields["kind"].annotation)[0] for t in get_args(get_args(Workload)[0])
    }
    trace = {"entries": [{"at_s": 0, "prompt_tokens": 9, "output_tokens": 5}]}
    mine = workload_of({"kind": "trace", "id": "t", "title": "t", **trace})
    known = {workload.kind: workload for workload in (*BUILTIN.values(), own(), mine)}
    assert set(known) == kinds
    for workload in known.values():
        assert cases_of(workload)
        assert WORKLOAD.validate_json(WORKLOAD.dump_json(workload)) == workload


def test_what_ends_the_rounds() -> None:
    primary = {name: cases_of(workload)[0].primary for name, workload in BUILTIN.items()}
    assert primary["chat"] == primary["decode"] == primary["long-context"] == "decode_rate"
    assert primary["prefill"] == "prefill_rate"
    assert primary["cold-load"] == "cold_load"
    assert primary["embed"] == "embed_text_rate"
    assert primary["concurrency"] == "throughput"
    assert primary["rate"] == "goodput"


def test_what_does_not_fit_is_left_out_not_cut() -> None:
    names = [case.name for case in cases_of(BUILTIN["long-context"], max_context=4096)]
    assert names == ["depth=1024", "depth=2048"]
    assert cases_of(BUILTIN["summarise"], max_context=4096) == ()


def test_the_context_holds_prompt_output_and_a_template() -> None:
    assert context_for(512, 128) == 768
    assert context_for(128, 64) == 256
    assert context_for(129, 64) == 512


def test_options_are_explicit_and_the_same_for_everyone() -> None:
    options = Settings().options(num_ctx=4096, num_predict=128)
    assert options == {
        "num_ctx": 4096,
        "num_predict": 128,
        "temperature": 0,
        "top_k": 1,
        "top_p": 1,
        "repeat_penalty": 1,
        "seed": 42,
    }


def test_what_makes_ollama_load_again() -> None:
    base = Settings().options(4096, 128)
    assert runner_key(base) == runner_key(Settings(seed=7, temperature=1).options(4096, 5))
    others = (
        Settings().options(8192, 128),
        Settings(num_gpu=0).options(4096, 128),
        Settings(num_thread=2).options(4096, 128),
        Settings(use_mmap=False).options(4096, 128),
    )
    assert len({runner_key(options) for options in (base, *others)}) == 5


def test_an_edit_is_a_new_version_unless_only_words_changed() -> None:
    first = own()
    assert revise(first, own(title="Better", version=9)).version == 1
    second = revise(first, own(prompts=["a"]))
    assert (second.version, first.version) == (2, 1)
    assert revise(second, first).version == 3
    other_kind = workload_of({"kind": "cold-load", "id": "mine", "title": "Mine"})
    assert revise(first, other_kind).version == 2
    with pytest.raises(ValueError, match="no version"):
        revise(first, own(id="other"))


def test_own_prompts_are_cases() -> None:
    cases = cases_of(own(checks=[{"kind": "exact", "text": "4"}], system="Be brief."))
    assert [case.key for case in cases] == ["mine@1/prompt=1", "mine@1/prompt=2"]
    assert not cases[0].fixed_length
    assert cases[0].checks == cases[1].checks != ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "magic"}, "magic"),
        ({"id": "No spaces"}, "id: "),
        ({"prompts": []}, "prompts: "),
        ({"output_tokens": 0}, "output_tokens: "),
        ({"colour": "red"}, "colour: "),
        ({"checks": [{"kind": "regex", "pattern": "("}]}, "regular expression"),
        ({"checks": [{"kind": "json_schema", "definition": {"oneOf": []}}]}, "oneOf"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(WorkloadError, match=message.replace("(", r"\(")):
        own(**changes)


@pytest.mark.parametrize(
    ("work", "allowed"),
    [
        ({"kind": "concurrency", "levels": (1024,), "requests_per_worker": 7}, True),
        ({"kind": "concurrency", "levels": (1, 1024), "requests_per_worker": 100}, False),
        ({"kind": "rate", "rates": (100.0,), "slo": {"ttft": 1.0}}, True),
        ({"kind": "rate", "rates": (1.0, 500.0), "slo": {"ttft": 1.0}}, False),
        ({"kind": "generation", "output_tokens": 2**24}, True),
        (
            {
                "kind": "trace",
                "entries": ({"at_s": 0.0, "prompt": "x", "output_tokens": 128},) * 7000,
            },
            True,
        ),
        (
            {
                "kind": "trace",
                "entries": ({"at_s": 0.0, "prompt": "x", "output_tokens": 512},) * 2000,
            },
            False,
        ),
    ],
)
def test_a_block_must_fit_into_one_report(work: dict[str, Any], allowed: bool) -> None:
    defaults: dict[str, Any] = {"id": "own", "title": "Own"}
    if work["kind"] != "trace":
        defaults |= {"prompt_tokens": 32, "output_tokens": 128}
    if allowed:
        assert too_big(workload_of(defaults | work)) is None
    else:
        with pytest.raises(WorkloadError, match="10,000 and 1,000,000 are the most"):
            workload_of(defaults | work)
