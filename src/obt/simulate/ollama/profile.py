"""What differs between versions of Ollama, and how fast a simulated one is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Facts of one version: of 0.9.3 seen on a real one, of later ones read in the source.

    Texts may name `{asked}` (the name as sent), `{shown}` (with its tag) and `{full}`.
    """

    version: str
    tags_say_capabilities: bool = True  #: since 0.30, with context_length and embedding_length
    ps_says_context: bool = True  #: since 0.10
    ps_lists_loading: bool = False  #: until 0.30
    first_error_has_status: bool = True  #: since 0.12.6; before: HTTP 200 and an error line
    thinks_by_default: bool = True  #: since 0.12.4, on models that can
    has_cloud_status: bool = True  #: since 0.16.2: GET /api/status
    keeps_manifest: bool = True  #: since 0.19 a pull writes the registry's bytes; before: its own
    counts_cached_prompt: bool = False  #: since 0.33.3: prompt_eval_cached_count
    hollow_create: bool = False  #: Where the base cannot be pulled: an error, then success
    show_missing: str = "model '{shown}' not found"
    show_bad_name: tuple[int, str] = (400, "invalid model name")
    generate_bad_name: tuple[int, str] = (400, "invalid model name")
    chat_missing: str = "model '{asked}' not found"
    thinking_refused: str = '"{asked}" does not support thinking'


V0_9_3 = Profile(
    version="0.9.3",
    tags_say_capabilities=False,
    ps_says_context=False,
    ps_lists_loading=True,
    first_error_has_status=False,
    thinks_by_default=False,
    has_cloud_status=False,
    keeps_manifest=False,
    hollow_create=True,
    show_missing="model '{asked}' not found",
    show_bad_name=(500, "invalid model path"),
    generate_bad_name=(404, "model '{asked}' not found"),
    chat_missing='model "{asked}" not found, try pulling it first',
    thinking_refused="{full} does not support thinking",
)
V0_33 = Profile(version="0.33.0")
V0_33_3 = Profile(version="0.33.3", counts_cached_prompt=True)


@dataclass
class Speeds:
    """The known truth behind every measurement. Rates per second."""

    load_s: float = 0.8
    unload_s: float = 0.05  #: For which /api/ps still lists what has expired
    prefill_rate: float = 400.0
    decode_rate: float = 40.0
    jitter: float = 0.0  #: Standard deviation of each prefill's and token's time, as a part of it
    drift_per_s: float = 0.0  #: By which part of them these rates fall each second (heat)
    first_token_s: float = 0.003  #: Between the prompt's end and the first chunk
    pull_rate: float = 50e6  #: Bytes
    event_s: float = 0.06  #: Between two progress events of a pull
