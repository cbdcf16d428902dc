"""Both ends of a transfer, over real sockets on loopback."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from obt.client.jobs.failure import JobFailedError
from obt.client.probes.reading import Missing
from obt.client.transfer import files
from obt.client.transfer.http import span
from obt.client.transfer.names import is_temporary
from obt.client.transfer.rate import RateLimit
from obt.client.transfer.registry import HttpUpstream, LoopbackRegistry
from obt.client.transfer.source import Source
from obt.simulate.ollama import Node
from obt.simulate.ollama.store import Layer, build, sha256
from obt.wire.transfer import TransferClose, TransferOpen, TransferOpened, TransferRead

MODEL = "travels:1b"
CAPABILITY = "the-capability"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A models folder with two models, all their files really there."""
    node = Node(folder=tmp_path)
    for name in (MODEL, "stays:1b"):
        node.install(name)
        model = node.find(name)
        assert model is not None
        data = name.encode() * 5000
        weights = Layer("application/vnd.ollama.image.model", sha256(data), len(data))
        node.store.keep(weights.digest, data)
        node.store.put(build(model.name, model.entry, node.clock.now(), weights=weights))
    return tmp_path


def opening(expires_s: float = 60) -> TransferOpen:
    return TransferOpen(
        transfer_id=uuid4(),
        model=MODEL,
        capability_hash=hashlib.sha256(CAPABILITY.encode()).hexdigest(),
        expires_s=expires_s,
    )


async def no_upload(_order: TransferRead, _chunks: Iterator[bytes]) -> None:
    raise AssertionError("nothing goes through the server here")


@pytest.fixture
async def source(folder: Path) -> AsyncIterator[Source]:
    made = Source(lambda: folder, "127.0.0.1", lambda _: None, no_upload)
    yield made
    await asyncio.to_thread(made.stop)


async def url_of(source: Source, order: TransferOpen) -> str:
    opened = await source.open(order)
    assert opened.error is None
    assert opened.url is not None
    return opened.url


class TestSource:
    async def test_who_shows_the_capability_reads_that_model(
        self, source: Source, folder: Path
    ) -> None:
        url = await url_of(source, opening())
        found = files.find(folder, MODEL)
        headers = {"authorization": f"Bearer {CAPABILITY}"}
        async with httpx.AsyncClient(base_url=url, headers=headers) as http:
            assert (await http.get("/manifest")).content == found.manifest
            for digest, size in found.sizes.items():
                blob = await http.get(f"/blobs/{digest}")
                assert len(blob.content) == size
                assert "sha256:" + hashlib.sha256(blob.content).hexdigest() == digest
                part = await http.get(f"/blobs/{digest}", headers={"range": "bytes=3-9"})
                assert part.status_code == 206
                assert part.content == blob.content[3:10]
                assert part.headers["content-range"] == f"bytes 3-9/{size}"

    async def test_it_is_busy_while_somebody_reads(self, folder: Path) -> None:
        reads: asyncio.Queue[Iterator[bytes]] = asyncio.Queue()

        async def upload(_order: TransferRead, chunks: Iterator[bytes]) -> None:
            reads.put_nowait(chunks)

        source = Source(lambda: folder, None, lambda _: None, upload)
        order = opening()
        await source.open(order)
        digest = next(iter(files.find(folder, MODEL).sizes))
        source.handle(
            TransferRead(
                transfer_id=order.transfer_id, read_id=uuid4(), digest=digest, start=0, end=10
            )
        )
        chunks = await reads.get()
        assert not source.busy
        next(chunks)
        assert source.busy
        list(chunks)
        assert not source.busy

    async def test_everything_else_is_404(self, source: Source, folder: Path) -> None:
        url = await url_of(source, opening())
        mine, *_ = open_ones = files.find(folder, MODEL).sizes
        other = min(files.find(folder, "stays:1b").sizes.keys() - open_ones)
        right = {"authorization": f"Bearer {CAPABILITY}"}
        root = url.rsplit("/", 2)[0]
        asked = [
            (f"{url}/manifest", {}),
            (f"{url}/manifest", {"authorization": "Bearer wrong"}),
            (f"{url}/blobs/{mine}", {"authorization": "Bearer wrong"}),
            (f"{url}/blobs/{other}", right),
            (f"{url}/blobs/../../../etc/passwd", right),
            (f"{url}/blobs/sha256-{mine[7:]}", right),
            (f"{url}/", right),
            (f"{root}/transfers/{uuid4()}/manifest", right),
            (f"{root}/", right),
        ]
        async with httpx.AsyncClient() as http:
            for path, headers in asked:
                assert (await http.get(path, headers=headers)).status_code == 404, path

    async def test_a_closed_or_expired_one_is_404_and_nothing_listens_any_more(
        self, source: Source
    ) -> None:
        order = opening()
        url = await url_of(source, order)
        expired = opening(expires_s=0)
        expired_url = await url_of(source, expired)
        headers = {"authorization": f"Bearer {CAPABILITY}"}
        async with httpx.AsyncClient(headers=headers) as http:
            assert (await http.get(f"{expired_url}/manifest")).status_code == 404
            await asyncio.to_thread(source.close, TransferClose(transfer_id=order.transfer_id))
            assert (await http.get(f"{url}/manifest")).status_code == 404
        async with httpx.AsyncClient(headers=headers) as http:
            with pytest.raises(httpx.ConnectError):
                await http.get(f"{url}/manifest")

    async def test_through_the_server_it_uploads_what_is_asked_for(self, folder: Path) -> None:
        told: asyncio.Queue[TransferOpened] = asyncio.Queue()
        uploaded: asyncio.Queue[bytes] = asyncio.Queue()

        async def upload(_order: TransferRead, chunks: Iterator[bytes]) -> None:
            uploaded.put_nowait(b"".join(chunks))

        source = Source(lambda: folder, None, told.put_nowait, upload)
        order = opening()
        source.handle(order)
        opened = await told.get()
        assert opened.url is None, "no direct path"
        assert opened.manifest is not None
        digest, size = next(iter(files.sizes_of(opened.manifest.encode()).items()))

        def read(transfer_id: UUID, what: str) -> TransferRead:
            return TransferRead(
                transfer_id=transfer_id, read_id=uuid4(), digest=what, start=1, end=size
            )

        source.handle(read(order.transfer_id, digest))
        assert len(await uploaded.get()) == size - 1
        assert source.read(read(uuid4(), digest)) is None
        assert source.read(read(order.transfer_id, "sha256:" + "0" * 64)) is None
        source.stop()


class TestFiles:
    def test_a_missing_folder_a_missing_blob_and_what_to_do(self, folder: Path) -> None:
        for where in (Missing("no home"), folder / "nowhere"):
            with pytest.raises(JobFailedError, match="OLLAMA_MODELS"):
                files.find(where, MODEL)
        found = files.find(folder, MODEL)
        gone = found.path(next(iter(found.sizes)))
        gone.unlink()
        with pytest.raises(JobFailedError, match=gone.name):
            files.find(folder, MODEL)

    def test_a_folder_that_may_not_be_read(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(self: Path) -> bytes:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(JobFailedError, match=f"{folder}.* is not readable.*group 'ollama'"):
            files.find(folder, MODEL)

    def test_names_are_found_without_case(self, folder: Path) -> None:
        assert files.find(folder, MODEL.upper()).sizes == files.find(folder, MODEL).sizes


class TestRegistry:
    async def test_the_requests_of_a_pull(self, source: Source, folder: Path) -> None:
        url = await url_of(source, opening())
        upstream = HttpUpstream(url, CAPABILITY, trust_env=False)
        registry = await asyncio.to_thread(LoopbackRegistry, MODEL, upstream, RateLimit(None))
        try:
            assert is_temporary(registry.name)
            host, namespace, model = registry.name.split("/")
            name, tag = model.split(":")
            found = files.find(folder, MODEL)
            async with httpx.AsyncClient(base_url=f"http://{host}/v2/{namespace}/{name}") as http:
                assert (await http.get(f"/manifests/{tag}")).content == found.manifest
                for digest, size in found.sizes.items():
                    head = await http.head(f"/blobs/{digest}")
                    assert int(head.headers["content-length"]) == size
                    first = await http.get(f"/blobs/{digest}")
                    assert (first.status_code, first.content) == (200, b"")
                    place = first.headers["location"]
                    base = f"http://{host}"
                    blob = await http.get(base + place, headers={"range": f"bytes=0-{size - 1}"})
                    assert "sha256:" + hashlib.sha256(blob.content).hexdigest() == digest
                unknown = "sha256:" + "0" * 64
                for path in (f"/blobs/{unknown}", "/manifests/other", "/", "/blobs/"):
                    assert (await http.get(path)).status_code == 404, path
            async with httpx.AsyncClient(base_url=f"http://{host}") as http:
                assert (await http.get(f"/v2/library/{name}/manifests/{tag}")).status_code == 404
        finally:
            await asyncio.to_thread(registry.close)


def test_the_rate_is_kept_over_all_who_share_it() -> None:
    now, slept = [0.0], [0.0]

    def sleep(seconds: float) -> None:
        slept[0] += seconds
        now[0] += seconds

    limit = RateLimit(1000, lambda: now[0], sleep)
    for _ in range(50):
        limit.take(100)
    assert slept[0] == pytest.approx(5.0, abs=0.2), "5,000 bytes at 1,000 a second"
    RateLimit(None, lambda: 0.0, lambda _: pytest.fail("no limit, no waiting")).take(10**12)


def test_at_a_low_rate_no_part_waits_so_long_that_ollama_begins_it_anew() -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    limit = RateLimit(200_000, lambda: now[0], sleep)
    parts = [limit.pieces(bytes(2**20)) for _ in range(16)]
    for _ in range(10):
        began = now[0]
        assert all(next(part) for part in parts)
        assert now[0] - began < 1
    data = bytes(range(256)) * 100
    assert b"".join(limit.pieces(data)) == data
    assert list(RateLimit(None).pieces(data)) == [data]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, (0, 10)),
        ("bytes=0-9", (0, 10)),
        ("bytes=5-", (5, 10)),
        ("bytes=5-999", (5, 10)),
        ("bytes=10-", None),
        ("bytes=7-3", None),
        ("lines=1-2", (0, 10)),
        ("bytes=-5", (0, 10)),
    ],
)
def test_ranges(header: str | None, expected: tuple[int, int] | None) -> None:
    assert span(header, 10) == expected


def test_manifests() -> None:
    with pytest.raises(ValueError, match="manifest"):
        files.sizes_of(json.dumps({"layers": []}).encode())
