"""Every operation, on a simulated Ollama and on a real one."""

import pytest
from tests.client.jobs.conftest import Bench
from tests.client.jobs.registry import Registry


@pytest.fixture
def bench(ollama_bench: Bench) -> Bench:
    return ollama_bench


class TestLoad:
    async def test_it_is_in_memory_afterwards(self, bench: Bench) -> None:
        result = await bench.run("load", keep_alive="10m", options={"num_ctx": 1024})
        assert result["size"] > 0
        assert await bench.loaded() == [bench.model]
        assert bench.told[0].status == "loading"

    async def test_twice_is_once(self, bench: Bench) -> None:
        await bench.run("load")
        await bench.run("load", again=True)
        assert await bench.loaded() == [bench.model]

    async def test_a_model_that_is_not_there(self, bench: Bench) -> None:
        error = await bench.fails("load", "nobody:1b")
        assert (error.code, error.retryable) == ("not_found", False)
        assert "nobody" in error.message

    async def test_keep_alive_0_makes_no_sense(self, bench: Bench) -> None:
        assert (await bench.fails("load", keep_alive=0.0)).code == "bad_request"


class TestUnload:
    async def test_it_is_gone_when_the_job_ends(self, bench: Bench) -> None:
        await bench.run("load")
        await bench.run("unload")
        assert await bench.loaded() == []

    async def test_what_is_not_loaded_is_unloaded(self, bench: Bench) -> None:
        await bench.run("unload")
        assert await bench.loaded() == []

    async def test_a_model_that_is_not_there(self, bench: Bench) -> None:
        assert (await bench.fails("unload", "nobody:1b")).code == "not_found"
        await bench.run("unload", "nobody:1b", again=True)


class TestCopyAndDelete:
    async def test_a_copy(self, bench: Bench) -> None:
        await bench.run("copy", destination="other:1b")
        assert await bench.names() == sorted(["other:1b", bench.model])
        await bench.run("copy", destination="other:1b")  # the same again is done already

    async def test_a_rename(self, bench: Bench) -> None:
        await bench.run("copy", destination="one:1b")
        await bench.run("load", "one:1b")
        await bench.run("copy", "one:1b", destination="two:1b", rename=True)
        assert await bench.names() == sorted(["two:1b", bench.model])
        assert "one:1b" not in await bench.loaded()
        await bench.run("copy", "one:1b", destination="two:1b", rename=True, again=True)

    async def test_another_model_is_not_overwritten(self, bench: Bench) -> None:
        await bench.run("create", "other:1b", from_model=bench.model, system="Be brief.")
        assert (await bench.fails("copy", destination="other:1b")).code == "exists"

    async def test_onto_itself(self, bench: Bench) -> None:
        assert (await bench.fails("copy", destination=bench.model)).code == "bad_request"

    async def test_deleting_what_is_loaded_unloads_it_first(self, bench: Bench) -> None:
        await bench.run("copy", destination="other:1b")
        await bench.run("load", "other:1b")
        result = await bench.run("delete", "other:1b")
        assert result["size"] > 0
        assert await bench.names() == [bench.model]
        assert await bench.loaded() == []

    async def test_deleting_what_is_not_there(self, bench: Bench) -> None:
        assert (await bench.fails("delete", "nobody:1b")).code == "not_found"
        await bench.run("delete", "nobody:1b", again=True)
        assert (await bench.fails("copy", "nobody:1b", destination="x:1b")).code == "not_found"


class TestCreate:
    async def test_from_a_modelfile(self, bench: Bench) -> None:
        text = f'FROM {bench.model}\nSYSTEM """You are\nbrief."""\nPARAMETER temperature 0.1\n'
        result = await bench.run("create", "brief:1b", modelfile=text)
        shown = await bench.run("show", "brief:1b")
        assert shown["system"] == "You are\nbrief."
        assert "temperature" in shown["parameters"]
        assert len(result["digest"]) == 64
        assert await bench.run("create", "brief:1b", modelfile=text) == result

    async def test_what_the_wish_says_wins(self, bench: Bench) -> None:
        text = "FROM nobody:1b\nSYSTEM from the text\n"
        await bench.run(
            "create", "x:1b", modelfile=text, from_model=bench.model, system="from the wish"
        )
        assert (await bench.run("show", "x:1b"))["system"] == "from the wish"

    async def test_nothing_is_pulled_behind_ones_back(self, bench: Bench) -> None:
        error = await bench.fails("create", "x:1b", from_model="llama3.2:1b")
        assert (error.code, error.retryable) == ("not_found", False)

    async def test_a_modelfile_that_makes_no_sense(self, bench: Bench) -> None:
        error = await bench.fails("create", "x:1b", modelfile="FROM a\nPARAMETER num_ctx many")
        assert error.code == "bad_modelfile"
        assert error.message.startswith("The Modelfile, line 2: PARAMETER num_ctx wants a number")


class TestShow:
    async def test_everything(self, bench: Bench) -> None:
        shown = await bench.run("show")
        assert {"modelfile", "details", "model_info"} <= set(shown)

    async def test_a_model_that_is_not_there(self, bench: Bench) -> None:
        assert (await bench.fails("show", "nobody:1b")).code == "not_found"


class TestPull:
    async def test_all_of_it_with_progress(self, bench: Bench, registry: Registry) -> None:
        result = await bench.run("pull", registry.name, insecure=True)
        assert registry.name in await bench.names()
        assert result["size"] <= registry.size
        totals = [told.total or 0 for told in bench.told]
        assert totals == sorted(totals)
        assert totals[-1] >= 2_000_000

    async def test_what_the_registry_does_not_have(self, bench: Bench, registry: Registry) -> None:
        missing = registry.name.replace("tiny", "huge")
        error = await bench.fails("pull", missing, insecure=True)
        assert (error.code, error.retryable) == ("not_found", False)

    async def test_a_registry_that_is_away(self, bench: Bench, closed_port: int) -> None:
        error = await bench.fails("pull", f"127.0.0.1:{closed_port}/a/b:c", insecure=True)
        assert (error.code, error.retryable) == ("registry_unreachable", True)

    async def test_a_registry_that_is_busy(self, bench: Bench, registry: Registry) -> None:
        registry.status = 503
        error = await bench.fails("pull", registry.name, insecure=True)
        assert (error.code, error.retryable) == ("registry_busy", True)


class TestUpdate:
    async def test_only_where_the_registry_has_another_version(
        self, bench: Bench, registry: Registry
    ) -> None:
        await bench.run("pull", registry.name, insecure=True)
        registry.publish(b"newer weights" * 50_000)
        dry = await bench.run("update", registry.name, insecure=True, dry_run=True)
        assert (dry["outdated"], dry["updated"], dry["size"]) == (True, False, registry.size)
        assert dry["download_size"] >= 650_000
        done = await bench.run("update", registry.name, insecure=True)
        assert (done["outdated"], done["updated"]) == (True, True)
        assert registry.name in await bench.names()

    async def test_what_no_registry_has(self, bench: Bench, registry: Registry) -> None:
        local = registry.name.replace("tiny", "mine")
        await bench.run("copy", destination=local)
        result = await bench.run("update", local, insecure=True)
        assert result["outdated"] is False
        assert "does not have it" in result["reason"]

    async def test_a_registry_that_is_away(self, bench: Bench, closed_port: int) -> None:
        local = f"127.0.0.1:{closed_port}/a/b:c"
        await bench.run("copy", destination=local)
        error = await bench.fails("update", local, insecure=True)
        assert (error.code, error.retryable) == ("registry_unreachable", True)

    async def test_what_is_not_installed(self, bench: Bench) -> None:
        assert (await bench.fails("update", "nobody:1b")).code == "not_found"
