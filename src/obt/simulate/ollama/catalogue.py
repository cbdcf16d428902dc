"""What the simulated registry has: plausible models, with the numbers of their kind."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    name: str
    family: str
    parameters: str
    quantization: str
    size: int  #: Of the weights, bytes
    context: int
    embedding: int
    capabilities: tuple[str, ...] = ("completion",)
    license: str = ""


def unlisted(name: str, size: int = 700_000_000) -> Entry:
    """For a model that no catalogue knows."""
    return Entry(name, "llama", "1.0B", "Q4_K_M", size, 8192, 2048)


TEXT, TOOLS = ("completion",), ("completion", "tools")
THINKING = ("completion", "tools", "thinking")
SEES = ("completion", "vision")
LLAMA, GEMMA = "Llama 3 Community License", "Gemma Terms of Use"
APACHE, MIT = "Apache License 2.0", "MIT License"
Q4 = "Q4_K_M"
K128 = 131072

CATALOGUE = {
    entry.name: entry
    for entry in (
        Entry("llama3.2:1b", "llama", "1.2B", "Q8_0", 1_321_082_688, K128, 2048, TOOLS, LLAMA),
        Entry("llama3.2:3b", "llama", "3.2B", Q4, 2_019_377_376, K128, 3072, TOOLS, LLAMA),
        Entry("llama3.1:8b", "llama", "8.0B", Q4, 4_920_738_944, K128, 4096, TOOLS, LLAMA),
        Entry("qwen3:8b", "qwen3", "8.2B", Q4, 5_225_374_848, 40960, 4096, THINKING, APACHE),
        Entry("qwen3:32b", "qwen3", "32.8B", Q4, 20_201_240_640, 40960, 5120, THINKING, APACHE),
        Entry("gemma3:4b", "gemma3", "4.3B", Q4, 3_338_792_448, K128, 2560, SEES, GEMMA),
        Entry(
            "deepseek-r1:7b",
            "qwen2",
            "7.6B",
            Q4,
            4_683_073_184,
            K128,
            3584,
            ("completion", "thinking"),
            MIT,
        ),
        Entry("llava:7b", "llama", "7.2B", "Q4_0", 4_109_854_934, 32768, 4096, SEES, APACHE),
        Entry("phi4-mini:3.8b", "phi3", "3.8B", Q4, 2_491_869_440, K128, 3072, TOOLS, MIT),
        Entry("mistral:7b", "llama", "7.2B", Q4, 4_372_811_936, 32768, 4096, TOOLS, APACHE),
        Entry(
            "codellama:7b",
            "llama",
            "6.7B",
            "Q4_0",
            3_825_898_144,
            16384,
            4096,
            ("completion", "insert"),
            LLAMA,
        ),
        Entry(
            "nomic-embed-text:latest",
            "nomic-bert",
            "137M",
            "F16",
            274_290_656,
            8192,
            768,
            ("embedding",),
            APACHE,
        ),
        Entry("smollm2:135m", "llama", "134.52M", "F16", 270_885_984, 8192, 576, TEXT, APACHE),
    )
}

ATTENTION = {
    "llama3.2:1b": (16, 32, 8, 64),
    "llama3.2:3b": (28, 24, 8, 128),
    "llama3.1:8b": (32, 32, 8, 128),
    "qwen3:8b": (36, 32, 8, 128),
    "qwen3:32b": (64, 64, 8, 128),
    "gemma3:4b": (34, 8, 4, 256),
    "deepseek-r1:7b": (28, 28, 4, 128),
    "llava:7b": (32, 32, 8, 128),
    "phi4-mini:3.8b": (32, 24, 8, 128),
    "mistral:7b": (32, 32, 8, 128),
    "codellama:7b": (32, 32, 32, 128),
    "nomic-embed-text:latest": (12, 12, 12, 64),
    "smollm2:135m": (30, 9, 3, 64),
}
"""Layers, heads, KV heads, values of each, as the files of these models say."""
WINDOWS = {"gemma3:4b": 1024}
"""Tokens that most layers keep at most."""


def pick(count: int, chance: random.Random) -> list[str]:
    """Names of different models; fewer where there are not so many."""
    return chance.sample(sorted(CATALOGUE), min(count, len(CATALOGUE)))
