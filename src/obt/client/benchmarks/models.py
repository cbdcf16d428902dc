"""The facts of a model that a trial keeps."""

from dataclasses import dataclass

from obt.measure.record import Engine, engine_of


@dataclass(frozen=True)
class Model:
    """As `/api/tags` and `/api/show` tell; what they do not tell is None."""

    name: str
    digest: str | None = None
    size: int | None = None
    family: str | None = None
    format: str | None = None
    parameter_size: str | None = None
    quantization: str | None = None
    context_length: int | None = None  #: Longest, in tokens
    capabilities: tuple[str, ...] = ()  #: Empty = not told
    begins_alike: bool = True  #: Every prompt may begin with the same token (BOS)

    @property
    def engine(self) -> Engine:
        return engine_of(self.format)
