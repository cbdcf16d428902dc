"""A machine as its client tells of it."""

from obt.wire.benchmarks import Machine
from obt.wire.facts import Cpu, Gpu, Hardware, OperatingSystem
from tests.measure.report.factories import NOON


def machine(cpu: str = "Ryzen 7") -> Machine:
    return Machine(
        seen_at=NOON,
        client_version="0.1.0",
        ollama_version="0.33.3",
        hardware=Hardware(
            cpu=Cpu(model=cpu, architecture="x86_64", cores_logical=16),
            memory_total=32_000_000_000,
            os=OperatingSystem(name="Debian", version="12"),
            gpus=[Gpu(index=0, name="RTX 4090", vendor="nvidia", memory_total=24_000_000_000)],
        ),
        power_source="mains",
    )
