"""Operations from the terminal: which jobs they file, what is shown, how they end."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.cli.conftest import Installation

from obt.cli.wish import filed
from obt.client.jobs import manifest
from obt.client.jobs.manifest import Layer, Manifest
from obt.sdk import BadRequestError, NotFoundError, Obt, Unload


def targets(batch: dict[str, Any]) -> set[tuple[str, str]]:
    return {(job["client_id"], job["model"]) for job in batch["jobs"]}


def on(model: str, *clients: str) -> Callable[[Obt], bool]:
    def check(server: Obt) -> bool:
        try:
            found = server.model(model).installed
        except NotFoundError:
            found = []
        return {it.client_id for it in found} == {f"id-{name}" for name in clients}

    return check


def test_load_and_unload_go_where_the_model_is(obt: Installation) -> None:
    batch = obt.json("load", "small:1b", "--keep-alive", "10m")
    assert targets(batch) == {("id-desk", "small:1b"), ("id-lab1", "small:1b")}
    assert {job["state"] for job in batch["jobs"]} == {"succeeded"}
    assert batch["jobs"][0]["operation"]["keep_alive"] == "10m"
    obt.until("both are loaded", lambda server: server.info().counts.loaded == 2)
    result = obt.run("unload", "smal*", "--on", "LAB*")
    assert result.exit_code == 0
    assert result.stdout == "done      lab1  small:1b\n"
    obt.until("one is loaded", lambda server: server.info().counts.loaded == 1)
    assert targets(obt.json("unload", "small:1b")) == {("id-desk", "small:1b")}
    obt.until("none is loaded", lambda server: server.info().counts.loaded == 0)
    result = obt.run("unload", "small:1b")
    assert (result.exit_code, result.stderr) == (2, "It is not loaded on any machine.\n")


def test_a_machine_that_is_named_must_have_it(obt: Installation) -> None:
    result = obt.run("load", "big:1b", "--on", "desk,lab1")
    assert result.exit_code == 2
    assert result.stderr == "desk lacks 'big:1b': nothing was done.\n"
    assert targets(obt.json("load", "big:1b", "--on", "d*,lab1")) == {("id-lab1", "big:1b")}
    result = obt.run("load", "big:1b", "--on", "d*")
    assert "None of these machines has 'big:1b'" in result.stderr
    result = obt.run("load", "big:1b", "--keep-alive", "soon")
    assert (result.exit_code, "no duration" in result.stderr) == (2, True)


def test_a_job_for_a_machine_that_is_off_waits(obt: Installation) -> None:
    batch = obt.json("load", "old:1b", "--on", "attic", "--no-wait")
    (job,) = batch["jobs"]
    assert (job["state"], job["waiting_for"]) == ("queued", "attic to come online")
    row = obt.run("jobs", "is:waiting").stdout.splitlines()[1]
    assert row.endswith("queued  waiting for attic to come online")
    result = obt.run("jobs", "cancel", job["job_id"][:8])
    assert (result.exit_code, result.stdout) == (0, "cancelled  attic  load old:1b\n")
    result = obt.run("jobs", "wait", "last")
    assert (result.exit_code, result.stdout) == (1, "cancelled attic  old:1b\n")
    again = obt.run("jobs", "retry", job["job_id"], "--no-wait")
    assert (again.exit_code, "Filed again" in again.stdout) == (0, True)
    assert obt.json("jobs", "cancel", batch["batch_id"])[0]["state"] == "cancelled"


def test_more_targets_than_one_batch_takes(
    obt: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obt.sdk.flows.MOST_TARGETS", 1)
    batches = obt.json("load", "small:1b")
    assert [job["state"] for batch in batches for job in batch["jobs"]] == ["succeeded"] * 2
    result = obt.run("unload", "small:1b", "--on", "desk,lab1", "--no-wait")
    *_, first, second = result.stdout.split()
    assert result.stdout.startswith("2 jobs filed. Watch: obt jobs wait ")
    result = obt.run("jobs", "wait", first, second)
    assert result.stdout.splitlines()[-1] == "2 of 2 done"
    obt.run("load", "old:1b", "--on", "attic", "--no-wait")
    waiting = [obt.json("load", "old:1b", "--on", "attic", "--no-wait")["batch_id"] for _ in "12"]
    assert len(obt.run("jobs", "cancel", *waiting).stdout.splitlines()) == 2
    again = obt.run("jobs", "retry", *waiting, "--no-wait")
    assert (again.exit_code, "Filed again" in again.stdout) == (0, True)
    obt.run("jobs", "cancel", *waiting)


def test_what_was_filed_before_a_refusal_is_told(
    obt: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("obt.sdk.flows.MOST_TARGETS", 1)
    with Obt(obt.url) as server, pytest.raises(BadRequestError):
        filed(server, Unload(), [("id-desk", "small:1b"), ("forgotten", "small:1b")])
    batch_id = obt.json("jobs", "-n", "1")[0]["batch_id"]
    assert capsys.readouterr().err == (
        f"Only 1 of 2 jobs filed. Stop: obt jobs cancel {batch_id[:8]}\n"
    )


def test_pull_says_what_failed_and_how_to_go_on(obt: Installation) -> None:
    result = obt.run("pull", "gemma3:4b", "nope:1b", "--on", "desk")
    assert result.exit_code == 1
    *lines, last = result.stdout.splitlines()
    (done,) = (line for line in lines if line.startswith("done"))
    assert done.split()[1:5] == ["desk", "gemma3:4b", "3.3", "GB"]
    (failed,) = (line for line in lines if line.startswith("failed"))
    assert "The registry has no such model." in failed
    assert last.startswith("1 of 2 done, 1 failed. Again: obt jobs retry ")
    batch_id = last.split()[-1]
    again = obt.run("jobs", "retry", batch_id)
    assert (again.exit_code, "nope:1b" in again.stdout) == (1, True)
    assert {it["model"] for it in obt.json("jobs", f"batch:{batch_id}")} == {"gemma3:4b", "nope:1b"}
    result = obt.run("pull", "gemma3:4b")
    assert (result.exit_code, "Missing option '--on'" in result.stderr) == (2, True)


def test_copies_and_what_deleting_them_gives_back(obt: Installation) -> None:
    assert obt.run("cp", "mid:1b", "mine:1").exit_code == 0
    obt.until("it is there", on("mine:1", "desk"))
    result = obt.run("rm", "mine:1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Nobody can be asked here: say --yes to go on without a question.\n"
    assert obt.run("cp", "mine:1", "other:1", "--rename").exit_code == 0
    obt.until("it has another name", on("other:1", "desk"))
    obt.until("it is gone", on("mine:1"))
    result = obt.run("rm", "other:1", "--yes")
    assert (result.exit_code, result.stdout) == (0, "done      desk  other:1\n")
    obt.until("it is gone", on("other:1"))


def test_transfer(obt: Installation) -> None:
    batch = obt.json("transfer", "big:1b", "--from", "lab1", "--to", "*", "--no-wait")
    assert targets(batch) == {("id-desk", "big:1b"), ("id-attic", "big:1b")}
    assert batch["jobs"][0]["operation"]["source_client_id"] == "id-lab1"
    obt.run("jobs", "cancel", batch["batch_id"])
    result = obt.run("transfer", "big:1b", "--from", "lab1", "--to", "lab1")
    assert "'lab1' is the machine it comes from" in result.stderr
    result = obt.run("transfer", "big:1b", "--from", "desk", "--to", "lab1")
    assert "desk lacks 'big:1b'" in result.stderr


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has another version of mid:1b, and nothing else."""
    weights = Layer(digest="sha256:new", size=2_000_000_000, mediaType="a.model")
    newer = Manifest("e" * 64, (weights,))

    async def fetch(name: Any, *, insecure: bool) -> Manifest | None:
        return newer if name.model == "mid" else None

    monkeypatch.setattr(manifest, "fetch", fetch)


def test_a_dry_run_does_not_wait_for_what_is_away(obt: Installation) -> None:
    result = obt.run("update", "old:1b", "--on", "attic", "--dry-run")
    assert (result.exit_code, result.stderr) == (2, "attic is away: nothing was done.\n")


@pytest.mark.usefixtures("registry")
def test_a_dry_run_says_what_an_update_would_change(obt: Installation) -> None:
    result = obt.run("update", "mid:1b", "big:1b", "--dry-run")
    assert result.exit_code == 0
    header, *rows, blank, total = result.stdout.splitlines()
    assert header.split() == ["MACHINE", "MODEL", "DOWNLOAD"]
    assert sorted(row.split() for row in rows) == [
        ["desk", "mid:1b", "2.0", "GB", "outdated"],
        ["lab1", "big:1b", "registry.ollama.ai", "does", "not", "have", "it"],
    ]
    assert (blank, total) == ("", "1 update, 2.0 GB to download.")
    batch = obt.json("update", "--dry-run", "--on", "desk")
    assert ("id-desk", "mid:1b") in targets(batch)
    assert {client for client, _ in targets(batch)} == {"id-desk"}


def test_no_wait(obt: Installation) -> None:
    result = obt.run("load", "small:1b", "--on", "desk", "--no-wait")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 job filed. Watch: obt jobs wait ")
    result = obt.run("jobs", "wait", result.stdout.split()[-1])
    assert (result.exit_code, result.stdout.split()[:3]) == (0, ["done", "desk", "small:1b"])


def test_jobs(obt: Installation) -> None:
    obt.run("load", "small:1b")
    assert [it["kind"] for it in obt.json("jobs", "-n", "1")] == ["load"]
    assert obt.json("jobs", "list", "kind:unload", "state:failed") == []
    assert obt.run("jobs", "kind:push").stdout == "No job is like that.\n"
    header, row = obt.run("jobs", "-n1").stdout.splitlines()
    assert header.split() == ["JOB", "BATCH", "FILED", "KIND", "MODEL", "MACHINE", "STATE"]
    assert "load  small:1b" in row
