"""Ways in which a simulated Ollama can go wrong, switched by tests and chaos."""

from dataclasses import dataclass


@dataclass
class Faults:
    down: bool = False  #: Nobody listens (`Transport` only; on a port: `Served.stop`)
    slow_s: float = 0.0  #: Before every answer
    ps_stall_s: float = 0.0  #: Before every answer of /api/ps
    garbage: bool = False  #: 200 with something that is no JSON
    status: int | None = None  #: Every call answers this, as a proxy would
    busy: bool = False  #: Generation answers 503: the queue is full
    load_error: str | None = None  #: Every load ends with 500 and this text
    no_space: bool = False  #: A pull ends with ENOSPC after its first megabyte
    pull_error: str | None = None  #: A pull ends with this line
    mid_stream_error: str | None = None  #: Generation ends with this line after two chunks
    missing_done: bool = False  #: Generation ends without its last line
    stop_early_at: int | None = None  #: End of text after so many tokens
    truncate_prompt_to: int | None = None  #: Longer prompts are cut, as if the context were less
    throttled_to: float = 1.0  #: Of its rates a hot processor keeps this part
    vanish_on_show: bool = False  #: /api/show says 404 for what /api/tags lists
