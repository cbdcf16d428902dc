"""Who is beaten by nobody on all counts at once."""

from collections.abc import Mapping, Sequence
from math import cbrt
from typing import Literal, TypeVar

Key = TypeVar("Key")


def pareto_front(
    points: Mapping[Key, Sequence[float]], better: Sequence[Literal["higher", "lower"]]
) -> set[Key]:
    """Keys whose point no other one dominates: at least as good in every dimension, and better in
    one (Kung, Luccio & Preparata, *On Finding the Maxima of a Set of Vectors*, 1975).

    Raises ValueError if a point has not as many dimensions as `better`.
    """
    signs = [1 if direction == "higher" else -1 for direction in better]
    scored = {
        key: tuple(sign * value for sign, value in zip(signs, point, strict=True))
        for key, point in points.items()
    }
    return {
        key
        for key, mine in scored.items()
        if not any(
            theirs != mine and all(t >= m for t, m in zip(theirs, mine, strict=True))
            for theirs in scored.values()
        )
    }


def local_score(prefill_rate: float, decode_rate: float, ttft_s: float) -> float:
    """LocalScore's score, for comparison with theirs: 10 x cbrt(prefill x decode x 1000 / TTFT).

    Averages over their workloads, rates in tokens/s, their TTFT in ms (localscore.ai/about).
    """
    return 10 * cbrt(prefill_rate * decode_rate * 1000 / (ttft_s * 1000))
