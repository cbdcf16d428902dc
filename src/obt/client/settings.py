"""The client's settings: environment variables only."""

from functools import cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from obt.client.ollama.address import Address, parse
from obt.measure.validity import FOREIGN_CPU_MAX
from obt.wire.types import ClientId, DisplayName

Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


class ClientSettings(BaseSettings):
    """Empty values count as not set. Raises pydantic's `ValidationError`, naming the variable."""

    model_config = SettingsConfigDict(
        env_prefix="OBT_", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    server_url: str = Field(default="http://127.0.0.1:8881", description="The OBT server")
    client_id: ClientId | None = Field(
        default=None, description="Own choice of id; default: one from the server, kept on disk"
    )
    client_name: DisplayName | None = Field(
        default=None,
        description="Shown to people; default: the name of the machine, with the port of its "
        "Ollama where that is not 11434",
    )
    enroll_token: SecretStr | None = Field(
        default=None, description="Asked of new clients by a server that has OBT_ENROLL_TOKEN set"
    )
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("obt", appauthor=False)),
        description="Where the client keeps its id and token",
    )
    heartbeat_interval_s: Seconds | None = Field(
        default=None, description="Between two beats; default, and most: what the server says"
    )
    sync_interval_s: Annotated[float, Field(ge=1, le=3600)] = Field(
        default=4.0, description="Between two looks at the list of models"
    )
    loaded_interval_s: Annotated[float, Field(ge=0.5, le=3600)] = Field(
        default=2.0, description="Between two looks at the loaded models"
    )
    transfer_host: str | None = Field(
        default="127.0.0.1",
        description="Address on which other machines may fetch models from this one, while a "
        "transfer runs; the default serves this machine only, all others go through the server",
    )
    transfer_rate: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="Bytes per second that transfers to this machine may take"
    )
    foreign_cpu: Annotated[float, Field(ge=0, le=1)] = Field(
        default=FOREIGN_CPU_MAX,
        description="Share of all cores that other programs may use while a benchmark measures "
        "here; samples with more do not count",
    )
    ollama_host: str = Field(
        default="",
        validation_alias=AliasChoices("OLLAMA_HOST"),
        description="Where Ollama is, by its own rules; default: 127.0.0.1:11434",
    )
    ollama_models: Path | None = Field(
        default=None,
        validation_alias=AliasChoices("OLLAMA_MODELS"),
        description="Ollama's models folder; default: by platform",
    )

    @field_validator("server_url")
    @classmethod
    def _http(cls, value: str) -> str:
        url = urlsplit(value if "://" in value else f"http://{value}")
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError("give the server's address as http://host:port or https://host")
        if url.query or url.fragment or url.username or url.password:
            raise ValueError("an address only: no user, no query, no fragment")
        _ = url.port  # raises ValueError where it is no port
        return url.geturl().rstrip("/")

    @field_validator("ollama_host")
    @classmethod
    def _address(cls, value: str) -> str:
        parse(value)
        return value

    @cached_property
    def ollama(self) -> Address:
        return parse(self.ollama_host)

    @property
    def identity_dir(self) -> Path:
        """One folder for each client of this machine: by its own id, else by its Ollama."""
        return self.data_dir / "client" / (self.client_id or self.ollama.slug)
