"""Student's t for whole degrees of freedom: its closed form needs no SciPy."""

from math import atan, cos, pi, sin, sqrt


def t_cdf(t: float, freedom: int) -> float:
    """P(T <= t). Abramowitz & Stegun, *Handbook of Mathematical Functions*, 26.7.3 and 26.7.4.

    Raises ValueError if `freedom` is less than 1.
    """
    if freedom < 1:
        raise ValueError("at least one degree of freedom")
    angle = atan(t / sqrt(freedom))
    squared = cos(angle) ** 2
    odd = freedom % 2 == 1
    term = total = (cos(angle) if odd else 1.0) if freedom > 1 else 0.0
    for step in range(1, (freedom - 1) // 2 if odd else freedom // 2):
        term *= squared * (2 * step / (2 * step + 1) if odd else (2 * step - 1) / (2 * step))
        total += term
    inside = 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
    return (1 + inside) / 2


def t_quantile(probability: float, freedom: int) -> float:
    """The t with P(T <= t) = `probability`, by bisection. Raises ValueError outside of (0, 1)."""
    if not 0 < probability < 1:
        raise ValueError("a probability between 0 and 1")
    if probability < 0.5:
        return -t_quantile(1 - probability, freedom)
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < probability:
        low, high = high, high * 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if t_cdf(middle, freedom) < probability else (low, middle)
    return high
