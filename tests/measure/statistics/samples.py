"""Samples of machines whose truth is known, taken in rounds or one cell after the other."""

from collections.abc import Mapping

import numpy as np

from obt.measure.plan import Cell, Design


def decode_rates(
    random: np.random.Generator, rounds: int, rate: float = 27.0, cv: float = 0.01
) -> dict[int, float]:
    """As seen on real machines: a steady rate, noise of about 1 %, now and then a slow sample."""
    noise = random.normal(0, cv, rounds)
    slow = np.where(random.random(rounds) < 0.05, random.exponential(0.05, rounds), 0)
    return dict(enumerate((rate * np.exp(noise - slow)).tolist()))


def drifting(
    random: np.random.Generator,
    rates: Mapping[str, float],
    rounds: int,
    *,
    loss: float,
    blocked: bool,
    cv: float = 0.01,
) -> dict[str, dict[int, float]]:
    """A machine that gets slower by `loss` from the first to the last sample, linearly.

    `blocked`: in the order of the plan; else all samples of one cell, then all of the next.
    """
    design = Design(cells=tuple(Cell(key=key) for key in rates), seed=str(random.integers(2**31)))
    order = [(step.cell.key, step.round) for n in range(rounds) for step in design.round(n)]
    if not blocked:
        order = [(key, number) for key in rates for number in range(rounds)]
    taken: dict[str, dict[int, float]] = {key: {} for key in rates}
    for place, (key, number) in enumerate(order):
        left = 1 - loss * place / (len(order) - 1)
        taken[key][number] = rates[key] * left * float(np.exp(random.normal(0, cv)))
    return taken
