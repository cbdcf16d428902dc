"""What is measured of a simulated Ollama is what was set."""

import json
from typing import Any

import pytest
from tests.simulate.asking import MODEL, ask, generate, node

from obt.simulate.ollama import V0_33, V0_33_3, Node, Speeds


def decode_rate(last: dict[str, Any]) -> float:
    return float((last["eval_count"] - 1) / (last["eval_duration"] / 1e9))


def prefill_s(last: dict[str, Any]) -> float:
    return float(last["prompt_eval_duration"] / 1e9)


async def test_rates() -> None:
    last = await generate(node(speeds=Speeds(decode_rate=40, prefill_rate=400)))
    assert decode_rate(last) == pytest.approx(40, rel=1e-6)
    assert last["prompt_eval_count"] / prefill_s(last) == pytest.approx(400, rel=1e-6)


async def test_rates_of_one_model_alone() -> None:
    it = node(speeds_of={"other:1b": Speeds(decode_rate=7)})
    it.install("other:1b")
    assert decode_rate(await generate(it, model="other:1b")) == pytest.approx(7, rel=1e-6)
    assert decode_rate(await generate(it)) == pytest.approx(40, rel=1e-6)


async def test_heat_slows_it_down() -> None:
    it = node(speeds=Speeds(decode_rate=100, drift_per_s=0.01))
    rates = [decode_rate(await generate(it, 101)) for _ in range(5)]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < rates[0] * 0.97


async def test_jitter_is_seeded() -> None:
    one, two, other = [
        (await generate(node(seed=seed, speeds=Speeds(jitter=0.2))))["eval_duration"]
        for seed in (1, 1, 2)
    ]
    assert one == two != other


async def test_the_ledger_adds_up() -> None:
    last = await generate(node())
    parts = last["load_duration"] + last["prompt_eval_duration"] + last["eval_duration"]
    assert last["load_duration"] == 800_000_000
    assert last["total_duration"] - parts == pytest.approx(3e6)  # until the first token


async def test_a_client_on_the_same_clock_sees_the_same() -> None:
    it = node(speeds=Speeds(load_s=1, prefill_rate=10, first_token_s=0.5, decode_rate=20))
    body = {"model": MODEL, "prompt": "a b c", "options": {"num_predict": 3}}
    async with ask(it) as http, http.stream("POST", "/api/generate", json=body) as reply:
        seen = [(it.clock.ns() / 1e9, json.loads(line)) async for line in reply.aiter_lines()]
    at = [seconds for seconds, line in seen if not line["done"]]
    assert at == pytest.approx([1 + 0.4 + 0.5, 1.95, 2.0])


class TestCachedPrompts:
    @staticmethod
    async def prefills(it: Node) -> list[int]:
        """Tokens evaluated of: a prompt, it again, it and more, it with another start."""
        rate = it.speeds.prefill_rate
        prompts = ("a b c d", "a b c d", "a b c d e", "x b c d e")
        return [round(prefill_s(await generate(it, 1, text)) * rate) for text in prompts]

    async def test_only_what_is_new_is_evaluated(self) -> None:
        assert await self.prefills(node()) == [5, 1, 2, 6]

    async def test_where_nothing_is_cached(self) -> None:
        assert await self.prefills(node(prompt_cache=False)) == [5, 5, 6, 6]

    @pytest.mark.parametrize(("profile", "told"), [(V0_33, None), (V0_33_3, 4)])
    async def test_who_says_so(self, profile: Any, told: int | None) -> None:
        it = node(profile=profile)
        await generate(it, 1, "a b c d")
        last = await generate(it, 1, "a b c d")
        assert last["prompt_eval_count"] == 5
        assert last.get("prompt_eval_cached_count") == told

    async def test_an_unloaded_model_has_forgotten(self) -> None:
        it = node(speeds=Speeds(unload_s=0))
        await generate(it, 1, keep_alive=0)
        assert (await generate(it, 1))["prompt_eval_duration"] == pytest.approx(1e7)


class TestEnding:
    async def test_an_answer_ends_by_itself_where_nothing_limits_it(self) -> None:
        for limit in (-1, 0):
            last = await generate(node(answer_tokens=9), limit)
            assert (last["done_reason"], last["eval_count"]) == ("stop", 9)


@pytest.mark.parametrize("think", [None, True, False])
@pytest.mark.parametrize("path", ["generate", "chat"])
async def test_thinking_comes_before_the_answer(path: str, think: bool | None) -> None:
    it = node(profile=V0_33)
    it.install("qwen3:8b")
    body = {"model": "qwen3:8b", "prompt": "a", "messages": [{"role": "user", "content": "a"}]}
    options = {"num_predict": 6}
    async with ask(it) as http:
        reply = await http.post(
            f"/api/{path}", json=body | {"think": think, "options": options, "stream": False}
        )
    whole = reply.json()
    said = whole["message"] if path == "chat" else whole
    words = said.get("thinking", "").split(), (said.get("content") or said["response"]).split()
    assert [len(part) for part in words] == ([0, 6] if think is False else [3, 3])
