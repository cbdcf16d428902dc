"""What is measured of a simulated Ollama is what was set."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from tests.simulate.asking import MODEL, ask, generate, node

from obt.simulate.ollama import V0_33, V0_33_3, Faults, Node, Speeds

PLAIN = Speeds(load_s=1, prefill_rate=100, first_token_s=0.5, decode_rate=20)


@dataclass(frozen=True)
class Seen:
    """One answer, stamped by a client on the node's own clock. Seconds."""

    sent: float
    chunks: list[float]
    last: dict[str, Any]

    @property
    def ttft(self) -> float:
        return self.chunks[0] - self.sent

    @property
    def decode_s(self) -> float:
        return self.chunks[-1] - self.chunks[0]

    @property
    def decode_rate(self) -> float:
        return (len(self.chunks) - 1) / self.decode_s


async def see(it: Node, n: int = 65, prompt: str = "a b c", **more: Any) -> Seen:
    body = {"model": MODEL, "prompt": prompt, "options": {"num_predict": n}} | more
    sent, stamps, line = it.clock.ns() / 1e9, list[float](), dict[str, Any]()
    async with ask(it) as http, http.stream("POST", "/api/generate", json=body) as reply:
        async for text in reply.aiter_lines():
            line = json.loads(text)
            if not line.get("done"):
                stamps.append(it.clock.ns() / 1e9)
    return Seen(sent, stamps, line)


async def see_loaded(it: Node, *prompts: str, n: int = 65) -> list[Seen]:
    """One after the other, on a model that is in memory and has read something else."""
    await see(it, 1, "warm up")
    return [await see(it, n, prompt) for prompt in prompts]


def counted_rate(last: dict[str, Any]) -> float:
    return float((last["eval_count"] - 1) / (last["eval_duration"] / 1e9))


def prefill_s(last: dict[str, Any]) -> float:
    return float(last["prompt_eval_duration"] / 1e9)


class TestRates:
    async def test_the_counters_tell_what_was_set(self) -> None:
        last = await generate(node(speeds=PLAIN))
        assert counted_rate(last) == pytest.approx(20)
        assert last["prompt_eval_count"] / prefill_s(last) == pytest.approx(100)

    async def test_every_chunk_arrives_when_it_must(self) -> None:
        seen = await see(node(speeds=PLAIN), 3)
        first = 1 + 4 / 100 + 0.5
        assert seen.chunks == pytest.approx([first, first + 0.05, first + 0.1])

    async def test_rates_of_one_model_alone(self) -> None:
        it = node(speeds=PLAIN, speeds_of={"other:1b": Speeds(decode_rate=7)})
        it.install("other:1b")
        assert (await see(it, model="other:1b")).decode_rate == pytest.approx(7)
        assert (await see(it)).decode_rate == pytest.approx(20)

    @pytest.mark.parametrize("warm", [False, True])
    async def test_the_ledger_adds_up(self, warm: bool) -> None:
        it = node(speeds=PLAIN)
        if warm:
            await see(it)
        last = (await see(it, prompt="d e f")).last
        parts = last["load_duration"] + last["prompt_eval_duration"] + last["eval_duration"]
        assert last["load_duration"] == (1e6 if warm else 1e9)
        assert last["total_duration"] - parts == pytest.approx(0.5e9)  # until the first token


class TestJitter:
    async def test_it_is_seeded(self) -> None:
        one, two, other = [
            (await see(node(seed=seed, speeds=Speeds(jitter=0.2)))).chunks for seed in (1, 1, 2)
        ]
        assert one == two
        assert one != other

    async def test_its_size_around_the_rates(self) -> None:
        it = node(speeds=Speeds(prefill_rate=100, decode_rate=20, jitter=0.1))
        seen = await see_loaded(it, *(f"{n} b c" for n in range(300)), n=3)
        gaps = [b - a for s in seen for a, b in zip(s.chunks, s.chunks[1:], strict=False)]
        prefills = [prefill_s(s.last) for s in seen]
        for times, truth in ((gaps, 1 / 20), (prefills, 4 / 100)):
            mean = sum(times) / len(times)
            deviation = (sum((x - mean) ** 2 for x in times) / len(times)) ** 0.5
            assert mean == pytest.approx(truth, rel=0.03)
            assert deviation / truth == pytest.approx(0.1, rel=0.15)

    async def test_counters_and_stamps_agree(self) -> None:
        seen = await see(node(speeds=Speeds(jitter=0.3)))
        assert counted_rate(seen.last) == pytest.approx(seen.decode_rate)


class TestSlowing:
    async def test_drift_is_by_the_second(self) -> None:
        """At the age of 20 s, 1 % a second leaves 80 % of both rates."""
        it = node(speeds=Speeds(prefill_rate=100, decode_rate=1000, drift_per_s=0.01))
        await it.clock.sleep(20)
        (seen,) = await see_loaded(it, "a b c")
        assert seen.decode_rate == pytest.approx(800, rel=0.02)
        assert 4 / prefill_s(seen.last) == pytest.approx(80, rel=0.02)

    async def test_throttling_comes_and_goes(self) -> None:
        it = node(speeds=PLAIN)
        rates = []
        for part in (1.0, 0.4, 1.0):
            it.faults.throttled_to = part
            (seen,) = await see_loaded(it, "a b c")
            rates.append((seen.decode_rate, 4 / prefill_s(seen.last)))
        assert rates == [pytest.approx((20 * p, 100 * p)) for p in (1.0, 0.4, 1.0)]


class TestCachedPrompts:
    @staticmethod
    async def prefills(it: Node) -> list[int]:
        """Tokens evaluated of: a prompt, it again, it and more, it with another start."""
        rate = it.speeds.prefill_rate
        prompts = ("a b c d", "a b c d", "a b c d e", "x b c d e")
        return [round(prefill_s((await see(it, 1, text)).last) * rate) for text in prompts]

    async def test_only_what_is_new_is_evaluated(self) -> None:
        assert await self.prefills(node()) == [5, 1, 2, 6]

    async def test_where_nothing_is_cached(self) -> None:
        assert await self.prefills(node(prompt_cache=False)) == [5, 5, 6, 6]

    async def test_the_first_chunk_comes_sooner(self) -> None:
        one, again = await see_loaded(node(speeds=PLAIN), "a b c d", "a b c d")
        assert one.ttft - again.ttft == pytest.approx(4 / 100)

    @pytest.mark.parametrize(("profile", "told"), [(V0_33, None), (V0_33_3, 4)])
    async def test_who_says_so(self, profile: Any, told: int | None) -> None:
        _, again = await see_loaded(node(profile=profile), "a b c d", "a b c d", n=1)
        assert again.last["prompt_eval_count"] == 5
        assert again.last.get("prompt_eval_cached_count") == told

    async def test_an_unloaded_model_has_forgotten(self) -> None:
        it = node(speeds=Speeds(unload_s=0))
        await see(it, 1, keep_alive=0)
        assert prefill_s((await see(it, 1)).last) == pytest.approx(0.01)


class TestCutPrompts:
    @pytest.mark.parametrize(
        ("limits", "faults"),
        [({"num_ctx": 2}, Faults()), ({}, Faults(truncate_prompt_to=2))],
        ids=["by the context", "by the fault"],
    )
    async def test_only_what_is_left_is_counted_and_evaluated(
        self, limits: dict[str, int], faults: Faults
    ) -> None:
        it = node(speeds=PLAIN, faults=faults)
        seen = await see(it, prompt="a b c d e", options=limits | {"num_predict": 1})
        assert seen.last["prompt_eval_count"] == 2
        assert seen.ttft == pytest.approx(1 + 2 / 100 + 0.5)


class TestEnding:
    @pytest.mark.parametrize("limit", [-1, 0])
    async def test_an_answer_ends_by_itself_where_nothing_limits_it(self, limit: int) -> None:
        seen = await see(node(answer_tokens=9), limit)
        assert (seen.last["done_reason"], seen.last["eval_count"]) == ("stop", 9)

    @pytest.mark.parametrize(("end", "reason", "n"), [(7, "stop", 7), (20, "length", 10)])
    async def test_an_early_stop(self, end: int, reason: str, n: int) -> None:
        seen = await see(node(faults=Faults(stop_early_at=end)), 10)
        assert (seen.last["done_reason"], seen.last["eval_count"]) == (reason, n)
        assert len(seen.chunks) == n

    async def test_no_last_line(self) -> None:
        """All of the answer, in its time; then the stream is over."""
        seen = await see(node(speeds=PLAIN, faults=Faults(missing_done=True)))
        assert seen.last["done"] is False
        assert len(seen.chunks) == 65
        assert seen.decode_rate == pytest.approx(20)

    async def test_an_error_in_the_middle(self) -> None:
        assert (await generate(node(faults=Faults(mid_stream_error="it broke")))) == {
            "error": "it broke"
        }


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
