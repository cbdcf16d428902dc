"""The server's settings: `OBT_*` environment variables, and nothing else."""

import ipaddress
import re
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MINUTE = 60.0
SHORTEST_TOKEN = 16  # 96 random bits in Base64: more than anybody can try
LOG_KEPT = timedelta(days=30)  # what happened to a client


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class ServerSettings(BaseSettings):
    """Typed, with working defaults. No default is a credential."""

    model_config = SettingsConfigDict(env_prefix="OBT_", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("obt", appauthor=False),
        description="Where the database lives",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: Annotated[int, Field(ge=1, le=65535)] = 8881
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL; default: SQLite in the data folder"
    )
    client_timeout_s: Annotated[float, Field(gt=0, le=86400)] = 60
    heartbeat_interval_s: Annotated[float, Field(gt=0, le=3600)] = 10
    cors_origins: Annotated[list[str], NoDecode] = Field(
        default=["http://127.0.0.1:5173", "http://localhost:5173"],
        description="Origins of pages that may call the API, separated by commas",
    )
    admin_token: SecretStr | None = Field(
        default=None, description="When set: asked for on every call and by the page"
    )
    enroll_token: SecretStr | None = Field(
        default=None, description="When set: asked for when a client registers"
    )
    job_history_days: Annotated[float, Field(gt=0, le=3650)] = Field(
        default=30, description="How long ended jobs are kept"
    )
    job_lost_after_s: Annotated[float, Field(ge=60, le=30 * 86400)] = Field(
        default=3600, description="A running job is lost when its client is silent for so long"
    )
    job_retries: Annotated[int, Field(ge=0, le=20)] = Field(
        default=4, description="Automatic retries of what can pass, such as a network that is down"
    )
    job_pulls_per_client: Annotated[int, Field(ge=1, le=100)] = Field(
        default=2, description="Pulls, pushes, updates and transfers at a time on one machine"
    )
    job_pulls_in_fleet: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=10, description="The same on all machines together"
    )
    telemetry_history_days: Annotated[float, Field(ge=0, le=3650)] = Field(
        default=7, description="How long minutes of telemetry are kept; 0 = none, but the last hour"
    )
    max_body_bytes: Annotated[int, Field(ge=1024)] = 16 * 1024 * 1024
    max_import_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=128 * 1024 * 1024,
        description="Largest export of a benchmark, or report of a client, that is taken; reading "
        "one takes some 5 times as much memory",
    )

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]
        return value

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: str | None) -> str | None:
        if value is None or find_spec("sqlalchemy") is None:
            return value  # `obt config` runs without the server too
        from sqlalchemy import make_url
        from sqlalchemy.exc import SQLAlchemyError

        try:
            driver = make_url(value).get_dialect()
            driver.import_dbapi()
            why = "" if driver.is_async else f"its driver '{driver.driver}' is not asynchronous"
        except (SQLAlchemyError, ImportError) as error:
            why = str(error)
        if why:
            raise ValueError(
                f"no database that can be used: {why}. Write sqlite+aiosqlite:///FILE, or leave it "
                "out"
            )
        return value

    @field_validator("admin_token", "enroll_token")
    @classmethod
    def _fits_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            raise ValueError("use printable ASCII without spaces: it is sent as a Bearer token")
        return value

    @model_validator(mode="after")
    def _timeout_spans_beats(self) -> Self:
        if self.client_timeout_s < 2 * self.heartbeat_interval_s:
            raise ValueError(
                f"OBT_CLIENT_TIMEOUT_S ({self.client_timeout_s:g}) must be at least twice "
                f"OBT_HEARTBEAT_INTERVAL_S ({self.heartbeat_interval_s:g}): "
                "one lost beat must not make a client offline"
            )
        return self

    @model_validator(mode="after")
    def _locked_beyond_loopback(self) -> Self:
        if not is_loopback(self.host) and not (self.admin_token and self.enroll_token):
            raise ValueError(
                f"OBT_HOST={self.host} would open this server to the network without locks. "
                "Set OBT_ADMIN_TOKEN (people sign in with it) and OBT_ENROLL_TOKEN (clients "
                "register with it), or listen on 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _not_to_be_guessed(self) -> Self:
        if is_loopback(self.host):
            return self
        for name, token in (("ADMIN", self.admin_token), ("ENROLL", self.enroll_token)):
            if token and len(token.get_secret_value()) < SHORTEST_TOKEN:
                raise ValueError(
                    f"OBT_{name}_TOKEN can be guessed: beyond loopback give it {SHORTEST_TOKEN} "
                    "characters or more, such as "
                    "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' makes"
                )
        return self

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'obt.db'}"
