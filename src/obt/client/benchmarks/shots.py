"""One request of a cell: what is sent, and what it must be to count."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from obt.client.benchmarks.cells import Cell
from obt.client.benchmarks.reply import Sent
from obt.measure.prompts import Recipe, prefix
from obt.measure.validity import Asked
from obt.measure.workloads import Own, Synthetic
from obt.measure.workloads.models import TraceEntry
from obt.wire.benchmarks import BenchmarkPlan

PATHS = {"generate": "/api/generate", "chat": "/api/chat", "embed": "/api/embed"}
#: A trace's lengths lie on a straight line between two that were counted.
TRACE_TOLERANCE = 0.1
FRAME = 18  #: Tokens of a prompt without a body, about
#: Longer texts, in and out, warm nothing up that shorter ones leave cold: a batch is 512 tokens.
WARM_UNITS, WARM_OUTPUT = 512, 64


@dataclass(frozen=True)
class Shot:
    path: str
    body: dict[str, Any]
    asked: Asked
    sent: Sent


@dataclass
class Numbers:
    """Numbers of prompts: none comes twice in a benchmark, not even after a restart."""

    attempt: int = 0
    used: int = 0

    def next(self) -> int:
        self.used += 1
        return (self.attempt << 32) + self.used


class Shots:
    """Makes the requests of one machine's part. `version` is Ollama's."""

    def __init__(self, plan: BenchmarkPlan, seed: str, attempt: int) -> None:
        self._plan = plan
        self.seed = seed
        self._numbers = Numbers(attempt)
        self.version: str | None = None
        self.frames: dict[str, int] = {}  #: Tokens of a model's chat template, at most

    def of(self, cell: Cell, entry: TraceEntry | None = None) -> Shot:
        """The next request; of a trace, the one that `entry` tells."""
        options = dict(cell.trial.options)
        if entry is not None:
            options["num_predict"] = entry.output_tokens
        return self._shot(cell, self._texts(cell, entry), options, self._asked(cell, entry))

    def warming(self, cell: Cell) -> Shot:
        """Like a request of the cell, on the same runner, but no longer than it takes."""
        options = dict(cell.trial.options)
        texts = self._texts(cell, None)
        recipe = cell.trial.recipe
        if recipe is not None and recipe.units > WARM_UNITS:
            short = recipe.model_copy(update={"units": WARM_UNITS})
            texts = [short.text(self._numbers.next()) for _ in texts]
        if "num_predict" in options:
            options["num_predict"] = min(cell.case.output_tokens, WARM_OUTPUT)
        return self._shot(cell, texts, options, Asked())

    def counting(self, cell: Cell, text: str, *, raw: bool = False) -> Shot:
        """A request only for its prompt_eval_count; `raw` leaves a chat template out."""
        options = dict(cell.trial.options)
        if "num_predict" in options:
            options["num_predict"] = 1
        api = "generate" if raw else cell.case.api
        return self._shot(cell, [text], options, Asked(), api)

    def _shot(
        self,
        cell: Cell,
        texts: list[str],
        options: dict[str, int | float | bool],
        asked: Asked,
        api: str | None = None,
    ) -> Shot:
        case, keep_alive = cell.case, self._plan.settings.keep_alive
        api = api or case.api
        body: dict[str, Any] = {"model": cell.model.name, "options": options}
        # -1 = for ever, which Ollama takes as a number only
        body["keep_alive"] = -1 if keep_alive == "-1" else keep_alive
        if api == "embed":
            body |= {"input": texts, "truncate": True}
        elif api == "chat":
            roles = ("system", "user")[-len(texts) :]
            body["messages"] = [
                {"role": role, "content": text} for role, text in zip(roles, texts, strict=True)
            ]
        else:
            body |= {"prompt": "\n\n".join(texts), "raw": True}
        if api != "embed":
            body |= {"stream": True, "think": self._plan.settings.think}
        sent = Sent(
            api=case.api if api == case.api else "generate",
            engine=cell.model.engine,
            version=self.version,
            cold=case.cold,
            texts=len(texts) if api == "embed" else None,
            shared_prefix_tokens=self._shared(cell, api),
        )
        return Shot(PATHS[api], body, asked, sent)

    def _texts(self, cell: Cell, entry: TraceEntry | None) -> list[str]:
        """Of a batch; else of a system prompt, if there is one, and what the user says."""
        case, recipe = cell.case, cell.trial.recipe
        if isinstance(case.prompt, Own):
            system = [case.prompt.system] if case.prompt.system else []
            first, *rest = [*system, case.prompt.text]
            return [f"{self._line()}\n{first}" if self._busts(cell) else first, *rest]
        if entry is not None and entry.prompt is not None:
            return [f"{self._line()}\n{entry.prompt}"]
        if recipe is None:
            raise AssertionError(f"{cell.key} has no recipe")
        if entry is not None and entry.prompt_tokens is not None:
            recipe = scaled(recipe, entry.prompt_tokens)
        return [recipe.text(self._numbers.next()) for _ in range(case.batch)]

    def _line(self) -> str:
        return f"{prefix(self.seed, self._numbers.next())}."

    def _asked(self, cell: Cell, entry: TraceEntry | None) -> Asked:
        case, recipe = cell.case, cell.trial.recipe
        tokens = None
        if isinstance(case.prompt, Synthetic) and recipe is not None:
            tokens = recipe.tokens * case.batch
        elif entry is not None and entry.prompt_tokens is not None:
            tokens = max(1, int(entry.prompt_tokens * (1 - TRACE_TOLERANCE)))
        return Asked(
            prompt_tokens=tokens,
            output_tokens=case.output_tokens if case.fixed_length else None,
            num_ctx=cell.num_ctx,
            fresh_prompt=not isinstance(case.prompt, Own) or case.prompt.cache_busting,
            cold=case.cold,
        )

    def _shared(self, cell: Cell, api: str) -> int | None:
        """At most so many tokens at its start were in an earlier prompt; None = not known."""
        if api == "chat" or (isinstance(cell.case.prompt, Own) and not self._busts(cell)):
            return None
        return 1 if cell.model.begins_alike else 0

    @staticmethod
    def _busts(cell: Cell) -> bool:
        return isinstance(cell.case.prompt, Own) and cell.case.prompt.cache_busting


def scaled(recipe: Recipe, tokens: int) -> Recipe:
    """About so many tokens, on the line from a prompt without a body to this one."""
    share = (tokens - FRAME) / max(recipe.tokens - FRAME, 1)
    share = min(max(share, 0.0), 1.0)
    return recipe.model_copy(
        update={"units": round(recipe.units * share), "fillers": 0, "tokens": tokens}
    )


def longest(entries: tuple[TraceEntry, ...]) -> int | None:
    """Prompt tokens, of the entries that tell only their number."""
    return max(_told(entries), default=None)


def _told(entries: tuple[TraceEntry, ...]) -> Iterator[int]:
    return (entry.prompt_tokens for entry in entries if entry.prompt_tokens is not None)
