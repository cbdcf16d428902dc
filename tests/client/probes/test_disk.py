from pathlib import Path

import pytest

from obt.client.probes.disk import Space, models_folder, space
from obt.client.probes.reading import Missing


def test_the_chosen_folder(tmp_path: Path) -> None:
    assert models_folder(tmp_path, local=False) == tmp_path


def test_of_another_machine_nothing_is_known() -> None:
    assert isinstance(models_folder(None, local=False), Missing)


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_home_of_this_user(tmp_path: Path, system: str) -> None:
    folder = models_folder(None, system=system, home=tmp_path, service=tmp_path / "none")
    assert folder == tmp_path / ".ollama" / "models"


def test_the_linux_service_where_this_user_has_none(tmp_path: Path) -> None:
    service = tmp_path / "service"
    service.mkdir()
    home = tmp_path / "home"
    assert models_folder(None, system="linux", home=home, service=service) == service
    (home / ".ollama" / "models").mkdir(parents=True)
    assert models_folder(None, system="linux", home=home, service=service) != service


def test_space_where_the_folder_is_not_made_yet(tmp_path: Path) -> None:
    reading = space(tmp_path / "not" / "yet")
    assert isinstance(reading, Space)
    assert 0 < reading.free <= reading.total
    assert reading.path == tmp_path / "not" / "yet"


def test_no_space_without_a_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(_: Path) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("shutil.disk_usage", refuse)
    reading = space(tmp_path)
    assert isinstance(reading, Missing)
    assert "Permission denied" in reading.reason
