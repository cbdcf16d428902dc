"""The base of everything that measure hands out."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Immutable, unknown fields refused, no NaN and no infinity: safe to store and to send."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
