"""Is the machine quiet? It waits for that; what stays is noted, and samples say the rest."""

from collections.abc import Iterator
from datetime import datetime

from obt.client.benchmarks.rig import Bounds, Time
from obt.client.benchmarks.subject import Say, Subject
from obt.client.benchmarks.watch import Watch
from obt.client.beside import Beside
from obt.wire.facts import LoadedModel
from obt.wire.names import same_model


class Guests:
    """Models in memory beside the one that is measured.

    One that was there before and stays unused is noted once, and flags no sample: it takes memory,
    but no time. Ollama moves a model's expiry whenever it is used.
    """

    def __init__(self) -> None:
        self._accepted: set[str] = set()

    def unknown(self, model: str | None, loaded: list[LoadedModel]) -> list[str]:
        names = [it.name for it in loaded if model is None or not same_model(it.name, model)]
        return [name for name in names if name not in self._accepted]

    def accept(self, names: list[str]) -> None:
        self._accepted.update(names)

    def strangers(
        self, model: str, before: list[LoadedModel], after: list[LoadedModel]
    ) -> tuple[str, ...]:
        """Those that came, or worked, between the two looks."""
        found = dict.fromkeys(self.unknown(model, [*before, *after]))
        expiry: dict[str, datetime | None] = {it.name: it.expires_at for it in before}
        for it in after:
            known = it.name in expiry and not same_model(it.name, model)
            if known and expiry[it.name] != it.expires_at:
                found[it.name] = None
        return tuple(found)


class Quiet:
    def __init__(
        self,
        subject: Subject,
        watch: Watch,
        guests: Guests,
        time: Time,
        bounds: Bounds,
        beside: Beside,
    ) -> None:
        self._subject = subject
        self._watch = watch
        self._guests = guests
        self._time = time
        self._bounds = bounds
        self._beside = beside
        self._patience_s = bounds.quiet_s

    async def alone(self, say: Say) -> None:
        """Until what else of OBT went on here has ended: no more begins while this measures."""
        while others := self._beside():
            say(f"waiting for a quiet machine: {'; '.join(others)}")
            await self._time.sleep(self._bounds.look_every_s)

    async def reached(self, model: str, say: Say) -> tuple[str, ...]:
        """What a reader must know; empty = it is quiet. Raises AwayError."""
        await self.alone(say)
        began = self._time.s()
        while True:
            names = self._guests.unknown(model, await self._subject.loaded())
            share = await self._foreign_cpu()
            if not names and (share is None or share <= self._bounds.foreign_cpu):
                self._patience_s = self._bounds.quiet_s
                return ()
            if self._time.s() - began >= self._patience_s:
                break
            say(f"waiting for a quiet machine: {'; '.join(_words(names, share, self._bounds))}")
            await self._time.sleep(self._bounds.look_every_s)
        self._guests.accept(names)
        # whoever was not quiet for so long will not be soon: the next looks are short
        self._patience_s = self._bounds.quiet_s / 10
        return tuple(f"Not quiet: {what}." for what in _words(names, share, self._bounds))

    async def _foreign_cpu(self) -> float | None:
        await self._watch.begin()
        try:
            await self._time.sleep(self._bounds.look_every_s)
        finally:
            seen = await self._watch.end()
        return seen.foreign_cpu


def _words(names: list[str], share: float | None, bounds: Bounds) -> Iterator[str]:
    yield from (f"model {name} stays in memory" for name in names)
    if share is not None and share > bounds.foreign_cpu:
        # without the number: a note is told once, not once for each share
        yield "other programs use the processor"
