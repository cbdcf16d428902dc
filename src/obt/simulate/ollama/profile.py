"""What differs between versions of Ollama, and how fast a simulated one is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Facts of one version; each was read in its source or seen on a real one."""

    version: str
    tags_say_capabilities: bool = True  #: since 0.30, with context_length and embedding_length
    ps_says_context: bool = True  #: since 0.10
    first_error_has_status: bool = True  #: since 0.12.6; before: HTTP 200 and an error line
    empty_chat_model: str = "model is required"


V0_9_3 = Profile(
    version="0.9.3",
    tags_say_capabilities=False,
    ps_says_context=False,
    first_error_has_status=False,
)
V0_33 = Profile(version="0.33.0")


@dataclass
class Speeds:
    """The known truth behind every measurement. Rates per second."""

    load_s: float = 0.8
    unload_s: float = 0.05
    prefill_rate: float = 400.0
    decode_rate: float = 40.0
    jitter: float = 0.0  #: Standard deviation of each token's time, as a part of it
    drift_per_s: float = 0.0  #: By which part the decode rate falls each second (heat)
    first_token_s: float = 0.003  #: Between the prompt's end and the first chunk
    pull_rate: float = 50e6  #: Bytes
    event_s: float = 0.06  #: Between two progress events of a pull
