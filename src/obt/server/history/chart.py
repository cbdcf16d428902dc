"""From beats and minutes to columns: as many points as are asked for, none between two beats."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from obt.server.history.schemas import ClientHistory, Series
from obt.server.history.values import UNITS, Key, Sums

# widths of a bucket that people can read off an axis, seconds; beyond a day: whole days
STEPS = (15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
MINUTE = 60.0
Column = list[float | None]


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for, in Unix seconds."""

    client_id: str
    begins_at: datetime
    ends_at: datetime
    points: int

    @property
    def start(self) -> float:
        return self.begins_at.timestamp()

    @property
    def end(self) -> float:
        return self.ends_at.timestamp()

    def step(self, least: float) -> float:
        """The narrowest bucket of at least so many seconds of which `points` are enough."""
        wanted = max((self.end - self.start) / self.points, least)
        day = 86400.0
        return next((float(it) for it in STEPS if it >= wanted), -(-wanted // day) * day)


def of_beats(
    window: Window, times: list[float], columns: Mapping[Key, Column], gap_s: float
) -> ClientHistory:
    rounded = {key: _rounded(key, values) for key, values in columns.items()}
    pairs = {key: (values, values) for key, values in rounded.items()}
    return _chart(window, [round(at, 3) for at in times], pairs, None, gap_s)


def of_buckets(
    window: Window, buckets: Mapping[int, Sums], step: float, gap_s: float
) -> ClientHistory:
    numbers = sorted(buckets)
    keys = {key for sums in buckets.values() for key in sums}
    columns: dict[Key, tuple[Column, Column]] = {}
    for key in keys:
        sums = [buckets[number].get(key) for number in numbers]
        columns[key] = (
            _rounded(key, [it.mean if it else None for it in sums]),
            _rounded(key, [it.highest if it else None for it in sums]),
        )
    return _chart(window, [number * step for number in numbers], columns, step, gap_s)


def _chart(
    window: Window,
    times: list[float],
    columns: Mapping[Key, tuple[Column, Column]],
    step: float | None,
    gap_s: float,
) -> ClientHistory:
    metrics = list(UNITS)
    order = sorted(
        columns,
        key=lambda key: (-1 if key.gpu is None else key.gpu, metrics.index(key.metric)),
    )
    return ClientHistory(
        client_id=window.client_id,
        begins_at=window.begins_at,
        ends_at=window.ends_at,
        step_s=step,
        gap_s=max(gap_s, 1.5 * (step or 0)),
        at=times,
        series=[
            Series(
                metric=key.metric,
                gpu=key.gpu,
                unit=UNITS[key.metric],
                mean=columns[key][0],
                max=columns[key][1],
            )
            for key in order
            if any(value is not None for value in columns[key][0])
        ],
    )


def _rounded(key: Key, values: Column) -> Column:
    """As fine as it was kept: 7 digits; bytes are whole."""
    digits = None if UNITS[key.metric] == "B" else 2
    return [None if value is None else float(round(value, digits)) for value in values]
