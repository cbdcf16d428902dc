"""Every query of the clients slice."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from obt.server.clients.tables import ClientRow, InstalledModelRow
from obt.server.registry.installed import Installed
from obt.server.registry.state import LiveClient
from obt.wire.facts import InstalledModel

T = TypeVar("T")
CLIENTS = ClientRow.metadata.tables[ClientRow.__tablename__]
MODELS = ClientRow.metadata.tables[InstalledModelRow.__tablename__]
PLAIN = ("name", "digest", "size", "modified_at")  # columns of their own; the rest is `facts`
NAMES_AT_ONCE = 500  # SQLite takes a bounded number of variables in a statement


class ClientRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> list[ClientRow]:
        return list(await self._session.scalars(select(ClientRow)))

    async def all_models(self) -> dict[str, dict[str, Installed]]:
        """Installed models by client_id and name."""
        found: dict[str, dict[str, Installed]] = {}
        # plain rows: 200,000 of them as objects of the session would take its memory tenfold
        rows = await self._session.stream(select(*MODELS.c).execution_options(yield_per=5000))
        async for row in rows:
            model = InstalledModel(**row.facts, **{name: getattr(row, name) for name in PLAIN})
            found.setdefault(row.client_id, {})[model.name] = Installed.of(model)
        return found

    async def get(self, client_id: str) -> ClientRow | None:
        return await self._session.get(ClientRow, client_id)

    def add(self, row: ClientRow) -> None:
        self._session.add(row)

    async def remove(self, client_id: str) -> None:
        await self._session.execute(
            delete(InstalledModelRow).where(InstalledModelRow.client_id == client_id)
        )
        await self._session.execute(delete(ClientRow).where(ClientRow.client_id == client_id))

    async def set_fingerprint(self, client_id: str, fingerprint: str) -> bool:
        """False: there is no such client."""
        mine = update(ClientRow).where(ClientRow.client_id == client_id)
        result = await self._session.execute(mine.values(fingerprint=fingerprint))
        assert isinstance(result, CursorResult)  # noqa: S101 - what an UPDATE gives
        return result.rowcount > 0

    async def replace_models(self, client_id: str, models: Iterable[InstalledModel]) -> None:
        await self._session.execute(
            delete(InstalledModelRow).where(InstalledModelRow.client_id == client_id)
        )
        await self._add_models(client_id, models)

    async def change_models(
        self, client_id: str, upserted: Iterable[InstalledModel], removed: Iterable[str]
    ) -> None:
        upserted = list(upserted)
        names = [*removed, *(model.name for model in upserted)]
        for part in parts(names, NAMES_AT_ONCE):
            await self._session.execute(
                delete(InstalledModelRow).where(
                    InstalledModelRow.client_id == client_id, InstalledModelRow.name.in_(part)
                )
            )
        await self._add_models(client_id, upserted)

    async def flush(self, clients: Iterable[tuple[LiveClient, str | None]]) -> None:
        """Live state worth keeping: each client with why it is offline, if it is."""
        rows = [
            {
                "id": client.client_id,
                "last_seen": client.last_seen,
                "left": left,
                "ollama": client.ollama.model_dump(mode="json"),
                "hardware": client.record.hardware.model_dump(mode="json"),
            }
            for client, left in clients
        ]
        await self._update(("last_seen", "left", "ollama", "hardware"), rows)

    async def flush_seen(self, clients: Iterable[LiveClient]) -> None:
        rows = [{"id": c.client_id, "last_seen": c.last_seen} for c in clients]
        await self._update(("last_seen",), rows)

    async def _update(self, columns: Iterable[str], rows: list[dict[str, Any]]) -> None:
        # on the connection, not the session: a row that is gone by now is no error here
        one = update(CLIENTS).where(CLIENTS.c.client_id == bindparam("id"))
        connection = await self._session.connection()
        await connection.execute(one.values({c: bindparam(c) for c in columns}), rows)

    async def _add_models(self, client_id: str, models: Iterable[InstalledModel]) -> None:
        by_name = {model.name: model for model in models}  # a name said twice counts once
        rows = [_row(client_id, model) for model in by_name.values()]
        if rows:
            await self._session.execute(insert(InstalledModelRow), rows)


def parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[i : i + size] for i in range(0, len(items), size))


def _row(client_id: str, model: InstalledModel) -> dict[str, Any]:
    facts = model.model_dump(mode="json", exclude=set(PLAIN), exclude_none=True)
    plain = {name: getattr(model, name) for name in PLAIN}
    return {"client_id": client_id, "facts": facts, **plain}
