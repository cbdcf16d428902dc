"""Lists of jobs, and searching them."""

from datetime import datetime

from obt.search import IndexedRow, vocabulary
from obt.server.core.clock import Clock
from obt.server.core.paging import decode_number, encode
from obt.server.core.schemas import Page
from obt.server.core.search import search_query
from obt.server.db.engine import Database
from obt.server.jobs.book import Book
from obt.server.jobs.fleet import Fleet
from obt.server.jobs.repository import Filter, JobRepository
from obt.server.views.jobs import Job


def row(job: Job, client: str, now: datetime) -> IndexedRow:
    progress, error = job.progress, job.error
    done: float | None = None
    if progress and progress.total and progress.completed is not None:
        done = 100 * progress.completed / progress.total
    ended = job.finished_at or now
    flags = {
        "active": job.state in ("queued", "running"),
        "failed": job.state in ("failed", "lost"),
        "waiting": job.waiting_for is not None,
    }
    return IndexedRow(
        vocabulary("jobs"),
        texts={
            "kind": [job.kind],
            "state": [job.state],
            "model": [job.model],
            "client": [client, job.client_id],
            "batch": [str(job.batch_id)],
            "error": [error.code, error.message] if error else [],
        },
        numbers={
            "created": job.created_at.timestamp(),
            "took": (ended - job.started_at).total_seconds() if job.started_at else None,
            "progress": done,
        },
        flags=[name for name, holds in flags.items() if holds],
    )


class JobList:
    def __init__(self, db: Database, book: Book, fleet: Fleet, clock: Clock) -> None:
        self._db = db
        self._book = book
        self._fleet = fleet
        self._clock = clock

    async def page(self, q: str, only: Filter, limit: int, cursor: str | None) -> Page[Job]:
        """Newest first. Raises BadRequestError for a query or a cursor that makes no sense."""
        before = decode_number(cursor) if cursor else None
        if q.strip():
            return await self._searched(q, only, limit, before)
        async with self._db.reading() as session:
            repository = JobRepository(session)
            records = await repository.page(only, before, limit + 1)
            total = await repository.count(only)
        shown, more = records[:limit], len(records) > limit
        return Page(
            items=[self._book.view(record) for record in shown],
            total=total,
            next_cursor=encode(str(shown[-1].number)) if more else None,
        )

    async def _searched(self, q: str, only: Filter, limit: int, before: int | None) -> Page[Job]:
        query, now = search_query(q, "jobs"), self._clock.now()
        items: list[Job] = []
        last, total, more = 0, 0, False
        async with self._db.reading() as session:
            async for record in JobRepository(session).scan(only):
                job = self._book.view(record)
                if not query.matches(row(job, self._fleet.name(job.client_id), now)):
                    continue
                total += 1
                if before is not None and record.number >= before:
                    continue
                if len(items) == limit:
                    more = True
                else:
                    items.append(job)
                    last = record.number
        return Page(items=items, total=total, next_cursor=encode(str(last)) if more else None)
