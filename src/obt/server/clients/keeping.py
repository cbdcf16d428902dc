"""What clients tell of themselves, kept: models at once, the rest in batches, all read back."""

from sqlalchemy.exc import SQLAlchemyError

from obt.server.clients.repository import ClientRepository, parts
from obt.server.clients.rows import record
from obt.server.core.clock import Clock
from obt.server.core.errors import NotFoundError
from obt.server.db.engine import Database
from obt.server.registry.liveness import NOT_YET_HEARD, Hearing
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient, WrongBaseError
from obt.server.views.clients import Status
from obt.wire.facts import OllamaState
from obt.wire.frames import ModelsChanged, ModelsSnapshot

FLUSHED_AT_ONCE = 500  # in one transaction: about 10 ms, so that a beat never waits for long


class Keeping:
    def __init__(self, db: Database, registry: Registry, clock: Clock) -> None:
        self._db = db
        self._registry = registry
        self._clock = clock

    async def restore(self) -> dict[str, str]:
        """At the start: every client and model that is known, none of them heard yet.

        Returns the hash of each client's token, by its id.
        """
        async with self._db.reading() as session:
            repository = ClientRepository(session)
            rows, models = await repository.all(), await repository.all_models()
        now = self._clock.monotonic()
        self._registry.restore(
            LiveClient(
                record=record(row),
                hearing=Hearing(heard_at=now, unheard=NOT_YET_HEARD, left=row.left),
                ollama=OllamaState.model_validate(row.ollama),
                last_seen=row.last_seen,
                models=models.get(row.client_id, {}),
                fingerprint=row.fingerprint,
            )
            for row in rows
        )
        return {row.client_id: row.token_hash for row in rows}

    async def models(self, client_id: str, told: ModelsSnapshot | ModelsChanged) -> bool:
        """Commits a client's models. False: it must send all of them.

        Raises:
            NotFoundError: it was forgotten meanwhile.
        """
        async with self._db.unit() as session:
            # asked only now, when it is our turn: what waited before may have changed them
            known = self._registry.get(client_id).fingerprint
            if isinstance(told, ModelsChanged) and told.base != known:
                return False
            repository = ClientRepository(session)
            if not await repository.set_fingerprint(client_id, told.fingerprint):
                raise NotFoundError(f"There is no client '{client_id}'.")
            if isinstance(told, ModelsSnapshot):
                await repository.replace_models(client_id, told.models)
            else:
                await repository.change_models(client_id, told.upserted, told.removed)
        try:
            self._registry.tell(client_id, told)
        except WrongBaseError:
            return False
        return True

    async def flush(self) -> None:
        """Write what changed live since the last flush."""
        changed, seen = self._registry.take_dirty()
        try:
            for part in parts(changed, FLUSHED_AT_ONCE):
                rows = [(client, self._left(client)) for client in part]
                async with self._db.unit() as session:
                    await ClientRepository(session).flush(rows)
            for part in parts(seen, FLUSHED_AT_ONCE):
                async with self._db.unit() as session:
                    await ClientRepository(session).flush_seen(part)
        except SQLAlchemyError:
            self._registry.mark_dirty([*changed, *seen])
            raise

    def _left(self, client: LiveClient) -> str | None:
        """Why it is offline, if it is. Nothing for one that was forgotten meanwhile."""
        if self._registry.find(client.client_id) is None:
            return None
        standing = self._registry.standing(client.client_id)
        return standing.reason if standing.status is Status.OFFLINE else None
