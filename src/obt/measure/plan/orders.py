"""In which order a machine takes its samples: blocked, balanced, repeatable from the seed.

Each round (block) runs every cell once. The order within the rounds is a Latin square, so that
over as many rounds as there are cells every cell stands once at every position: drift, warmth and
the neighbour before it hit all cells alike. The squares are Williams designs (*Experimental
designs balanced for the estimation of residual effects of treatments*, 1949), in which also every
cell follows every other equally often. Cells that share a loaded model stay together, so that it
loads once per round: then the groups are balanced, and the cells within each group.
"""

from collections.abc import Collection, Iterator, Sequence
from random import Random
from typing import Annotated, NamedTuple

from pydantic import Field

from obt.measure.frozen import Frozen


class Cell(Frozen):
    """One thing to measure on one machine."""

    key: str  #: Names it for good: model, case and settings
    group: str = ""  #: Cells of the same group run on one load: model and runner options


class Step(NamedTuple):
    """One sample to take."""

    round: int  #: From 0; also the block of the statistics
    position: int  #: In the round, from 0
    cell: Cell
    loads: bool  #: The first of its group in this round: warm up before it


class Design(Frozen):
    """The plan of one machine. Every round follows from the seed alone, so it can be resumed."""

    cells: Annotated[tuple[Cell, ...], Field(min_length=1)]
    seed: str  #: Of the benchmark and the machine: each machine has an order of its own
    grouped: bool = True

    def round(self, number: int) -> tuple[Step, ...]:
        """The steps of a round, in order."""
        steps: list[Step] = []
        groups = self._groups()
        for name in balanced(sorted(groups), number, self.seed):
            cells = {cell.key: cell for cell in groups[name]}
            order = balanced(sorted(cells), number, f"{self.seed}:{name}")
            for index, key in enumerate(order):
                steps.append(Step(number, len(steps), cells[key], loads=index == 0))
        return tuple(steps)

    def remaining(self, taken: Collection[tuple[int, str]], rounds: int) -> Iterator[Step]:
        """Steps of the first `rounds` rounds whose (round, cell key) is not among `taken`.

        After a break a group has to warm up again: its first step that is left `loads`.
        """
        for number in range(rounds):
            warm: str | None = None
            for step in self.round(number):
                if (number, step.cell.key) in taken:
                    continue
                group = step.cell.group if self.grouped else step.cell.key
                yield step._replace(loads=group != warm)
                warm = group

    def _groups(self) -> dict[str, list[Cell]]:
        groups: dict[str, list[Cell]] = {}
        for cell in self.cells:
            groups.setdefault(cell.group if self.grouped else cell.key, []).append(cell)
        return groups


def balanced(items: Sequence[str], round_number: int, seed: str) -> list[str]:
    """The order of `items` in one round: a row of a Williams square that the seed has shuffled.

    Every `len(items)` rounds (twice as many if their number is odd) are a whole square, and the
    next ones another.
    """
    size = len(items)
    rows = williams(size)
    square, row = divmod(round_number, len(rows))
    random = Random(f"{seed}:{square}")  # noqa: S311 # repeatable, not secret
    shuffled = list(items)
    random.shuffle(shuffled)
    # An odd design is two squares one after the other; each stays whole.
    halves = [list(range(start, start + size)) for start in range(0, len(rows), size)]
    for half in halves:
        random.shuffle(half)
    return [shuffled[index] for index in rows[[n for half in halves for n in half][row]]]


def williams(size: int) -> list[list[int]]:
    """Rows of a Williams design of 0..size-1: `size` rows, or twice as many if `size` is odd.

    The first row is 0, 1, n-1, 2, n-2, ...; the others add 1, 2, ... (mod n). For an odd n the
    mirrored rows follow.
    """
    first = [(index + 1) // 2 if index % 2 else (size - index // 2) % size for index in range(size)]
    rows = [[(item + shift) % size for item in first] for shift in range(size)]
    return rows + [row[::-1] for row in rows] if size % 2 and size > 1 else rows
