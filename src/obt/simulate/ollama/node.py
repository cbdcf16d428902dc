"""One simulated node: what it has, what is loaded, how fast it is."""

import asyncio
import contextlib
import math
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from obt.simulate.ollama.catalogue import CATALOGUE, unlisted
from obt.simulate.ollama.clock import Clock, RealClock
from obt.simulate.ollama.download import Downloads
from obt.simulate.ollama.faults import Faults
from obt.simulate.ollama.names import Name, parse
from obt.simulate.ollama.profile import V0_9_3, Profile, Speeds
from obt.simulate.ollama.reply import RefusedError
from obt.simulate.ollama.store import Model, Store, build

KEEP_ALIVE_S = 300.0
CONTEXT = 4096
FIND_S = 0.001  #: A model in memory is found, no faster than this
FOREVER = timedelta(days=365 * 292)
RUNNER_OPTIONS = (
    "num_ctx",
    "num_batch",
    "main_gpu",
    "use_mmap",
    "num_thread",
    "draft_num_predict",
)


@dataclass
class Loaded:
    """A model in memory. It goes when it is idle and `until` has passed."""

    model: Model
    options: tuple[tuple[str, object], ...]
    context: int
    keep_s: float  #: Negative = for ever
    until: datetime
    vram_part: float
    ready: bool = False
    users: int = 0
    cached: list[str] = field(default_factory=list)  #: Tokens of the last prompt and its answer
    idle: asyncio.Event = field(default_factory=asyncio.Event)  #: Set when the last user leaves
    slot: asyncio.Lock = field(default_factory=asyncio.Lock)  #: OLLAMA_NUM_PARALLEL is 1

    async def until_idle(self) -> None:
        if self.users:
            await self.idle.wait()


def _stay(it: Loaded) -> float:
    return math.inf if it.keep_s < 0 else it.keep_s


@dataclass
class Node:
    """`seed` decides jitter and words. With a `folder`, models are files as on a real node."""

    profile: Profile = V0_9_3
    speeds: Speeds = field(default_factory=Speeds)
    faults: Faults = field(default_factory=Faults)
    clock: Clock = field(default_factory=RealClock)
    seed: int = 0
    vram_part: float = 0.0  #: Which part of a loaded model is on a GPU
    folder: Path | None = None
    max_loaded: int = 3  #: One more evicts an idle one
    answer_tokens: int = 128  #: How long an answer is where nothing limits it
    prompt_cache: bool = True  #: A prompt's part that the last one had too is not evaluated again
    speeds_of: dict[str, Speeds] = field(default_factory=dict)  #: By model, where they differ

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - words and jitter, no secrets
        self.store = Store(self.folder)
        self.started_ns = self.clock.ns()
        self._loaded: dict[str, Loaded] = {}
        self._loading = asyncio.Lock()
        self.downloads = Downloads(self.clock)

    def install(self, *names: str) -> None:
        """From the catalogue, or with an entry made up from the name."""
        for text in names:
            name = parse(text)
            if name is None:
                raise ValueError(f"'{text}' is no name of a model")
            entry = CATALOGUE.get(name.shown) or unlisted(name.shown)
            self.store.put(build(name, entry, self.clock.now()))

    def find(self, text: str) -> Model | None:
        name = parse(text)
        return self.store.get(name) if name else None

    def speeds_for(self, model: Model) -> Speeds:
        return self.speeds_of.get(model.name.shown, self.speeds)

    # memory

    def loaded(self) -> list[Loaded]:
        """What is in memory now, the latest to expire first."""
        now = self.clock.now()
        self._loaded = {
            key: it
            for key, it in self._loaded.items()
            if it.users or self._leaves_at(it) > now or not it.ready
        }
        return sorted(self._loaded.values(), key=lambda it: it.until, reverse=True)

    def _leaves_at(self, it: Loaded) -> datetime:
        return it.until + timedelta(seconds=self.speeds_for(it.model).unload_s)

    @contextlib.asynccontextmanager
    async def use(
        self, model: Model, options: dict[str, object], keep_s: float | None
    ) -> AsyncIterator[tuple[Loaded, int]]:
        """The model in memory with these options, and the nanoseconds until it was there.

        It stays while it is used, and its time to live begins anew at the end.

        Raises:
            RefusedError: it cannot be loaded.
        """
        begun = self.clock.ns()
        async with self._loading:
            it = await self._get(model, options, keep_s)
            it.users += 1
            it.idle.clear()
        if keep_s is not None:
            it.keep_s = keep_s
        try:
            await self.clock.sleep(FIND_S - (self.clock.ns() - begun) / 1e9)
            yield it, self.clock.ns() - begun
        finally:
            it.users -= 1
            it.until = self._expiry(it.keep_s)
            if not it.users:
                it.idle.set()

    async def _get(self, model: Model, options: dict[str, object], keep_s: float | None) -> Loaded:
        runner = tuple(sorted((k, v) for k, v in options.items() if k in RUNNER_OPTIONS))
        self.loaded()
        key = model.name.key
        if there := self._loaded.get(key):
            fits = there.options == runner and there.model.digest == model.digest
            if fits and (there.users or there.until > self.clock.now()):
                return there
            await there.until_idle()
            self._loaded.pop(key, None)
        await self._make_room()
        keep_s = KEEP_ALIVE_S if keep_s is None else keep_s
        context = options.get("num_ctx", CONTEXT)
        made = self._loaded[key] = Loaded(
            model=model,
            options=runner,
            context=int(context) if isinstance(context, int | float) else CONTEXT,
            keep_s=keep_s,
            until=self._expiry(keep_s),
            vram_part=self.vram_part,
        )
        try:
            await self.clock.sleep(self.speeds_for(model).load_s)
            if self.faults.load_error is not None:
                raise RefusedError(500, self.faults.load_error)
            made.ready = True
        finally:
            if not made.ready:
                self._loaded.pop(key, None)
        return made

    async def _make_room(self) -> None:
        while len(self._loaded) >= self.max_loaded:
            by_stay = sorted(self._loaded.values(), key=_stay)
            leaving = next((it for it in by_stay if not it.users), by_stay[0])
            await leaving.until_idle()
            self._loaded.pop(leaving.model.name.key, None)

    def _expiry(self, keep_s: float) -> datetime:
        return self.clock.now() + (FOREVER if keep_s < 0 else timedelta(seconds=keep_s))

    def unload(self, name: Name) -> None:
        """As soon as it is idle; gone from the list a little later."""
        if it := self._loaded.get(name.key):
            it.keep_s = 0
            it.until = self.clock.now()

    def forget_loaded(self) -> None:
        """As after a restart."""
        self._loaded.clear()
