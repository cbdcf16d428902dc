"""Every query of the clients slice."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from obt.server.clients.tables import ClientRow, InstalledModelRow
from obt.server.registry.state import LiveClient
from obt.wire.facts import InstalledModel


class ClientRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> list[ClientRow]:
        return list(await self._session.scalars(select(ClientRow)))

    async def all_models(self) -> dict[str, dict[str, InstalledModel]]:
        """Installed models by client_id and name."""
        found: dict[str, dict[str, InstalledModel]] = {}
        for row in await self._session.scalars(select(InstalledModelRow)):
            found.setdefault(row.client_id, {})[row.name] = _model(row)
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

    async def replace_models(
        self, client_id: str, fingerprint: str, models: Iterable[InstalledModel]
    ) -> None:
        await self._session.execute(
            delete(InstalledModelRow).where(InstalledModelRow.client_id == client_id)
        )
        await self._add_models(client_id, models)
        await self._set_fingerprint(client_id, fingerprint)

    async def change_models(
        self,
        client_id: str,
        fingerprint: str,
        upserted: Iterable[InstalledModel],
        removed: Iterable[str],
    ) -> None:
        upserted = list(upserted)
        names = [*removed, *(model.name for model in upserted)]
        for part in _parts(names):
            await self._session.execute(
                delete(InstalledModelRow).where(
                    InstalledModelRow.client_id == client_id, InstalledModelRow.name.in_(part)
                )
            )
        await self._add_models(client_id, upserted)
        await self._set_fingerprint(client_id, fingerprint)

    async def flush(self, clients: Iterable[tuple[LiveClient, str | None]]) -> None:
        """Live state worth keeping: each client with why it is offline, if it is."""
        rows = [
            {
                "client_id": client.client_id,
                "last_seen": client.last_seen,
                "left": left,
                "ollama": client.ollama.model_dump(mode="json"),
                "hardware": client.record.hardware.model_dump(mode="json"),
            }
            for client, left in clients
        ]
        if rows:
            await self._session.execute(update(ClientRow), rows)

    async def _add_models(self, client_id: str, models: Iterable[InstalledModel]) -> None:
        by_name = {model.name: model for model in models}  # a name said twice counts once
        rows = [_row(client_id, model) for model in by_name.values()]
        if rows:
            await self._session.execute(insert(InstalledModelRow), rows)

    async def _set_fingerprint(self, client_id: str, fingerprint: str) -> None:
        await self._session.execute(
            update(ClientRow)
            .where(ClientRow.client_id == client_id)
            .values(fingerprint=fingerprint)
        )


def _parts(names: list[str], size: int = 500) -> Iterable[list[str]]:
    """SQLite takes a bounded number of variables in a statement."""
    return (names[i : i + size] for i in range(0, len(names), size))


def _row(client_id: str, model: InstalledModel) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "name": model.name,
        "digest": model.digest,
        "size": model.size,
        "modified_at": model.modified_at,
        "facts": model.model_dump(
            mode="json", include={"details", "remote_model", "remote_host"}, exclude_none=True
        ),
    }


def _model(row: InstalledModelRow) -> InstalledModel:
    return InstalledModel(
        name=row.name,
        digest=row.digest,
        size=row.size,
        modified_at=row.modified_at,
        **row.facts,
    )
