"""One simulated node: what it has, what is loaded, how fast it is."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from obt.simulate.ollama.catalogue import CATALOGUE, Entry
from obt.simulate.ollama.clock import Clock, RealClock
from obt.simulate.ollama.faults import Faults
from obt.simulate.ollama.names import Name, parse
from obt.simulate.ollama.profile import V0_9_3, Profile, Speeds
from obt.simulate.ollama.store import Model, Store

KEEP_ALIVE_S = 300.0
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
    model: Model
    options: tuple[tuple[str, object], ...]
    context: int
    keep_s: float  #: Negative = for ever
    until: datetime
    vram_part: float


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

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - words and jitter, no secrets
        self.store = Store(self.folder)
        self.started_ns = self.clock.ns()
        self._loaded: dict[str, Loaded] = {}
        self.gate = asyncio.Lock()  # one generation at a time: OLLAMA_NUM_PARALLEL is 1

    def install(self, *names: str) -> None:
        """From the catalogue, or with an entry made up from the name."""
        for text in names:
            name = parse(text)
            if name is None:
                raise ValueError(f"'{text}' is no name of a model")
            entry = CATALOGUE.get(text) or Entry(
                text, "llama", "1.0B", "Q4_K_M", 700_000_000, 8192, 2048
            )
            self.store.put(self.store.build(name, entry, self.clock.now()))

    def find(self, text: str) -> Model | None:
        name = parse(text)
        return self.store.get(name) if name else None

    def loaded(self) -> list[Loaded]:
        """What is in memory now, the latest to expire first."""
        now = self.clock.now()
        self._loaded = {key: it for key, it in self._loaded.items() if it.until > now}
        return sorted(self._loaded.values(), key=lambda it: it.until, reverse=True)

    async def load(self, model: Model, options: dict[str, object], keep_s: float | None) -> int:
        """Make sure it is loaded with these options. Returns the nanoseconds that took."""
        begun = self.clock.ns()
        runner = tuple(sorted((k, v) for k, v in options.items() if k in RUNNER_OPTIONS))
        self.loaded()
        there = self._loaded.get(model.name.key)
        if there is None or there.options != runner or there.model.digest != model.digest:
            await self.clock.sleep(self.speeds.load_s)
            context = options.get("num_ctx", 4096)
            there = self._loaded[model.name.key] = Loaded(
                model=model,
                options=runner,
                context=context if isinstance(context, int) else 4096,
                keep_s=KEEP_ALIVE_S,
                until=self.clock.now(),
                vram_part=self.vram_part,
            )
        if keep_s is not None:
            there.keep_s = keep_s
        self.touch(there)
        return max(self.clock.ns() - begun, 1_000_000)

    def touch(self, it: Loaded) -> None:
        """Its time to live begins anew with every use."""
        span = FOREVER if it.keep_s < 0 else timedelta(seconds=it.keep_s)
        it.until = self.clock.now() + span

    async def unload(self, name: Name) -> None:
        if it := self._loaded.get(name.key):
            it.until = self.clock.now() + timedelta(seconds=self.speeds.unload_s)

    def drop(self, name: Name) -> None:
        self._loaded.pop(name.key, None)
