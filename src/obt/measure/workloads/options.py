"""What goes with every request of a trial, all of it explicit.

An option that is left to Ollama differs between versions and machines (`num_ctx` follows the VRAM,
`repeat_penalty` changed in 0.17.5), so nothing that the sampler reads is left.
"""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StringConstraints

from obt.measure.frozen import Frozen

Tokens = Annotated[StrictInt, Field(ge=1, le=2**24)]
Think = StrictBool | Literal["low", "medium", "high", "max"]
KeepAlive = Annotated[
    str, StringConstraints(pattern=r"^(-1|\d{1,6}(\.\d+)?(ms|s|m|h))$"), Field(examples=["10m"])
]
#: Changing one of these makes Ollama load the model again (`server/sched.go`).
RUNNER_OPTIONS = (
    "num_ctx",
    "num_batch",
    "num_gpu",
    "num_thread",
    "main_gpu",
    "use_mmap",
    "draft_num_predict",
)


class Settings(Frozen):
    """What a benchmark sets for all of its workloads. `None` = Ollama's own choice, not sent."""

    num_ctx: Tokens | None = None  #: `None` = what the work needs
    num_batch: Annotated[StrictInt, Field(ge=1)] | None = None
    num_gpu: Annotated[StrictInt, Field(ge=-1)] | None = None
    num_thread: Annotated[StrictInt, Field(ge=0)] | None = None
    main_gpu: Annotated[StrictInt, Field(ge=0)] | None = None
    use_mmap: StrictBool | None = None
    draft_num_predict: Annotated[StrictInt, Field(ge=0)] | None = None
    think: Think = False
    keep_alive: KeepAlive = "15m"  #: Longer than a round of the other cells
    temperature: Annotated[StrictFloat, Field(ge=0, le=2)] = 0.0
    top_k: Annotated[StrictInt, Field(ge=1)] = 1
    top_p: Annotated[StrictFloat, Field(gt=0, le=1)] = 1.0
    repeat_penalty: Annotated[StrictFloat, Field(ge=0, le=2)] = 1.0
    seed: Annotated[StrictInt, Field(ge=0, lt=2**31)] = 42

    def options(self, num_ctx: int, num_predict: int) -> dict[str, int | float | bool]:
        """The `options` of a request, the same in warm-up and sample."""
        wanted = self.model_dump(exclude={"think", "keep_alive"}, exclude_none=True)
        return {**wanted, "num_ctx": num_ctx, "num_predict": num_predict}


def runner_key(options: dict[str, int | float | bool]) -> tuple[int | float | bool | None, ...]:
    """Requests with the same key (and model) share a runner; another key loads again."""
    return tuple(options.get(name) for name in RUNNER_OPTIONS)
