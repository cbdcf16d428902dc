"""Whose processor time it was: Ollama's, ours, or that of other programs."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psutil

NAMES = frozenset({"ollama", "ollama.exe", "ollama-lib", "ollama app.exe", "ollama_llama_server"})
#: Processor time is counted in steps of 10 ms and more: over less than this it is noise.
MIN_S = 0.5


@dataclass(frozen=True)
class Spent:
    """Processor seconds so far. `ollama` is None where its processes cannot be found."""

    busy: float
    total: float
    ollama: float | None
    own: float

    def foreign(self, before: "Spent") -> float | None:
        """Share of all cores that other programs used since; None = cannot be told."""
        total = self.total - before.total
        if self.ollama is None or before.ollama is None or total < MIN_S * _cores():
            return None
        ours = max(0.0, self.ollama - before.ollama) + (self.own - before.own)
        return min(1.0, max(0.0, (self.busy - before.busy - ours) / total))


class CpuBook:
    """For the Ollama that listens on `port`."""

    def __init__(
        self,
        port: int,
        candidates: Callable[[], Iterable[psutil.Process]] | None = None,
    ) -> None:
        self._port = port
        self._candidates = candidates or _ollamas
        self._server: psutil.Process | None = None

    def spent(self) -> Spent:
        times = psutil.cpu_times()
        fields = dict(times._asdict())
        total = sum(v for k, v in fields.items() if k not in ("guest", "guest_nice"))
        idle = fields["idle"] + fields.get("iowait", 0.0)
        return Spent(total - idle, total, self._ollama(), time.process_time())

    def _ollama(self) -> float | None:
        try:
            if self._server is None or not self._server.is_running():
                self._server = _server(list(self._candidates()), self._port)
            if self._server is None:
                return None
            return sum(_cpu_s(p) for p in (self._server, *self._server.children(recursive=True)))
        except psutil.Error:
            self._server = None
            return None


def _cpu_s(process: psutil.Process) -> float:
    """Also of children that have ended, where the system counts them."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # a runner that just ended; its parent counts it
    return float(times.user + times.system + times.children_user + times.children_system)


def _ollamas() -> Iterable[psutil.Process]:
    """Processes of that name that no other of that name has started."""
    found = {
        process.pid: process
        for process in psutil.process_iter(["name", "ppid"])
        if (process.info["name"] or "").lower() in NAMES
    }
    return [p for p in found.values() if p.info["ppid"] not in found and p.pid != os.getpid()]


def _server(candidates: list[psutil.Process], port: int) -> psutil.Process | None:
    """The one that listens there; where the system does not tell, the only one there is."""
    unknown = []
    for process in candidates:
        try:
            listens = any(
                c.status == psutil.CONN_LISTEN and c.laddr.port == port
                for p in (process, *process.children(recursive=True))
                for c in p.net_connections("tcp")
            )
        except psutil.Error:
            unknown.append(process)
            continue
        if listens:
            return process
    return unknown[0] if len(unknown) == 1 and len(candidates) == 1 else None


def _cores() -> int:
    return psutil.cpu_count() or 1
