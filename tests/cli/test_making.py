"""Create, push and sync from the terminal: which jobs they file, and what is shown."""

from pathlib import Path

import pytest
from tests.cli.conftest import Installation
from tests.cli.test_operating import on, targets


def test_a_model_is_made_where_its_base_is(obt: Installation) -> None:
    batch = obt.json("create", "terse", "--from", "small:1b", "--system", "Be terse.", "--no-wait")
    assert targets(batch) == {("id-desk", "terse"), ("id-lab1", "terse")}
    operation = batch["jobs"][0]["operation"]
    assert (operation["from_model"], operation["system"]) == ("small:1b", "Be terse.")
    assert obt.run("jobs", "wait", batch["batch_id"]).exit_code == 0
    obt.until("it is there", on("terse:latest", "desk", "lab1"))
    assert obt.json("show", "terse", "--on", "desk")["details"]["system"] == "Be terse."
    obt.run("rm", "terse", "--yes")
    obt.until("it is gone", on("terse:latest"))


def test_a_modelfile_and_what_wins_over_it(obt: Installation, tmp_path: Path) -> None:
    file = tmp_path / "Modelfile"
    file.write_text('FROM big:1b\nPARAMETER num_ctx 2048\nSYSTEM """Be\nbrief."""\n')
    batch = obt.json(
        *("create", "brief", "--file", str(file), "--no-wait", "--quantize", "Q4_K_M"),
        *("-p", "num_ctx=8192", "-p", "stop=a", "-p", "stop=b"),
    )
    (job,) = batch["jobs"]
    assert (job["client_id"], job["operation"]["quantize"]) == ("id-lab1", "Q4_K_M")
    assert job["operation"]["parameters"] == {"num_ctx": 8192, "stop": ["a", "b"]}
    assert job["operation"]["modelfile"] == file.read_text()
    obt.run("jobs", "cancel", batch["batch_id"])
    obt.run("jobs", "wait", batch["batch_id"])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Say what to make it from: --from MODEL, or --file with a FROM line."),
        (("--file", "nowhere/Modelfile"), "nowhere"),
        (("--from", "small:1b", "-p", "num_ctx"), "is not NAME=VALUE"),
        (("--from", "small:1b", "-p", "num_ctx=lots"), "wants a number"),
        (("--from", "smal:1b"), "Did you mean small:1b or"),
        (("--from", "big:1b", "--on", "desk"), "desk lacks 'big:1b': nothing was done."),
    ],
)
def test_what_makes_no_sense_is_said_at_once(
    obt: Installation, args: tuple[str, ...], said: str
) -> None:
    result = obt.run("create", "new", *args)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


def test_a_modelfile_is_read_before_anything_is_filed(obt: Installation, tmp_path: Path) -> None:
    file = tmp_path / "Modelfile"
    file.write_text("FROM small:1b\nFORM it\n")
    result = obt.run("create", "new", "--file", str(file))
    assert result.exit_code == 2
    assert result.stderr == "The Modelfile, line 2: unknown command 'FORM'.\n"
    file.write_text(f"FROM @sha256:{'a' * 64}\n")
    result = obt.run("create", "new", "--file", str(file))
    assert "say with --on which machines have it" in result.stderr


def test_a_model_is_pushed_from_one_machine(obt: Installation) -> None:
    batch = obt.json("push", "small:1b", "big:1b", "--no-wait")
    assert targets(batch) == {("id-desk", "small:1b"), ("id-lab1", "big:1b")}
    obt.run("jobs", "cancel", batch["batch_id"])
    result = obt.run("push", "small:1b", "--on", "desk")
    assert result.exit_code == 0
    assert result.stdout.startswith("done      desk  small:1b  700 MB")
    result = obt.run("push", "nope:1b")
    assert (result.exit_code, "No model is called 'nope:1b'" in result.stderr) == (2, True)


def test_versions_that_differ_are_not_pushed_by_chance(obt: Installation) -> None:
    obt.run("create", "mine", "--from", "small:1b", "--on", "desk", "--system", "One.")
    obt.run("create", "mine", "--from", "small:1b", "--on", "lab1", "--system", "Two.")
    obt.until("both are there", on("mine:latest", "desk", "lab1"))
    result = obt.run("push", "mine")
    assert result.exit_code == 2
    assert "have different versions of 'mine:latest': name one with --on." in result.stderr
    assert obt.run("push", "mine", "--on", "desk").exit_code == 0
    obt.run("rm", "mine", "--yes")
    obt.until("both are gone", on("mine:latest"))


def test_a_dry_run_says_what_a_sync_would_copy(obt: Installation) -> None:
    result = obt.run("sync", "--from", "desk", "--to", "lab1", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "MACHINE  MODEL     SIZE  WHY",
        "lab1     mid:1b  700 MB  is not there",
        "",
        "1 copy, 700 MB at most: shared layers are kept.",
    ]
    result = obt.run("sync", "small*", "--from", "desk", "--to", "lab1", "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "Nothing to copy.\n")


def test_sync_files_one_transfer_for_each_model(obt: Installation) -> None:
    batch = obt.json("sync", "--from", "desk", "--to", "*", "--no-wait", "mid:1b")
    kinds = {(job["kind"], job["client_id"], job["model"]) for job in batch["jobs"]}
    assert ("transfer", "id-lab1", "mid:1b") in kinds
    assert {client for _, client, _ in kinds} == {"id-lab1", "id-attic"}
    obt.run("jobs", "cancel", batch["batch_id"])
    result = obt.run("sync", "--from", "desk", "--to", "desk")
    assert "'desk' is the machine it comes from" in result.stderr
    result = obt.run("sync", "big:1b", "--from", "desk", "--to", "lab1")
    assert "desk lacks 'big:1b'" in result.stderr
