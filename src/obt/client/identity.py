"""Who this client is, for each server: the id it was given or chose, and its token."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from obt.client.private_file import make_private_dir, write_private
from obt.wire.types import ClientId

log = structlog.get_logger("obt.client.identity")


class Identity(BaseModel):
    model_config = ConfigDict(frozen=True)

    client_id: ClientId
    token: str | None = None


class _File(BaseModel):
    servers: dict[str, Identity] = {}


@dataclass(frozen=True)
class IdentityStore:
    """`identity.json` in the client's own folder. One process at a time (`lock.hold`)."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "identity.json"

    def prepare(self) -> None:
        """Raises `OSError` where the folder cannot be made."""
        make_private_dir(self.folder)

    def load(self, server_url: str) -> Identity | None:
        return self._read().servers.get(server_url)

    def save(self, server_url: str, identity: Identity) -> None:
        """Raises `OSError`."""
        self._write({**self._read().servers, server_url: identity})

    def forget(self, server_url: str) -> None:
        """Raises `OSError`."""
        servers = dict(self._read().servers)
        if servers.pop(server_url, None) is not None:
            self._write(servers)

    def _write(self, servers: dict[str, Identity]) -> None:
        write_private(self.path, _File(servers=servers).model_dump_json(indent=2) + "\n")

    def _read(self) -> _File:
        try:
            return _File.model_validate(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return _File()
        except ValueError as error:  # JSON's, Unicode's and pydantic's are ValueErrors
            kept = self.path.with_suffix(".broken")
            shutil.copyfile(self.path, kept)
            reason = "wrong shape" if isinstance(error, ValidationError) else str(error)
            log.warning("the identity file is broken: starting a new one", kept=kept, why=reason)
            return _File()
