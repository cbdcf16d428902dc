"""A fleet of simulated nodes from a seed: different models, speeds and versions."""

import random

from obt.simulate.ollama.catalogue import CATALOGUE, pick
from obt.simulate.ollama.clock import Clock, RealClock
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.profile import V0_9_3, V0_33, Speeds

GIGABYTE = 10**9
BANDWIDTHS = (40, 90, 360, 1000)  # GB/s of memory: two kinds of CPU, two of GPU
GPU_FROM = 300


def demo_nodes(count: int, seed: int, clock: Clock | None = None) -> list[Node]:
    """The same for the same seed; the first nodes of a larger fleet are those of a smaller one."""
    return [_node(number, seed, clock or RealClock()) for number in range(count)]


def _node(number: int, seed: int, clock: Clock) -> Node:
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - a demo, no secret
    bandwidth = chance.choice(BANDWIDTHS)
    names = pick(chance.randint(3, 8), chance)
    node = Node(
        profile=chance.choice((V0_9_3, V0_33)),
        clock=clock,
        seed=chance.randrange(2**32),
        vram_part=1.0 if bandwidth >= GPU_FROM else 0.0,
        speeds_of={name: _speeds(CATALOGUE[name].size, bandwidth) for name in names},
    )
    node.install(*names)
    return node


def _speeds(size: int, bandwidth: int) -> Speeds:
    """Decoding reads all weights once a token; loading reads them once from a disk."""
    rate = bandwidth * GIGABYTE / size
    return Speeds(
        load_s=0.3 + size / (2 * GIGABYTE),
        prefill_rate=rate * 25,
        decode_rate=rate,
        jitter=0.03,
    )
