"""Quality checks of a reply. A Python function runs only where its owner started the measuring."""

import asyncio
import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path

from obt.measure.sample import CheckResult
from obt.measure.workloads import Check, PythonFunction


class CheckError(Exception):
    """A check cannot be made; the message says why, for people."""


class Checker:
    """`functions`: whether Python functions are run. Never for a plan that came from a server."""

    def __init__(self, *, functions: bool) -> None:
        self._functions = functions
        self._loaded: dict[PythonFunction, Callable[[str], object]] = {}

    def prepare(self, checks: Iterable[Check]) -> None:
        """Raises CheckError where a function cannot be loaded."""
        for check in checks:
            if isinstance(check, PythonFunction) and self._functions:
                self._loaded[check] = _load(check)

    async def results(self, checks: Iterable[Check], reply: str) -> tuple[CheckResult, ...]:
        """Those that can be made here. One that raises, or takes too long, has not passed."""
        return await asyncio.to_thread(self._results, checks, reply)

    def _results(self, checks: Iterable[Check], reply: str) -> tuple[CheckResult, ...]:
        made = []
        for check in checks:
            if not isinstance(check, PythonFunction):
                made.append(CheckResult(check=check.kind, passed=check.passes(reply)))
            elif check in self._loaded:
                passed = _passes(self._loaded[check], reply)
                made.append(CheckResult(check=check.kind, passed=passed))
        return tuple(made)


def _load(check: PythonFunction) -> Callable[[str], object]:
    path = Path(check.file)
    spec = importlib.util.spec_from_file_location(f"obt_check_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise CheckError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # the file of a user may raise anything
        raise CheckError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    function = getattr(module, check.function, None)
    if not callable(function):
        raise CheckError(f"{path} has no function '{check.function}'.")
    loaded: Callable[[str], object] = function
    return loaded


def _passes(function: Callable[[str], object], reply: str) -> bool:
    try:
        return function(reply) is True
    except Exception:  # noqa: BLE001 (likewise)
        return False
