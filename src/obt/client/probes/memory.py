"""RAM: of the machine, or of the container where that has less."""

from dataclasses import dataclass

import psutil

from obt.client.probes.files import Files
from obt.client.probes.reading import Missing


@dataclass(frozen=True)
class Memory:
    """Bytes."""

    total: int
    used: int


# A container sees its own limit at the root of its cgroup tree; a whole machine has no limit file
# there. A limit deeper down is one of this process alone: it says nothing of Ollama.
_V2 = "/sys/fs/cgroup"
_V1 = "/sys/fs/cgroup/memory"


def memory(files: Files | None = None) -> Memory | Missing:
    try:
        machine = psutil.virtual_memory()
    except (OSError, psutil.Error) as error:
        return Missing(f"the system does not tell: {error}")
    whole = Memory(machine.total, machine.total - machine.available)
    return container(whole, files or Files())


def container(whole: Memory, files: Files) -> Memory:
    """What cgroups leave of the machine's memory."""
    for limit_file, used_file, stat_file, cache in (
        (f"{_V2}/memory.max", f"{_V2}/memory.current", f"{_V2}/memory.stat", "inactive_file"),
        (
            f"{_V1}/memory.limit_in_bytes",
            f"{_V1}/memory.usage_in_bytes",
            f"{_V1}/memory.stat",
            "total_inactive_file",
        ),
    ):
        limit, used = files.number(limit_file), files.number(used_file)
        if isinstance(limit, Missing) or isinstance(used, Missing):
            continue
        if 0 < limit < whole.total:
            return Memory(limit, max(0, used - _stat(files.text(stat_file), cache)))
    return whole


def _stat(text: str | Missing, key: str) -> int:
    """File cache that goes at need is no use of memory."""
    if isinstance(text, Missing):
        return 0
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        if name == key and value.strip().isdigit():
            return int(value)
    return 0
