"""Built-in and own workloads."""

from typing import Any

import httpx
import pytest

PATH = "/api/v1/workloads"
OWN: dict[str, Any] = {
    "kind": "prompts",
    "id": "tickets",
    "title": "Our tickets",
    "prompts": ["Sum up: the printer burns."],
    "checks": [{"kind": "regex", "pattern": "printer"}],
}


async def test_the_built_in_ones_come_first(api: httpx.AsyncClient) -> None:
    await api.post(PATH, json=OWN)
    items = (await api.get(PATH)).json()["items"]
    assert [it["workload"]["id"] for it in items if not it["builtin"]] == ["tickets"]
    assert {"chat", "decode", "prefill", "cold-load", "embed", "concurrency", "rate"} <= {
        it["workload"]["id"] for it in items if it["builtin"]
    }
    assert not items[-1]["builtin"]


async def test_editing_makes_a_version_and_words_do_not(api: httpx.AsyncClient) -> None:
    assert (await api.post(PATH, json=OWN)).json()["workload"]["version"] == 1
    worded = (await api.put(f"{PATH}/tickets", json={**OWN, "title": "Tickets"})).json()
    assert (worded["workload"]["version"], worded["workload"]["title"]) == (1, "Tickets")
    edited = (await api.put(f"{PATH}/tickets", json={**OWN, "prompts": ["Another"]})).json()
    assert edited["workload"]["version"] == 2
    first = (await api.get(f"{PATH}/tickets", params={"version": 1})).json()
    assert first["workload"]["prompts"] == OWN["prompts"]


async def test_a_deleted_one_is_kept_for_its_results(api: httpx.AsyncClient) -> None:
    await api.post(PATH, json=OWN)
    assert (await api.delete(f"{PATH}/tickets")).status_code == 204
    assert (await api.get(f"{PATH}/tickets")).status_code == 404
    assert (await api.get(f"{PATH}/tickets", params={"version": 1})).status_code == 200
    again = (await api.post(PATH, json=OWN)).json()
    assert again["workload"]["version"] == 2


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
async def test_the_built_in_ones_stay(api: httpx.AsyncClient, verb: str) -> None:
    body = None if verb == "DELETE" else {**OWN, "id": "decode"}
    assert (await api.request(verb, f"{PATH}/decode", json=body)).status_code == 409
    assert (await api.post(PATH, json={**OWN, "id": "decode"})).status_code == 409


async def test_files(api: httpx.AsyncClient) -> None:
    text = "---\ntitle: Two questions\n---\nWho?\n---\nWhy?\n"
    body = {"format": "markdown", "text": text, "id": "two"}
    made = await api.post(f"{PATH}/files", json=body)
    assert made.status_code == 201
    assert made.json()["workload"]["prompts"] == ["Who?", "Why?"]
    bad = {"format": "jsonl", "text": '{"at_s": 0}', "id": "trace"}
    answer = await api.post(f"{PATH}/files", json=bad)
    assert answer.status_code == 400
    assert "line 1" in answer.json()["detail"]


async def test_one_whose_block_could_not_be_told_is_refused_when_it_is_made(
    api: httpx.AsyncClient,
) -> None:
    burst = {
        "kind": "concurrency",
        "id": "burst",
        "title": "Burst",
        "prompt_tokens": 32,
        "output_tokens": 128,
        "levels": [8],
    }
    huge = burst | {"levels": [1024], "requests_per_worker": 100}
    refused = await api.post(PATH, json=huge)
    assert refused.status_code == 400
    assert "102,400 requests" in refused.json()["detail"]
    assert (await api.post(PATH, json=burst)).status_code == 201
    assert (await api.put(f"{PATH}/burst", json=huge)).status_code == 400
