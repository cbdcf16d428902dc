"""`obt config`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from obt.cli.options import AsJson

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_settings import BaseSettings

Which = Annotated[
    Literal["server", "client"] | None, typer.Argument(help="One part; default: both.")
]
MASK = "********"


@dataclass(frozen=True)
class Setting:
    part: str
    name: str  #: Of its environment variable
    value: str | None
    source: str


def config(part: Which = None, as_json: AsJson = False) -> None:
    """The settings in force here, and where each comes from. Secrets are masked."""
    from dataclasses import asdict

    from obt.cli.screen import Column, say_json, table

    settings = [it for it in _all() if part in (None, it.part)]
    if as_json:
        say_json([asdict(it) for it in settings])
        return
    columns = [
        Column("FOR"),
        Column("SETTING"),
        Column("VALUE", gives=True),
        Column("FROM", leaves=1),
    ]
    rows = [(it.part, it.name, it.value or "not set", it.source) for it in settings]
    table(columns, rows)


def _all() -> list[Setting]:
    from pydantic import ValidationError

    from obt.cli.exits import USAGE
    from obt.cli.screen import note
    from obt.client.settings import ClientSettings
    from obt.server.core.settings import ServerSettings

    found: list[Setting] = []
    wrong = False
    for part, of in (("server", ServerSettings), ("client", ClientSettings)):
        try:
            found += _settings(part, of())
        except ValidationError as error:
            wrong = True
            for line in _wrong(of, error):
                note(f"{part}: {line}")
    if wrong:
        raise typer.Exit(USAGE)
    return found


def _settings(part: str, settings: "BaseSettings") -> list[Setting]:
    return [
        Setting(part, _variable(type(settings), name), _shown(getattr(settings, name)), source)
        for name in type(settings).model_fields
        for source in ["environment" if name in settings.model_fields_set else "default"]
    ]


def _variable(of: "type[BaseSettings]", field: str) -> str:
    from pydantic import AliasChoices

    alias = of.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return f"{of.model_config.get('env_prefix', '')}{field}".upper()


def _shown(value: object) -> str | None:
    from pydantic import SecretStr

    if value is None:
        return None
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
    return without_password(str(value))


def without_password(text: str) -> str:
    """The password in an address is a secret too."""
    scheme, there, rest = text.partition("://")
    user, at, host = rest.rpartition("@")
    if not there or not at:
        return text
    name, colon, _ = user.partition(":")
    return f"{scheme}://{name}{colon}{MASK if colon else ''}@{host}"


def _wrong(of: "type[BaseSettings]", error: "ValidationError") -> list[str]:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        where = _variable(of, name) if name in of.model_fields else name
        text = problem["msg"].removeprefix("Value error, ")
        lines.append(f"{where}: {text}" if where else text)
    return lines
