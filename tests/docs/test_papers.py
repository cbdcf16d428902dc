"""The papers name what there is: every setting, and no file that is not there."""

import re
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from obt.client.settings import ClientSettings
from obt.server.core.settings import ServerSettings

ROOT = Path(__file__).parents[2]
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def variables(settings: type[BaseSettings]) -> set[str]:
    found = set()
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        found.add(f"OBT_{name.upper()}" if alias is None else str(alias.choices[0]))  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize("settings", [ServerSettings, ClientSettings])
@pytest.mark.parametrize("paper", ["docs/configuration.md", ".env.example"])
def test_every_setting_is_told(settings: type[BaseSettings], paper: str) -> None:
    told = set(re.findall(r"\b[A-Z][A-Z_]+[A-Z]\b", (ROOT / paper).read_text("utf-8")))
    assert variables(settings) <= told


def test_no_setting_is_told_that_there_is_not() -> None:
    ours = variables(ServerSettings) | variables(ClientSettings)
    elsewhere = {"OBT_API_URL", "OBT_DEV_PROXY", "OBT_FRONTEND_PORT"}  # the dashboard, make up
    told = set(re.findall(r"\bOBT_[A-Z_]+[A-Z]\b", (ROOT / "docs/configuration.md").read_text()))
    assert told <= ours | elsewhere


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_links_lead_somewhere(paper: Path) -> None:
    targets = LINK.findall(paper.read_text("utf-8"))
    assert [t for t in targets if not (paper.parent / t).exists()] == []
