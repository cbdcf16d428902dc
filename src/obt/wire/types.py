"""The scalar types both sides agree on."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ClientId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
    Field(
        description="Letters, digits, '.', '_' and '-', at most 64, the first not a sign",
        examples=["desk-pc"],
    ),
]
Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line of text for people: no control characters."""
DisplayName = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Label = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f,\"]*$")
]
Labels = Annotated[list[Label], Field(max_length=200)]
ModelName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=700, pattern=r"^[^\x00-\x20\x7f]+$"),
    Field(
        description="An Ollama name: `[host/][namespace/]model[:tag]`", examples=["smollm2:135m"]
    ),
]
Digest = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
    Field(description="SHA-256 of the manifest, 64 hex digits without prefix"),
]
# Ollama's own sums never come near this; the bound keeps every number exact in a browser.
MAX_COUNT = 2**53 - 1
Count = Annotated[int, Field(strict=True, ge=0, le=MAX_COUNT)]
Bytes = Annotated[int, Field(strict=True, ge=0, le=MAX_COUNT, description="Bytes")]
Percent = Annotated[
    float, Field(strict=True, ge=0, le=100, allow_inf_nan=False, description="0 to 100")
]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
Absent = Annotated[
    dict[Annotated[str, StringConstraints(max_length=100)], Line],
    Field(
        max_length=200,
        description="Why a value is missing, by its path: what cannot be measured is absent "
        "with its reason, never invented",
        examples=[{"gpus": "no NVIDIA driver on this machine"}],
    ),
]


class Message(BaseModel):
    """Base of everything on the wire: immutable, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
