"""The sync against the simulated Ollama, which is held against the real one elsewhere."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.client.fakes import ADDRESS

from obt.client.node import ModelsBook, Node
from obt.client.ollama.access import Ollama
from obt.client.ollama.reader import Reader
from obt.client.outbox import Outbox
from obt.client.sync import Sync
from obt.simulate.ollama.app import make_app
from obt.simulate.ollama.node import Node as SimulatedNode
from obt.simulate.ollama.profile import V0_9_3, V0_33, Profile, Speeds
from obt.wire.facts import Cpu, Hardware, OllamaState, OperatingSystem
from obt.wire.frames import ModelsChanged, ModelsSnapshot

MODEL = "smollm2:135m"


@pytest.fixture(params=[V0_9_3, V0_33], ids=lambda profile: profile.version)
def profile(request: pytest.FixtureRequest) -> Profile:
    assert isinstance(request.param, Profile)
    return request.param


@pytest.fixture
async def ollama(profile: Profile) -> AsyncIterator[Ollama]:
    simulated = SimulatedNode(profile=profile, speeds=Speeds(load_s=0, unload_s=0))
    simulated.install(MODEL)
    access = Ollama(ADDRESS, httpx.ASGITransport(make_app(simulated)))
    yield access
    await access.aclose()


async def test_follows_it_through_a_day(ollama: Ollama, profile: Profile) -> None:
    node = Node(
        OllamaState(reachable=False, url=ADDRESS.url),
        Hardware(cpu=Cpu(architecture="x"), os=OperatingSystem(name="y")),
    )
    book = ModelsBook()
    sync = Sync(ollama, Reader(ollama), node, book, Outbox())

    await sync.look_loaded()
    await sync.look_models()
    assert node.ollama.version == profile.version
    snapshot = book.frame()
    assert isinstance(snapshot, ModelsSnapshot)
    assert [model.name for model in snapshot.models] == [MODEL]
    details = snapshot.models[0].details
    assert "completion" in details.capabilities
    assert details.context_length

    await ollama.client.generate(model=MODEL, keep_alive=-1)
    await sync.look_loaded()
    assert [(model.name, model.expires_at) for model in node.loaded] == [(MODEL, None)]
    await ollama.client.generate(model=MODEL, keep_alive=0)
    await sync.look_loaded()
    assert node.loaded == []

    await ollama.client.copy(MODEL, "mine:1")
    await sync.look_models()
    changed = book.frame()
    assert isinstance(changed, ModelsChanged)
    assert [model.name for model in changed.upserted] == ["mine:1"]
    assert changed.upserted[0].details == details
    await ollama.client.delete("mine:1")
    await sync.look_models()
    changed = book.frame()
    assert isinstance(changed, ModelsChanged)
    assert changed.removed == ["mine:1"]
