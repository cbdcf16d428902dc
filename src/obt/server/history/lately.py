"""The last minutes of all clients at once, for curves of a few hundred pixels."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from obt.server.history.recent import Recent
from obt.server.history.schemas import ClientLately, Lately
from obt.server.history.values import Metric

STEP_S = 30.0
STEPS = 30  # 15 minutes, as many as a tab of the dashboard remembers
CLIENTS_AT_ONCE = 50  # 5 ms: beats that come meanwhile are not held up
SHOWN: frozenset[Metric] = frozenset({"cpu_percent", "utilization_percent"})
Column = list[float | None]


async def lately(recents: Mapping[str, Recent], now: datetime) -> Lately:
    """Who said nothing in that time is left out."""
    start = now.timestamp() // STEP_S * STEP_S - STEP_S * (STEPS - 1)
    clients: list[ClientLately] = []
    for n, (client_id, recent) in enumerate(list(recents.items())):
        if n % CLIENTS_AT_ONCE == CLIENTS_AT_ONCE - 1:
            await asyncio.sleep(0)
        told = dict(recent.means(SHOWN, start, STEP_S, STEPS))
        if not told:
            continue
        gpus = [column for key, column in told.items() if key.gpu is not None]
        cpu = next((column for key, column in told.items() if key.gpu is None), None)
        clients.append(
            ClientLately(
                client_id=client_id,
                cpu_percent=cpu and [_whole(it) for it in cpu],
                gpu_percent=[_whole(_busiest(it)) for it in zip(*gpus, strict=True)] or None,
            )
        )
    return Lately(begins_at=datetime.fromtimestamp(start, UTC), step_s=STEP_S, clients=clients)


def _busiest(values: tuple[float | None, ...]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
