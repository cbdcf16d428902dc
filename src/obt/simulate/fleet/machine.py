"""A simulated machine: everything a client would tell of it, from a seed."""

import hashlib
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from obt.wire.facts import (
    Cpu,
    Disk,
    Gpu,
    GpuTelemetry,
    Hardware,
    InstalledModel,
    LoadedModel,
    ModelDetails,
    OllamaState,
    OperatingSystem,
    Telemetry,
)
from obt.wire.frames import BeatFrame, ModelsSnapshot

GB = 10**9
GIB = 2**30
DRIVER = GIB // 2  #: Memory of a GPU that no model gets
CPUS = (
    ("AMD Ryzen 9 7950X 16-Core Processor", 16, 32),
    ("Intel(R) Core(TM) i7-12700K", 12, 20),
    ("AMD EPYC 9354 32-Core Processor", 32, 64),
    ("Intel(R) N100", 4, 4),
)
GPUS = (
    ("NVIDIA GeForce RTX 4090", 24 * GIB),
    ("NVIDIA GeForce RTX 3060", 12 * GIB),
    ("NVIDIA RTX A6000", 48 * GIB),
)
SYSTEMS = ("Ubuntu 24.04 LTS", "Debian GNU/Linux 12", "Windows 11 Pro")
FAMILIES = ("llama", "qwen3", "gemma3", "phi3", "mistral", "deepseek2", "granite", "nomic-bert")
SIZES = (("1.2B", 1.3), ("3.2B", 2.0), ("8.0B", 4.9), ("14.8B", 9.3), ("32.8B", 20.2))
QUANTIZATIONS = ("Q4_K_M", "Q8_0", "F16", "Q4_0")
PLACES = ("berlin", "lyon", "osaka", "lab", "office")
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def model(n: int) -> InstalledModel:
    """The n-th model there is: the same on every machine that has it."""
    family = FAMILIES[n % len(FAMILIES)]
    parameters, gigabytes = SIZES[(n // len(FAMILIES)) % len(SIZES)]
    quantization = QUANTIZATIONS[(n // 40) % len(QUANTIZATIONS)]
    tag = f"{parameters.lower()}-{quantization.lower()}"
    name = f"{family}-{n // 160}:{tag}" if n >= 160 else f"{family}:{tag}"
    embeds = family == "nomic-bert"
    return InstalledModel(
        name=name,
        digest=hashlib.sha256(name.encode()).hexdigest(),
        size=int(gigabytes * GB),
        modified_at=MADE + timedelta(hours=n),
        details=ModelDetails(
            family=family,
            families=[family],
            format="gguf",
            parameter_size=parameters,
            quantization=quantization,
            context_length=8192 if embeds else 131072,
            embedding_length=768 if embeds else 4096,
            capabilities=["embedding"] if embeds else ["completion", "tools"],
        ),
    )


@dataclass
class Machine:
    """One machine of the fleet. `number` and `seed` decide everything."""

    number: int
    models: int = 20
    catalogue: int = 200
    seed: int = 0
    _random: random.Random = field(init=False)
    _cpu: float = field(init=False, default=20.0)

    def __post_init__(self) -> None:
        # a seed for demos and load, not for secrets
        self._random = random.Random(self.seed * 1_000_003 + self.number)  # noqa: S311
        self._kind = self._random.randrange(1_000_000)
        installed = self._random.sample(range(self.catalogue), min(self.models, self.catalogue))
        self.installed = [model(n) for n in sorted(installed)]
        self.loaded: list[LoadedModel] = []

    @property
    def client_id(self) -> str:
        return f"sim-{self.number:05d}"

    @property
    def labels(self) -> list[str]:
        return ["simulated", PLACES[self._kind % len(PLACES)]]

    @property
    def ollama(self) -> OllamaState:
        return OllamaState(reachable=True, url="http://127.0.0.1:11434", version="0.33.0")

    def hardware(self) -> Hardware:
        name, physical, logical = CPUS[self._kind % len(CPUS)]
        gpu, memory = GPUS[self._kind // 7 % len(GPUS)]
        has_gpu = self._kind % 4 != 3
        return Hardware(
            cpu=Cpu(
                model=name, architecture="x86_64", cores_physical=physical, cores_logical=logical
            ),
            memory_total=physical * 4 * GIB,
            os=OperatingSystem(name=SYSTEMS[self._kind // 5 % len(SYSTEMS)]),
            gpus=[Gpu(index=0, name=gpu, vendor="nvidia", memory_total=memory)] if has_gpu else [],
            models_disk=Disk(path="/var/lib/ollama/models", total=2000 * GB),
            absent={} if has_gpu else {"gpus": "no GPU on this simulated machine"},
        )

    def beat(self) -> BeatFrame:
        """The next beat: a random walk, so that charts have something to show."""
        roll = self._random
        self._cpu = min(100.0, max(0.0, self._cpu + roll.uniform(-8, 8)))
        hardware = self.hardware()
        gpus = [
            GpuTelemetry(
                index=gpu.index,
                memory_used=sum(m.size_vram for m in self.loaded) + DRIVER,
                utilization_percent=round(self._cpu, 1),
                temperature_c=round(38 + self._cpu / 3, 1),
                power_w=round(30 + self._cpu * 3, 1),
            )
            for gpu in hardware.gpus
        ]
        telemetry = Telemetry(
            cpu_percent=round(self._cpu, 1),
            load_1m=round(self._cpu / 10, 2),
            memory_used=int((hardware.memory_total or 0) * (0.2 + self._cpu / 200)),
            disk_free=800 * GB,
            gpus=gpus,
            absent={} if gpus else {"gpus": "no GPU on this simulated machine"},
        )
        return BeatFrame(ollama=self.ollama, telemetry=telemetry, loaded=self.loaded)

    def snapshot(self) -> ModelsSnapshot:
        whole = "".join(m.name + m.digest for m in self.installed)
        fingerprint = hashlib.sha256(whole.encode()).hexdigest()
        return ModelsSnapshot(models=self.installed, fingerprint=fingerprint)

    def load(self, name: str, until: datetime) -> bool:
        """Whether it had that model to load."""
        self.unload(name)
        for m in self.installed:
            if m.name == name:
                vram = self._make_room(m.size)
                loaded = LoadedModel(
                    name=name, digest=m.digest, size=m.size, size_vram=vram, expires_at=until
                )
                self.loaded = [*self.loaded, loaded]
                return True
        return False

    def _make_room(self, size: int) -> int:
        """As Ollama does: who came first leaves, and what no GPU has room for lies in RAM in part.

        Returns the bytes of `size` that go to the GPUs.
        """
        room = max(0, sum((gpu.memory_total or 0) - DRIVER for gpu in self.hardware().gpus))
        while room and self.loaded and sum(m.size_vram for m in self.loaded) + size > room:
            self.loaded = self.loaded[1:]
        return min(size, room)

    def unload(self, name: str) -> None:
        self.loaded = [m for m in self.loaded if m.name != name]
