"""Reads the models of one Ollama, cheaply: nothing is parsed twice, nothing is asked twice."""

import asyncio
import contextlib
import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

import structlog

from obt.client.ollama import parse
from obt.client.ollama.access import Failure, Ollama
from obt.client.transfer.names import is_temporary
from obt.wire.facts import InstalledModel, LoadedModel, ModelDetails

log = structlog.get_logger("obt.client.ollama")

SHOWS_AT_ONCE = 4
SHOWS_IN_A_ROW = 32
SHOWS_PATIENCE_S = 5.0
SHOW_TRIES = 3


@dataclass(frozen=True)
class Unchanged:
    """The same answer as the last time."""


class Reader:
    """Not for several callers at once, save `details` beside `loaded`."""

    def __init__(
        self, ollama: Ollama, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._ollama = ollama
        self._now = now
        self._models: list[InstalledModel] = []
        self._undetailed: dict[str, str] = {}
        self._tags_hash = b""
        self._ps_hash = b""
        self._shown: dict[str, ModelDetails] = {}
        self._tries: Counter[str] = Counter()
        self._odd: set[str] = set()

    def forget(self) -> None:
        """The next answers count as new; what was shown is still true, by digest."""
        self._tags_hash = self._ps_hash = b""
        self._tries.clear()

    async def installed(self) -> list[InstalledModel] | Unchanged | Failure:
        """The models, with the details known so far."""
        body = await self._ollama.tags()
        if isinstance(body, Failure):
            return body
        if (digest := _digest(body)) == self._tags_hash:
            return Unchanged()
        answer = self._ollama.parse(body)
        if isinstance(answer, Failure):
            return answer
        try:
            tags, odd = parse.installed(answer)
        except ValueError as error:
            return self._ollama.garbage(str(error))
        tags = [tag for tag in tags if not is_temporary(tag.label)]
        self._report_odd(odd)
        self._tags_hash = digest
        present = {tag.bare_digest for tag in tags}
        self._shown = {key: value for key, value in self._shown.items() if key in present}
        self._models = [tag.fact(self._shown.get(tag.bare_digest)) for tag in tags]
        incomplete = {tag.bare_digest: tag.label for tag in tags if not tag.complete}
        self._undetailed = {k: name for k, name in incomplete.items() if k not in self._shown}
        return self._models

    def known(self) -> list[InstalledModel]:
        """The last list, with the details known by now."""
        return self._models

    def undetailed(self) -> dict[str, str]:
        """Digest to a name: what only /api/show can tell more of, a few at a time."""
        wanted = (item for item in self._undetailed.items() if self._tries[item[0]] < SHOW_TRIES)
        return dict(islice(wanted, SHOWS_IN_A_ROW))

    async def details(self, wanted: dict[str, str]) -> None:
        """Ask /api/show for these, `SHOWS_PATIENCE_S` at most.

        A model that vanished meanwhile, or cannot be shown, keeps the details of its tag.
        """
        gate = asyncio.Semaphore(SHOWS_AT_ONCE)
        new: dict[str, ModelDetails] = {}

        async def one(digest: str, name: str) -> None:
            async with gate:
                self._tries[digest] += 1
                answer = await self._ollama.show(name)
            if isinstance(answer, Failure):
                log.debug("no details", model=name, why=answer.message)
            else:
                new[digest] = parse.shown(answer)

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SHOWS_PATIENCE_S):
                await asyncio.gather(*(one(*item) for item in wanted.items()))
        self._shown |= new
        for digest in new:
            self._undetailed.pop(digest, None)
        self._models = [
            model.model_copy(update={"details": new[model.digest]})
            if model.digest in new
            else model
            for model in self._models
        ]

    async def loaded(self) -> list[LoadedModel] | Unchanged | Failure:
        body = await self._ollama.ps()
        if isinstance(body, Failure):
            return body
        if (digest := _digest(body)) == self._ps_hash:
            return Unchanged()
        answer = self._ollama.parse(body)
        if isinstance(answer, Failure):
            return answer
        try:
            models, odd = parse.loaded(answer, self._now())
        except ValueError as error:
            return self._ollama.garbage(str(error))
        self._report_odd(odd)
        self._ps_hash = digest
        return models

    def _report_odd(self, odd: list[str]) -> None:
        """Once each: an odd entry stays for months."""
        for why in odd:
            if why not in self._odd and len(self._odd) < 1000:
                self._odd.add(why)
                log.warning("left out an entry of Ollama's list that makes no sense", why=why)


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()
