"""What the simulated registry has: plausible models, with the numbers of their kind."""

from dataclasses import dataclass

GB = 10**9


@dataclass(frozen=True)
class Entry:
    name: str
    family: str
    parameters: str
    quantization: str
    size: int
    context: int
    embedding: int
    capabilities: tuple[str, ...] = ("completion",)


def _entry(
    name: str, family: str, parameters: str, gigabytes: float, context: int, *capabilities: str
) -> Entry:
    return Entry(
        name=name,
        family=family,
        parameters=parameters,
        quantization="F16" if "embedding" in capabilities else "Q4_K_M",
        size=int(gigabytes * GB),
        context=context,
        embedding=768 if "embedding" in capabilities else 4096,
        capabilities=capabilities or ("completion",),
    )


CATALOGUE = {
    entry.name: entry
    for entry in (
        _entry("llama3.2:1b", "llama", "1.2B", 1.3, 131072, "completion", "tools"),
        _entry("llama3.2:3b", "llama", "3.2B", 2.0, 131072, "completion", "tools"),
        _entry("llama3.1:8b", "llama", "8.0B", 4.9, 131072, "completion", "tools"),
        _entry("qwen3:8b", "qwen3", "8.2B", 5.2, 40960, "completion", "tools", "thinking"),
        _entry("qwen3:32b", "qwen3", "32.8B", 20.2, 40960, "completion", "tools", "thinking"),
        _entry("gemma3:4b", "gemma3", "4.3B", 3.3, 131072, "completion", "vision"),
        _entry("deepseek-r1:7b", "qwen2", "7.6B", 4.7, 131072, "completion", "thinking"),
        _entry("llava:7b", "llama", "7.2B", 4.7, 32768, "completion", "vision"),
        _entry("phi4-mini:3.8b", "phi3", "3.8B", 2.5, 131072, "completion", "tools"),
        _entry("mistral:7b", "llama", "7.2B", 4.4, 32768, "completion", "tools"),
        _entry("codellama:7b", "llama", "6.7B", 3.8, 16384, "completion", "insert"),
        _entry("nomic-embed-text:latest", "nomic-bert", "137M", 0.27, 8192, "embedding"),
        _entry("smollm2:135m", "llama", "134.52M", 0.27, 8192, "completion"),
    )
}
