"""Follows one Ollama: its list of models, its loaded models, and whether it answers."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Literal

import structlog

from obt.client.node import ModelsBook, Node
from obt.client.ollama.access import Failure, Ollama
from obt.client.ollama.reader import Reader, Unchanged
from obt.client.outbox import Outbox
from obt.wire.facts import LoadedModel, OllamaState

log = structlog.get_logger("obt.client.sync")

STALL_S = 2.0
"""A ps without an answer for so long makes what is shown stale; then the version is asked."""
DETAILS_PATIENCE_S = 0.5
"""New models are told with their details, if these come so soon; else first without."""
TELL_EVERY_S = 2.0
"""While details of many models come in: each telling goes through the whole list."""
BURST = 5
BURST_INTERVAL_S = 0.4
"""After a poke: an unload is asynchronous, ps lists the model a moment longer."""
SAME_EXPIRY = timedelta(seconds=15)
"""Every request moves the expiry; the ordinary beats tell of that often enough."""
VERSION_EVERY = 15
"""Looks at the list between two looks at the version: a minute."""

STALLED = Failure("stalled", "Ollama answers, but not in time")

Source = Literal["models", "loaded"]


class Sync:
    """`watch_models` and `watch_loaded` run for ever, side by side."""

    def __init__(
        self,
        ollama: Ollama,
        reader: Reader,
        node: Node,
        book: ModelsBook,
        outbox: Outbox,
        *,
        models_interval_s: float = 4.0,
        loaded_interval_s: float = 2.0,
        stall_s: float = STALL_S,
    ) -> None:
        self._ollama = ollama
        self._reader = reader
        self._node = node
        self._book = book
        self._outbox = outbox
        self._models_interval_s = models_interval_s
        self._loaded_interval_s = loaded_interval_s
        self._stall_s = stall_s
        self._wake_models = asyncio.Event()
        self._wake_loaded = asyncio.Event()
        self._burst = 0
        self._looks = 0
        self._installed: int | None = None
        self._told_models_at = 0.0
        self._failures: dict[Source, Failure | None] = {"models": None, "loaded": None}
        self._version: str | None = None
        self._told_loaded: list[LoadedModel] = []
        self._looked = asyncio.Event()

    def poke(self) -> None:
        """See `ports.Pokeable`."""
        self._burst = BURST
        self._wake_models.set()
        self._wake_loaded.set()

    async def first_look(self, patience_s: float) -> None:
        """Until it is known whether Ollama answers, and with which models; or not so soon."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._looked.wait()

    async def watch_loaded(self) -> None:
        while True:
            await self.look_loaded()
            interval = self._loaded_interval_s
            if self._burst:
                self._burst -= 1
                interval = min(interval, BURST_INTERVAL_S)
            await _wait(self._wake_loaded, interval)

    async def watch_models(self) -> None:
        while True:
            more = await self.look_models()
            self._looked.set()
            await _wait(self._wake_models, 0 if more else self._models_interval_s)

    async def look_models(self) -> bool:
        """One look at the list; True where details of more models wait to be asked."""
        answer = await self._reader.installed()
        if isinstance(answer, Failure):
            await self._report("models", STALLED if answer.kind == "slow" else answer)
            return False
        self._looks += 1
        if self._looks % VERSION_EVERY == 0:
            self._version = None
        await self._report("models", None)
        changed = not isinstance(answer, Unchanged)
        wanted = self._reader.undetailed()
        if wanted:
            await self._detail(wanted, tell_first=changed)
        more = bool(self._reader.undetailed())
        late = asyncio.get_running_loop().time() - self._told_models_at > TELL_EVERY_S
        if changed or (wanted and (late or not more)):
            self._tell_models()
        return more

    async def _detail(self, wanted: dict[str, str], *, tell_first: bool) -> None:
        asking = asyncio.create_task(self._reader.details(wanted))
        try:
            done, _ = await asyncio.wait({asking}, timeout=DETAILS_PATIENCE_S)
            if not done and tell_first:
                self._tell_models()
            await asking
        finally:
            asking.cancel()

    async def look_loaded(self) -> None:
        """One look at the loaded models, and so at Ollama itself."""
        asking = asyncio.create_task(self._reader.loaded())
        try:
            done, _ = await asyncio.wait({asking}, timeout=self._stall_s)
            if not done:
                await self._report("loaded", STALLED)
                version = await self._ollama.version()
                if isinstance(version, Failure):
                    await self._report("loaded", version)
                    return
            answer = await asking
        finally:
            asking.cancel()
        if isinstance(answer, Failure):
            await self._report("loaded", STALLED if answer.kind == "slow" else answer)
            return
        if not isinstance(answer, Unchanged):
            self._tell_loaded(answer)
        await self._report("loaded", None)

    async def _report(self, source: Source, failure: Failure | None) -> None:
        """Fold what was seen into one state, and tell of it where it changed."""
        if failure is None and self._version is None:
            version = await self._ollama.version()
            self._version = version if isinstance(version, str) else None
        # from here on without a pause: the two loops report side by side
        before = self._failures[source]
        self._failures[source] = failure
        failures = [f for f in self._failures.values() if f]
        broken = next((f for f in failures if f.kind != "stalled"), None)
        state = OllamaState(
            reachable=broken is None,
            url=self._ollama.address.url,
            version=self._version if broken is None else None,
            error=broken.message if broken else None,
            stale=broken is None and bool(failures),
        )
        if (failure is None) != (before is None):  # the other loop should see for itself
            (self._wake_models if source == "loaded" else self._wake_loaded).set()
        if state != self._node.ollama:
            self._change(state)

    def _change(self, state: OllamaState) -> None:
        was = self._node.ollama
        self._node.ollama = state
        if not state.reachable:
            self._version = None
            self._reader.forget()  # whatever comes back may be another one
            self._node.loaded = self._told_loaded = []  # an Ollama that is gone holds nothing
            if was.error != state.error:
                log.warning("Ollama is unreachable", why=state.error)
        elif not was.reachable:
            log.info("Ollama answers", url=state.url, version=state.version)
        elif state.stale != was.stale:
            log.info("Ollama is slow to answer" if state.stale else "Ollama answers in time again")
        self._outbox.mark("beat")

    def _tell_models(self) -> None:
        self._told_models_at = asyncio.get_running_loop().time()
        models = self._reader.known()
        if not self._book.update(models):
            return
        if len(models) != self._installed:
            log.info("models", installed=len(models))
        self._installed = len(models)
        self._outbox.mark("models")

    def _tell_loaded(self, loaded: list[LoadedModel]) -> None:
        self._node.loaded = loaded
        told = self._told_loaded
        if len(told) == len(loaded) and all(map(_alike, told, loaded)):
            return
        if [model.name for model in told] != [model.name for model in loaded]:
            log.info("loaded models", loaded=[model.name for model in loaded])
        self._told_loaded = loaded
        self._outbox.mark("beat")


def _alike(was: LoadedModel, now: LoadedModel) -> bool:
    """Nothing that must be told before the next ordinary beat."""
    if was.expires_at is None or now.expires_at is None:
        return was == now
    close = abs(was.expires_at - now.expires_at) < SAME_EXPIRY
    return close and was.model_copy(update={"expires_at": now.expires_at}) == now


async def _wait(wake: asyncio.Event, timeout_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            await wake.wait()
    wake.clear()
