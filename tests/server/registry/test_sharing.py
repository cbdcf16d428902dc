import gc

from obt.server.registry.sharing import _kept, shared
from obt.wire.facts import ModelDetails, OllamaState


def state(version: str) -> OllamaState:
    return OllamaState(reachable=True, url="http://127.0.0.1:11434", version=version)


def test_equal_facts_are_one_object() -> None:
    assert shared(state("0.9.0")) is shared(state("0.9.0"))


def test_facts_that_differ_stay_apart() -> None:
    assert shared(state("0.9.0")) is not shared(state("0.10.0"))
    assert isinstance(shared(ModelDetails()), ModelDetails)


def test_what_no_machine_says_any_more_is_forgotten() -> None:
    fact = shared(state("0.0.1"))
    before = len(_kept)
    del fact
    gc.collect()
    assert len(_kept) == before - 1
