"""Run a handful of programs in the foreground as one: readable logs, and no orphan at the end."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx
from rich.console import Console
from rich.text import Text

from obt.client.signals import on_stop

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_cyan", "bright_magenta")
STOP_S = 8  # a client waits 2 s for its goodbye, Node 5 s for open streams


@dataclass(frozen=True)
class Program:
    """One program of the group. `ready` is a URL that answers below 500 once it serves."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: str | None = None


class GroupError(Exception):
    """A program could not be started, or ended by itself."""


@dataclass
class _Running:
    program: Program
    process: asyncio.subprocess.Process
    colour: str


def _own_group() -> dict[str, int | bool]:
    """Ctrl-C at the terminal must reach only us: we end the programs in their order."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _ask_to_stop(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            process.terminate()


class Group:
    """Programs started in order and stopped in the opposite one."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._running: list[_Running] = []
        self._readers: list[asyncio.Task[None]] = []

    async def start(self, program: Program, *, timeout_s: float = 60) -> None:
        """Start it and wait until it is ready.

        Raises:
            GroupError: it ended, or did not answer in time.
        """
        colour = COLOURS[len(self._running) % len(COLOURS)]
        process = await asyncio.create_subprocess_exec(
            *program.argv,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **program.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            limit=1 << 20,
            **_own_group(),  # type: ignore[arg-type]
        )
        running = _Running(program, process, colour)
        self._running.append(running)
        self._readers.append(asyncio.create_task(self._show(running), name=f"log {program.name}"))
        if program.ready is not None:
            await self._until_ready(running, program.ready, timeout_s)

    async def _show(self, running: _Running) -> None:
        stream = running.process.stdout
        assert stream is not None  # noqa: S101 - opened as a pipe above
        async for line in stream:
            text = Text(f"{running.program.name:>9} ", style=running.colour)
            text.append("│ ", style="dim")
            text.append(Text.from_ansi(line.decode(errors="replace").rstrip()))
            self._console.print(text, soft_wrap=True)

    async def _until_ready(self, running: _Running, url: str, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            while time.monotonic() < deadline:
                if running.process.returncode is not None:
                    raise GroupError(self._ended(running))
                with contextlib.suppress(httpx.TransportError):
                    if (await http.get(url)).status_code < 500:
                        return
                await asyncio.sleep(0.05)
        raise GroupError(f"{running.program.name} did not answer at {url} within {timeout_s:g} s")

    @staticmethod
    def _ended(running: _Running) -> str:
        return f"{running.program.name} ended with exit code {running.process.returncode}"

    async def until_one_ends(self) -> str:
        """Wait until a program ends by itself, and say which."""
        waits = {asyncio.create_task(r.process.wait()): r for r in self._running}
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            return self._ended(waits[done.pop()])
        finally:
            for task in waits:
                task.cancel()

    async def stop(self) -> None:
        """End every program, the last started first; kill what does not end in time."""
        for running in reversed(self._running):
            _ask_to_stop(running.process)
        for running in reversed(self._running):
            try:
                await asyncio.wait_for(running.process.wait(), STOP_S)
            except TimeoutError:
                self._console.print(f"{running.program.name} did not stop: killing it", style="red")
                running.process.kill()
                await running.process.wait()
        await asyncio.gather(*self._readers)


async def run_group(
    programs: Sequence[Program], *, console: Console, when_ready: Callable[[], None]
) -> int:
    """Run `programs` until Ctrl-C (0), or until one fails or ends by itself (1)."""
    group = Group(console)
    stopped = asyncio.Event()
    with on_stop(stopped.set):
        stop = asyncio.create_task(stopped.wait())
        try:
            for program in programs:
                starting = asyncio.create_task(group.start(program))
                await asyncio.wait({starting, stop}, return_when=asyncio.FIRST_COMPLETED)
                if stopped.is_set():
                    starting.cancel()
                    await asyncio.gather(starting, return_exceptions=True)
                    return 0
                await starting
            when_ready()
            ended = asyncio.create_task(group.until_one_ends())
            await asyncio.wait({ended, stop}, return_when=asyncio.FIRST_COMPLETED)
            if stopped.is_set():
                ended.cancel()
                return 0
            console.print(f"{await ended}: stopping everything", style="red")
        except GroupError as error:
            console.print(str(error), style="red")
        finally:
            stop.cancel()
            if stopped.is_set():
                console.print("stopping …", style="dim")
            await group.stop()
    return 1
