"""Rules of the clients slice: who may register, and what a person may change."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

from starlette.requests import HTTPConnection

from obt.server.clients.repository import ClientRepository
from obt.server.clients.rows import record, take_over
from obt.server.clients.schemas import ClientChange
from obt.server.clients.tables import ClientRow
from obt.server.core.clock import Clock
from obt.server.core.errors import ConflictError, NotFoundError, UnauthorizedError
from obt.server.core.locks import Locks, bearer, new_token, same, token_hash
from obt.server.db.engine import Database
from obt.server.registry.liveness import NOT_YET_LINKED, Hearing
from obt.server.registry.ports import JobDesk
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient, Record
from obt.wire.rest import Registration

CLIENTS_OWN = re.compile(r"/api/v1/clients/(?P<client_id>[^/]+)/")


async def _nobody(_client_id: str) -> None:
    """Whom to tell of a forgotten client, before the server is wired."""


class ClientService:
    """Durable first, then the registry, which tells everybody; one change at a time.

    `hashes` are those of each client's token, by its id. `on_forgotten` is told of a client that
    somebody forgot: its link has to be closed.
    """

    def __init__(
        self, db: Database, registry: Registry, locks: Locks, clock: Clock, jobs: JobDesk
    ) -> None:
        self._db = db
        self._registry = registry
        self._locks = locks
        self._clock = clock
        self._jobs = jobs
        self._turn = asyncio.Lock()
        self.hashes: dict[str, str] = {}
        self.on_forgotten: Callable[[str], Awaitable[None]] = _nobody

    def authentic(self, client_id: str, token: str | None) -> bool:
        """Whether this is that client's own token."""
        known = self.hashes.get(client_id)
        return known is not None and token is not None and same(token_hash(token), known)

    def knows(self, caller: HTTPConnection) -> bool:
        """Whether it may be anybody's at all who has a token here, or is signed in."""
        if self._locks.signed_in(caller):
            return True
        token = bearer(caller)
        own = CLIENTS_OWN.match(caller.scope["path"])
        return self._locks.enrolls(token) or (
            own is not None and self.authentic(own["client_id"], token)
        )

    async def register(self, told: Registration, token: str | None) -> tuple[str, str, bool]:
        """Returns (client_id, its new token, whether it is new here).

        Raises:
            UnauthorizedError: without the enroll token, where one is asked for.
            ConflictError: another live client has this id.
        """
        client_id = told.client_id or str(uuid4())
        async with self._turn:
            self._may_register(client_id, token)
            fresh = new_token()
            async with self._db.unit() as session:
                repository = ClientRepository(session)
                row = await repository.get(client_id)
                new = row is None
                if row is None:
                    row = self._new_row(client_id, told)
                    repository.add(row)
                take_over(row, told)
                row.token_hash = token_hash(fresh)
            self.hashes[client_id] = row.token_hash

            def live(known: Record, now: float) -> LiveClient:
                hearing = Hearing(heard_at=now, unheard=NOT_YET_LINKED)
                return LiveClient(record=known, hearing=hearing, ollama=told.ollama)

            self._registry.put(record(row), live)
        return client_id, fresh, new

    def _may_register(self, client_id: str, token: str | None) -> None:
        if self.authentic(client_id, token):
            return
        if self._locks.enroll_required and not self._locks.enrolls(token):
            raise UnauthorizedError(
                f"{'That is not' if token else 'Registration asks for'} the enroll token: set "
                "OBT_ENROLL_TOKEN for the client to what it is on the server."
            )
        if self._registry.is_live(client_id):
            raise ConflictError(
                f"Another live client has the id '{client_id}'. Stop that one first, or give this "
                "one an id of its own with OBT_CLIENT_ID."
            )

    async def change(self, client_id: str, wish: ClientChange) -> None:
        """Raises NotFoundError."""
        async with self._turn:
            live = self._registry.get(client_id)
            async with self._db.unit() as session:
                row = await ClientRepository(session).get(client_id)
                if row is None:
                    raise NotFoundError(f"There is no client '{client_id}'.")
                if wish.name is not None:
                    row.name, row.named_here = wish.name, True
                if wish.labels is not None:
                    row.labels, row.labelled_here = list(dict.fromkeys(wish.labels)), True
            # hardware is flushed later than it is heard: the live one is the newer
            kept = replace(record(row), hardware=self._registry.get(client_id).record.hardware)
            self._registry.put(kept, lambda _record, _now: live)

    async def forget(self, client_id: str) -> None:
        """Raises NotFoundError."""
        async with self._turn:
            self._registry.get(client_id)
            await self._jobs.forgotten(client_id)
            async with self._db.unit() as session:
                await ClientRepository(session).remove(client_id)
            del self.hashes[client_id]
            self._registry.forget(client_id)
            await self._jobs.forgotten(client_id)  # also what was filed until here
        await self.on_forgotten(client_id)

    def _new_row(self, client_id: str, told: Registration) -> ClientRow:
        return ClientRow(
            client_id=client_id,
            name=told.name or told.hostname[:100] or client_id,
            named_here=False,
            labelled_here=False,
            labels=[],
            registered_at=self._clock.now(),
            last_seen=None,
            left=None,
            fingerprint=None,
        )
