"""What happened to clients: remembered at once, committed in batches, kept for a month."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence

from obt.server.core.clock import Clock
from obt.server.core.paging import decode_number, next_cursor
from obt.server.core.schemas import Page
from obt.server.core.settings import LOG_KEPT
from obt.server.db.engine import Database
from obt.server.history.changes import Entry, Kind
from obt.server.history.repository import HistoryRepository
from obt.server.history.schemas import LogEntry

MOST = 2000  # of one client
MAX_WAITING = 50_000  # while the database is away
WRITTEN_AT_ONCE = 500


class Log:
    """`known` tells whether there is such a client: what was forgotten has no log."""

    def __init__(self, db: Database, clock: Clock, known: Callable[[str], bool]) -> None:
        self._db = db
        self._clock = clock
        self._known = known
        self._waiting: deque[Entry] = deque(maxlen=MAX_WAITING)

    def add(self, entries: Iterable[Entry]) -> None:
        self._waiting.extend(entries)

    async def flush(self) -> None:
        while self._waiting:
            part: list[Entry] = []
            try:
                async with self._db.unit() as session:
                    part = [self._waiting.popleft() for _ in range(self._at_once())]
                    there = [it for it in part if it.client_id is None or self._known(it.client_id)]
                    await HistoryRepository(session).write(there)
            except BaseException:  # also of the commit: a disk may be full only then
                self._waiting.extendleft(reversed(part))
                raise

    async def page(
        self, client_id: str, limit: int, cursor: str | None, kinds: Sequence[Kind] = ()
    ) -> Page[LogEntry]:
        """Newest first; no kinds: all. Raises BadRequestError for a cursor that is not ours."""
        before = decode_number(cursor) if cursor else None
        await self.flush()  # so that a page is whole
        async with self._db.reading() as session:
            repository = HistoryRepository(session)
            rows = await repository.log(client_id, before, limit + 1, kinds)
            total = await repository.count(client_id, kinds)
        return Page(
            items=[LogEntry.of(row) for row in rows[:limit]],
            total=total,
            next_cursor=next_cursor(rows, limit),
        )

    async def prune(self) -> None:
        async with self._db.unit() as session:
            await HistoryRepository(session).prune_log(self._clock.now() - LOG_KEPT, MOST)

    def _at_once(self) -> int:
        return min(len(self._waiting), WRITTEN_AT_ONCE)
