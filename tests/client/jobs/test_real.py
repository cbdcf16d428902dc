"""What only a real Ollama shows: broken-off pulls, a real registry, embeddings by another door."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.client.jobs.conftest import Bench
from tests.client.jobs.registry import Registry
from tests.ports import free_port

pytestmark = pytest.mark.ollama


async def test_a_cancelled_pull_stops_within_a_second_and_goes_on_later(
    real_bench: Bench, registry: Registry
) -> None:
    registry.publish(bytes(range(256)) * 80_000)
    registry.flowing.clear()
    pulling = asyncio.create_task(real_bench.run("pull", registry.name, insecure=True))
    assert await asyncio.to_thread(registry.moving.wait, 60)
    pulling.cancel()
    async with asyncio.timeout(1):
        await asyncio.gather(pulling, return_exceptions=True)
    assert pulling.cancelled()
    registry.flowing.set()
    result = await real_bench.run("pull", registry.name, again=True, insecure=True)
    assert result["size"] > 20_000_000
    assert registry.name in await real_bench.names()


async def test_what_is_up_to_date_by_its_layers_is_not_outdated(
    real_bench: Bench, registry: Registry, real_folders: list[Path]
) -> None:
    """This version writes manifests anew, so that digests differ though nothing else does."""
    await real_bench.run("pull", registry.name, insecure=True)
    real_bench.folder = real_folders[0]
    result = await real_bench.run("update", registry.name, insecure=True, dry_run=True)
    assert (result["outdated"], result["download_size"]) == (False, 0)
    registry.publish(b"weights" * 300_000, system=b"You are large.")
    result = await real_bench.run("update", registry.name, insecure=True, dry_run=True)
    assert (result["outdated"], result["download_size"]) == (True, len(b"You are large."))


@pytest.fixture
def docker_registry(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("docker-registry")
    if program is None:
        pytest.skip("docker-registry is not installed")
    address = f"127.0.0.1:{free_port()}"
    config = tmp_path / "registry.yml"
    config.write_text(
        f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {tmp_path / 'blobs'}}}}}\n"
        f"http: {{addr: {address}}}\nlog: {{level: error}}\n"
    )
    process = subprocess.Popen(
        [program, "serve", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield address
    finally:
        process.terminate()
        process.wait(60)


async def test_push_to_a_real_registry(real_bench: Bench, docker_registry: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient(trust_env=False) as http:
        while True:
            try:
                await http.get(f"http://{docker_registry}/v2/")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.05)
        name = f"{docker_registry}/library/pushed:1b"
        await real_bench.run("copy", destination=name)
        result = await real_bench.run("push", name, insecure=True)
        assert result["size"] > 90_000_000
        assert any(told.completed for told in real_bench.told)
        url = f"http://{docker_registry}/v2/library/pushed/manifests/1b"
        accept = {"accept": "application/vnd.docker.distribution.manifest.v2+json"}
        assert (await http.get(url, headers=accept)).status_code == 200
        assert (await real_bench.run("update", name, insecure=True))["outdated"] is False


async def test_push_where_nobody_listens(real_bench: Bench) -> None:
    name = f"127.0.0.1:{free_port()}/library/pushed:1b"
    assert (await real_bench.fails("push", name, insecure=True)).code == "not_found"
    await real_bench.run("copy", destination=name)
    error = await real_bench.fails("push", name, insecure=True)
    assert (error.code, error.retryable) == ("registry_unreachable", True)
