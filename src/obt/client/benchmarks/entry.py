"""Making the machine ready for a cell: alone in memory, quiet, lengths known, warm or cold."""

from collections.abc import Sequence

from obt.client.benchmarks.cells import Cell
from obt.client.benchmarks.lengths import CannotError, Lengths
from obt.client.benchmarks.quiet import Guests, Quiet
from obt.client.benchmarks.rig import Time
from obt.client.benchmarks.subject import Say, Subject, find
from obt.client.benchmarks.warming import FULL, SHORT, Warming
from obt.wire.facts import LoadedModel
from obt.wire.names import same_model


class Entry:
    """`mates` are the cells of a group, failed ones left out. Trials change; who calls tells them.

    `ready` marks as failed what cannot be measured, and raises AwayError or GoneError.
    """

    def __init__(
        self,
        subject: Subject,
        lengths: Lengths,
        warming: Warming,
        quiet: Quiet,
        guests: Guests,
        models: Sequence[str],
        time: Time,
    ) -> None:
        self._subject = subject
        self._lengths = lengths
        self._warming = warming
        self._quiet = quiet
        self._guests = guests
        self._models = models
        self._time = time
        self._group: str | None = None  #: What Ollama is warm for
        self._disturbed = False
        self._runners: dict[str, str] = {}  #: The group that each model was last loaded for
        self.loaded_at: dict[str, float] = {}  #: Seconds of our clock, where we saw it

    def forget(self) -> None:
        """Whatever was warm may not be so any more."""
        self._group = None

    def disturbed(self) -> None:
        """Others were at work: the next sample waits until they are done."""
        self._disturbed = True

    async def ready(self, cell: Cell, mates: Sequence[Cell], say: Say) -> list[LoadedModel]:
        """What is in memory when the sample may begin.

        Where the sample before ran on the same load, that one was all the warming up there is.
        """
        loaded = await self._subject.loaded()
        name = cell.model.name
        enters = self._group != cell.group or find(loaded, name) is None
        if enters:
            say(f"{cell.title} · getting ready")
            self._group = None
            await self._alone(name, loaded, say)
        if enters or self._disturbed or self._guests.unknown(name, loaded):
            self._disturbed = False
            for note in await self._quiet.reached(name, say):
                for mate in mates:
                    mate.note(note)
        if enters:
            known = find(loaded, name) is not None and self._runners.get(name) == cell.group
            await self._enter(cell, mates, say, known)
        return await self._subject.loaded()

    async def unload_all(self, say: Say) -> None:
        for it in await self._subject.loaded():
            if any(same_model(it.name, model) for model in self._models):
                await self._subject.unload(it.name, say)

    async def _alone(self, name: str, loaded: list[LoadedModel], say: Say) -> None:
        """A model that stays from an earlier cell would change what fits on a GPU."""
        for it in loaded:
            other = not same_model(it.name, name)
            if other and any(same_model(it.name, model) for model in self._models):
                await self._subject.unload(it.name, say)

    async def _enter(self, cell: Cell, mates: Sequence[Cell], say: Say, known: bool) -> None:
        name, began = cell.model.name, self._time.s()
        for mate in mates:
            if mate.trial.recipe is None:
                say(f"{mate.title} · finding prompts of exact length")
            try:
                await self._lengths.fit(mate)
                await self._lengths.frame(mate)
            except CannotError as error:
                mate.change(failed=str(error))
        if cell.trial.failed is not None:
            return
        if cell.case.cold:
            if not await self._subject.unload(name, say):
                cell.change(failed="It stays in use, and cannot be unloaded.")
            self._runners[name] = cell.group
            self.loaded_at.pop(name, None)
            return  # and the group stays None: the next sample has to unload it again
        say(f"{cell.title} · warming up")
        first = cell.trial.warmth is None
        try:
            rates, warmth = await self._warming.warm(cell, FULL if first else SHORT)
        except CannotError as error:
            for mate in mates:
                mate.change(failed=str(error))
            return
        for mate in mates:
            if mate.trial.warmth is None:
                mate.change(warm_up=rates, warmth=warmth)
        if self._warming.loaded or not known:
            self.loaded_at[name] = began
        self._runners[name] = cell.group
        self._group = cell.group
