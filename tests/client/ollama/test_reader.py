import httpx
from tests.client.fakes import FakeOllama, running, tag

from obt.client.ollama.access import Failure, Ollama
from obt.client.ollama.reader import SHOW_TRIES, SHOWS_IN_A_ROW, Reader, Unchanged
from obt.wire.facts import InstalledModel, LoadedModel

SHOWN = {"details": {"family": "llama"}, "capabilities": ["completion"], "model_info": {}}


async def read(reader: Reader) -> list[InstalledModel]:
    models = await reader.installed()
    assert isinstance(models, list)
    return models


async def test_parses_only_what_changed(fake: FakeOllama, ollama: Ollama) -> None:
    reader = Reader(ollama)
    fake.tags = [tag("a")]
    assert [m.name for m in await read(reader)] == ["a"]
    assert await reader.installed() == Unchanged()
    fake.tags = [tag("a"), tag("b", "b")]
    assert [m.name for m in await read(reader)] == ["a", "b"]
    reader.forget()
    assert [m.name for m in await read(reader)] == ["a", "b"]


async def test_asks_for_details_once_for_each_digest(fake: FakeOllama, ollama: Ollama) -> None:
    fake.tags = [tag("a"), tag("copy-of-a"), tag("new", "b", capabilities=["completion"])]
    fake.shown = {"a": SHOWN, "copy-of-a": SHOWN, "new": SHOWN}
    reader = Reader(ollama)
    await read(reader)
    await reader.details(reader.undetailed())

    assert fake.count("/api/show") == 2
    assert reader.undetailed() == {}
    assert [m.details.capabilities for m in reader.known()] == [["completion"]] * 3


async def test_forgets_details_of_what_is_gone(fake: FakeOllama, ollama: Ollama) -> None:
    fake.tags, fake.shown = [tag("a")], {"a": SHOWN}
    reader = Reader(ollama)
    await read(reader)
    await reader.details(reader.undetailed())
    fake.tags = []
    await read(reader)
    fake.tags = [tag("a")]
    await read(reader)
    assert len(reader.undetailed()) == 1


async def test_a_model_that_vanished_is_not_asked_for_ever(
    fake: FakeOllama, ollama: Ollama
) -> None:
    fake.tags = [tag("gone")]
    reader = Reader(ollama)
    await read(reader)
    while wanted := reader.undetailed():
        await reader.details(wanted)
    assert fake.count("/api/show") == SHOW_TRIES
    assert [m.details.family for m in reader.known()] == ["llama"]


async def test_asks_a_few_at_a_time(fake: FakeOllama, ollama: Ollama) -> None:
    fake.tags = [{**tag(f"m{i}"), "digest": f"{i:064x}"} for i in range(100)]
    reader = Reader(ollama)
    await read(reader)
    assert len(reader.undetailed()) == SHOWS_IN_A_ROW


async def test_reads_loaded_models(fake: FakeOllama, ollama: Ollama) -> None:
    fake.running = [running("a")]
    reader = Reader(ollama)
    models = await reader.loaded()
    assert isinstance(models, list)
    assert isinstance(models[0], LoadedModel)
    assert await reader.loaded() == Unchanged()


async def test_failures_pass_through(fake: FakeOllama, ollama: Ollama) -> None:
    reader = Reader(ollama)
    fake.answers["/api/tags"] = httpx.Response(200, json={"no": "models"})
    fake.answers["/api/ps"] = httpx.Response(200, text="hello")
    for failure in (await reader.installed(), await reader.loaded()):
        assert isinstance(failure, Failure)
        assert failure.kind == "garbage"
