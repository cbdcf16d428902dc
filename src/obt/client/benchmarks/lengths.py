"""Prompts of exact length: how many tokens a text has, only the model's own tokenizer knows."""

from obt.client.benchmarks.cells import Cell
from obt.client.benchmarks.shots import Shots, longest
from obt.client.benchmarks.subject import Subject
from obt.measure.prompts import PromptError, Recipe, calibration
from obt.measure.record import reports_cached
from obt.measure.workloads import Replayed, Synthetic
from obt.measure.workloads.models import Style

Key = tuple[str, str, int, str]


class CannotError(Exception):
    """This cell cannot be measured here; the message says why, for people."""


class Lengths:
    """Finds each recipe once: cells of the same model, API and length share it."""

    def __init__(self, subject: Subject, shots: Shots) -> None:
        self._subject = subject
        self._shots = shots
        self._found: dict[Key, Recipe] = {}

    async def fit(self, cell: Cell) -> bool:
        """Whether the trial got a recipe that it had not. Raises CannotError, AwayError, GoneError.

        The model is loaded afterwards, with the cell's options.
        """
        wanted = _wanted(cell)
        if wanted is None:
            return False
        tokens, style = wanted
        key = (cell.model.name, cell.case.api, tokens, style)
        if cell.trial.recipe is not None:
            self._found.setdefault(key, cell.trial.recipe)
            return False
        if key not in self._found:
            self._found[key] = await self._search(cell, tokens, style)
        cell.change(recipe=self._found[key])
        return True

    async def frame(self, cell: Cell) -> None:
        """How many tokens a chat template adds: so many may be cached, and be no cache hit."""
        name = cell.model.name
        wanted = cell.case.api == "chat" and reports_cached(self._shots.version)
        if wanted and name not in self._shots.frames:
            text = "people water world house"
            chat = await self._count(cell, text)
            self._shots.frames[name] = max(0, chat - await self._count(cell, text, raw=True))

    async def _search(self, cell: Cell, tokens: int, style: Style) -> Recipe:
        search = calibration(tokens, self._shots.seed, style)
        text = next(search)
        try:
            while True:
                text = search.send(await self._count(cell, text))
        except StopIteration as found:
            recipe: Recipe = found.value
            return recipe
        except PromptError as error:
            raise CannotError(f"No prompt for it: {error}.") from error

    async def _count(self, cell: Cell, text: str, *, raw: bool = False) -> int:
        shot = self._shots.counting(cell, text, raw=raw)
        reply = await self._subject.patiently(shot, cell.model.name)
        if reply.record.error is not None:
            raise CannotError(f"Ollama says: {reply.record.error}")
        count = reply.record.counters.prompt_eval_count
        if count is None:
            raise CannotError("Ollama does not tell how many tokens a prompt has.")
        return count


def _wanted(cell: Cell) -> tuple[int, Style] | None:
    """Length and style of the synthetic prompts that the cell needs."""
    match cell.case.prompt:
        case Synthetic(tokens=tokens, style=style):
            return tokens, style
        case Replayed(entries=entries) if (most := longest(entries)) is not None:
            return most, "prose"
    return None
