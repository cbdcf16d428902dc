"""Real clients in one process, to be killed together: `clients.py SERVER FOLDER ID=OLLAMA …`."""

import asyncio
import os
import sys
from pathlib import Path

from obt.client.client import Client
from obt.client.identity import IdentityStore
from obt.client.settings import ClientSettings


async def main(server: str, folder: Path, pairs: list[str]) -> None:
    async with asyncio.TaskGroup() as group:
        for pair in pairs:
            client_id, _, ollama = pair.partition("=")
            os.environ["OLLAMA_HOST"] = ollama
            settings = ClientSettings(
                server_url=server, client_id=client_id, data_dir=folder / client_id
            )
            store = IdentityStore(settings.identity_dir)
            store.prepare()
            group.create_task(Client(settings, store).run(), name=client_id)


asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
