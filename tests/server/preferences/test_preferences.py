"""Votes and their table."""

import asyncio
import hashlib
from typing import Any

import httpx
import pytest

PATH = "/api/v1/preferences"


def body_of(winner: str, *losers: str, prompt: str = "Why?", blind: bool = True) -> dict[str, Any]:
    return {
        "winner": {"model": winner, "client_id": "desk"},
        "losers": [{"model": loser} for loser in losers],
        "prompt": prompt,
        "blind": blind,
    }


async def vote(
    api: httpx.AsyncClient, winner: str, *losers: str, key: str | None = None, **about: Any
) -> dict[str, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    reply = await api.post(PATH, json=body_of(winner, *losers, **about), headers=headers)
    assert reply.status_code == 201, reply.text
    kept: dict[str, Any] = reply.json()
    return kept


async def table(api: httpx.AsyncClient, **params: Any) -> list[tuple[Any, ...]]:
    items = (await api.get(PATH, params=params)).json()["items"]
    names = ("model_a", "model_b", "wins_a", "wins_b", "prompts")
    return [tuple(item[name] for name in names) for item in items]


async def test_wins_by_pair_whoever_won(api: httpx.AsyncClient) -> None:
    await vote(api, "b:1b", "a:1b")
    await vote(api, "a:1b", "b:1b", prompt="How?")
    await vote(api, "b:1b", "a:1b", prompt="How?", blind=False)
    await vote(api, "c:1b", "a:1b")
    assert await table(api) == [("a:1b", "b:1b", 1, 2, 2), ("a:1b", "c:1b", 0, 1, 1)]
    assert await table(api, blind=True) == [("a:1b", "b:1b", 1, 1, 2), ("a:1b", "c:1b", 0, 1, 1)]
    assert await table(api, blind=False) == [("a:1b", "b:1b", 0, 1, 1)]


async def test_the_best_of_several_beats_each_of_the_others(api: httpx.AsyncClient) -> None:
    kept = await vote(api, "b:1b", "a:1b", "c:1b")
    assert [it["model"] for it in kept["losers"]] == ["a:1b", "c:1b"]
    assert await table(api) == [("a:1b", "b:1b", 0, 1, 1), ("b:1b", "c:1b", 1, 0, 1)]


async def test_a_vote_sent_again_counts_once(api: httpx.AsyncClient) -> None:
    first = await vote(api, "b:1b", "a:1b", "c:1b", key="once")
    assert await vote(api, "b:1b", "a:1b", "c:1b", key="once") == first
    once = [("a:1b", "b:1b", 0, 1, 1), ("b:1b", "c:1b", 1, 0, 1)]
    assert await table(api) == once
    others = [
        body_of("a:1b", "b:1b", "c:1b"),
        body_of("b:1b", "a:1b"),
        body_of("b:1b", "a:1b", "c:1b", prompt="How?"),
        body_of("b:1b", "a:1b", "c:1b", blind=False),
    ]
    for other in others:
        reply = await api.post(PATH, json=other, headers={"Idempotency-Key": "once"})
        assert reply.status_code == 409, other
    assert await table(api) == once
    await vote(api, "b:1b", "a:1b", "c:1b", key="twice")
    assert await table(api) == [("a:1b", "b:1b", 0, 2, 1), ("b:1b", "c:1b", 2, 0, 1)]


async def test_votes_at_once_with_one_key_count_once(api: httpx.AsyncClient) -> None:
    await asyncio.gather(*(vote(api, "b:1b", "a:1b", "c:1b", key="once") for _ in range(5)))
    assert await table(api) == [("a:1b", "b:1b", 0, 1, 1), ("b:1b", "c:1b", 1, 0, 1)]


async def test_a_model_is_one_however_it_is_written(api: httpx.AsyncClient) -> None:
    await vote(api, "llama3", "registry.ollama.ai/library/qwen3:8b")
    await vote(api, "qwen3:8b", "llama3:latest")
    assert await table(api) == [("llama3:latest", "qwen3:8b", 1, 1, 1)]


async def test_a_prompt_is_kept_only_where_it_is_given(api: httpx.AsyncClient) -> None:
    hashed = hashlib.sha256(b"Why?").hexdigest()
    kept = await vote(api, "a:1b", "b:1b")
    assert (kept["prompt"], kept["prompt_hash"]) == ("Why?", hashed)
    assert kept["winner"] == {"model": "a:1b", "client_id": "desk"}
    body = {"winner": {"model": "b:1b"}, "losers": [{"model": "a:1b"}], "blind": False}
    reply = await api.post(PATH, json=body | {"prompt_hash": hashed})
    assert (reply.json()["prompt"], reply.json()["prompt_hash"]) == (None, hashed)
    assert await table(api) == [("a:1b", "b:1b", 1, 1, 1)], "it is the same prompt"


async def test_pages(api: httpx.AsyncClient) -> None:
    for n in range(5):
        await vote(api, f"m{n}:1b", "a:1b")
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await api.get(PATH, params=params)).json()
        assert page["total"] == 5
        seen += [item["model_b"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == [f"m{n}:1b" for n in range(5)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"prompt": None},
        {"prompt_hash": "a" * 64},
        {"prompt": None, "prompt_hash": "x"},
        {"winner": {"model": "b:latest"}},
        {"losers": []},
        {"losers": [{"model": "b"}, {"model": "b:latest"}]},
        {"losers": [{"model": f"m{n}"} for n in range(16)]},
        {"blind": "yes"},
        {"surprise": 1},
    ],
)
async def test_votes_that_make_no_sense(api: httpx.AsyncClient, wrong: dict[str, Any]) -> None:
    reply = await api.post(PATH, json=body_of("a", "b") | wrong)
    assert reply.status_code == 422
    assert (await api.get(PATH)).json()["total"] == 0
