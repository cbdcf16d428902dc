import os
import subprocess
import sys
from pathlib import Path

import pytest

from obt.client.identity import Identity, IdentityStore
from obt.client.lock import Locked, hold

SERVER = "http://127.0.0.1:8881"


@pytest.fixture
def store(tmp_path: Path) -> IdentityStore:
    store = IdentityStore(tmp_path / "client" / "here")
    store.prepare()
    return store


def test_unknown_at_first(store: IdentityStore) -> None:
    assert store.load(SERVER) is None


def test_keeps_one_identity_for_each_server(store: IdentityStore) -> None:
    store.save(SERVER, Identity(client_id="a", token="t1"))
    store.save("http://other", Identity(client_id="b", token="t2"))
    store.forget("http://other")
    again = IdentityStore(store.folder)
    assert again.load(SERVER) == Identity(client_id="a", token="t1")
    assert again.load("http://other") is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_its_owner_may_read_it(store: IdentityStore) -> None:
    store.save(SERVER, Identity(client_id="a", token="t"))
    assert store.path.stat().st_mode & 0o777 == 0o600
    assert store.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "data", [b"", b"{", b'{"servers": 3}', b'{"servers": {"x": {}}}', b"\x00", b"\xff{}"]
)
def test_a_broken_file_is_kept_aside(store: IdentityStore, data: bytes) -> None:
    store.path.write_bytes(data)
    assert store.load(SERVER) is None
    assert store.path.with_suffix(".broken").read_bytes() == data


def test_a_failed_write_leaves_the_old_file(
    store: IdentityStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(SERVER, Identity(client_id="a", token="t"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.save(SERVER, Identity(client_id="b", token="t"))
    assert store.load(SERVER) == Identity(client_id="a", token="t")
    assert [path.name for path in store.folder.iterdir()] == ["identity.json"]


def test_one_process_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    program = (
        "import sys, pathlib; from obt.client.lock import hold\n"
        "with hold(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Locked, match="already runs"), hold(lock):
            pass
        other.kill()
    with hold(lock):  # a dead process holds nothing
        pass
