"""Rules of the clients slice: who may register, what a person may change, what is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

from obt.server.clients.repository import ClientRepository
from obt.server.clients.schemas import ClientChange
from obt.server.clients.tables import ClientRow
from obt.server.core.clock import Clock
from obt.server.core.errors import ConflictError, NotFoundError, UnauthorizedError
from obt.server.core.locks import Locks, new_token, same, token_hash
from obt.server.db.engine import Database
from obt.server.registry.liveness import Hearing
from obt.server.registry.ports import JobDesk
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient, Record, WrongBaseError
from obt.server.views.clients import Status
from obt.wire.facts import Hardware, OllamaState
from obt.wire.frames import ModelsChanged, ModelsSnapshot
from obt.wire.rest import Registration


async def _nobody(_client_id: str) -> None:
    """Whom to tell of a forgotten client, before the server is wired."""


class ClientService:
    """Durable first, then the registry, which tells everybody.

    `on_forgotten` is told of a client that somebody forgot: its link has to be closed.
    """

    def __init__(
        self, db: Database, registry: Registry, locks: Locks, clock: Clock, jobs: JobDesk
    ) -> None:
        self._db = db
        self._registry = registry
        self._locks = locks
        self._clock = clock
        self._jobs = jobs
        self._hashes: dict[str, str] = {}
        self.on_forgotten: Callable[[str], Awaitable[None]] = _nobody

    async def restore(self) -> None:
        """At the start: every client and model that is known, none of them heard yet."""
        async with self._db.unit() as session:
            repository = ClientRepository(session)
            rows, models = await repository.all(), await repository.all_models()
        now = self._clock.monotonic()
        self._hashes = {row.client_id: row.token_hash for row in rows}
        self._registry.restore(
            LiveClient(
                record=_record(row),
                hearing=Hearing(heard_at=now, heard=False, left=row.left),
                ollama=OllamaState.model_validate(row.ollama),
                last_seen=row.last_seen,
                models=models.get(row.client_id, {}),
                fingerprint=row.fingerprint,
            )
            for row in rows
        )

    def authentic(self, client_id: str, token: str | None) -> bool:
        """Whether this is that client's own token."""
        known = self._hashes.get(client_id)
        return known is not None and token is not None and same(token_hash(token), known)

    async def register(self, told: Registration, token: str | None) -> tuple[str, str, bool]:
        """Returns (client_id, its new token, whether it is new here).

        Raises:
            UnauthorizedError: without the enroll token, where one is asked for.
            ConflictError: another live client has this id.
        """
        client_id = told.client_id or str(uuid4())
        own = self.authentic(client_id, token)
        if self._locks.enroll_required and not own and not self._locks.enrolls(token):
            raise UnauthorizedError(
                "Registration asks for the enroll token: set OBT_ENROLL_TOKEN for the client."
            )
        if not own and self._registry.is_live(client_id):
            raise ConflictError(
                f"Another live client has the id '{client_id}'. Stop that one first, or give this "
                "one an id of its own with OBT_CLIENT_ID."
            )
        fresh = new_token()
        async with self._db.unit() as session:
            repository = ClientRepository(session)
            row = await repository.get(client_id)
            new = row is None
            if row is None:
                row = self._new_row(client_id, told)
                repository.add(row)
            _take_over(row, told)
            row.token_hash = token_hash(fresh)
            record = _record(row)
        self._hashes[client_id] = row.token_hash
        ollama = told.ollama
        self._registry.put(
            record,
            lambda record, now: LiveClient(
                record=record, hearing=Hearing(heard_at=now, heard=False), ollama=ollama
            ),
        )
        return client_id, fresh, new

    async def change(self, client_id: str, wish: ClientChange) -> None:
        """Raises NotFoundError."""
        async with self._db.unit() as session:
            row = await ClientRepository(session).get(client_id)
            if row is None:
                raise NotFoundError(f"There is no client '{client_id}'.")
            if wish.name is not None:
                row.name, row.named_here = wish.name, True
            if wish.labels is not None:
                row.labels, row.labelled_here = list(dict.fromkeys(wish.labels)), True
            record = _record(row)
        live = self._registry.get(client_id)
        kept = replace(record, hardware=live.record.hardware)
        self._registry.put(kept, lambda _record, _now: live)

    async def forget(self, client_id: str) -> None:
        """Raises NotFoundError."""
        self._registry.get(client_id)
        await self._jobs.forgotten(client_id)
        async with self._db.unit() as session:
            await ClientRepository(session).remove(client_id)
        self._hashes.pop(client_id, None)
        self._registry.forget(client_id)
        await self.on_forgotten(client_id)

    async def models(self, client_id: str, told: ModelsSnapshot | ModelsChanged) -> bool:
        """Commits a client's models. False: it must send all of them."""
        known = self._registry.get(client_id)
        if isinstance(told, ModelsChanged) and told.base != known.fingerprint:
            return False
        async with self._db.unit() as session:
            repository = ClientRepository(session)
            if isinstance(told, ModelsSnapshot):
                await repository.replace_models(client_id, told.fingerprint, told.models)
            else:
                await repository.change_models(
                    client_id, told.fingerprint, told.upserted, told.removed
                )
        try:
            self._registry.tell(client_id, told)
        except WrongBaseError:
            return False
        return True

    async def flush(self) -> None:
        """Write what changed live since the last flush."""
        dirty = self._registry.take_dirty()
        if not dirty:
            return
        standings = ((c, self._registry.standing(c.client_id)) for c in dirty)
        rows = [(c, s.reason if s.status is Status.OFFLINE else None) for c, s in standings]
        async with self._db.unit() as session:
            await ClientRepository(session).flush(rows)

    def _new_row(self, client_id: str, told: Registration) -> ClientRow:
        return ClientRow(
            client_id=client_id,
            name=told.name or told.hostname or client_id,
            named_here=False,
            labelled_here=False,
            labels=[],
            registered_at=self._clock.now(),
            last_seen=None,
            left=None,
            fingerprint=None,
        )


def _take_over(row: ClientRow, told: Registration) -> None:
    """What a client says at every registration; a person's rename and labels win."""
    row.hostname = told.hostname
    row.platform = told.platform
    row.client_version = told.client_version
    row.hardware = told.hardware.model_dump(mode="json")
    row.ollama = told.ollama.model_dump(mode="json")
    if not row.named_here and told.name:
        row.name = told.name
    if not row.labelled_here:
        row.labels = list(dict.fromkeys(told.labels))


def _record(row: ClientRow) -> Record:
    return Record(
        client_id=row.client_id,
        name=row.name,
        hostname=row.hostname,
        platform=row.platform,
        client_version=row.client_version,
        labels=tuple(row.labels),
        registered_at=row.registered_at,
        hardware=Hardware.model_validate(row.hardware),
    )
