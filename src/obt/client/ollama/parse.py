"""From Ollama's JSON to facts. Unknown fields are ignored, one odd entry never hides the others."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from obt.wire.facts import Attention, InstalledModel, LoadedModel, ModelDetails

MAX_MODELS = 20_000
MAX_LOADED = 500
_FOR_EVER = timedelta(days=365 * 100)
"""A negative keep-alive shows as an expiry some 292 years ahead."""


def _line(value: object) -> str | None:
    """One line, cut to what the wire takes; an empty one is none."""
    if not isinstance(value, str):
        return None
    return "".join(" " if ord(c) < 32 or ord(c) == 127 else c for c in value)[:500] or None


def _lines(value: object) -> list[str]:
    items: list[object] = value if isinstance(value, list) else []
    return [line for item in items if (line := _line(item))][:32]


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 2**53 else None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Details(_Lenient):
    family: Annotated[str | None, BeforeValidator(_line)] = None
    families: Annotated[list[str], BeforeValidator(_lines)] = []
    format: Annotated[str | None, BeforeValidator(_line)] = None
    parameter_size: Annotated[str | None, BeforeValidator(_line)] = None
    quantization_level: Annotated[str | None, BeforeValidator(_line)] = None
    context_length: Annotated[int | None, BeforeValidator(_count)] = None
    embedding_length: Annotated[int | None, BeforeValidator(_count)] = None

    def facts(
        self,
        capabilities: list[str],
        vocabulary: int | None = None,
        attention: Attention | None = None,
    ) -> ModelDetails:
        return ModelDetails(
            family=self.family,
            families=self.families,
            format=self.format,
            parameter_size=self.parameter_size,
            quantization=self.quantization_level,
            context_length=self.context_length,
            embedding_length=self.embedding_length,
            vocabulary=vocabulary,
            attention=attention,
            capabilities=capabilities,
        )


class _Entry(_Lenient):
    name: str | None = None
    model: str | None = None
    digest: str
    size: int

    @property
    def label(self) -> str:
        return self.name or self.model or ""

    @property
    def bare_digest(self) -> str:
        return self.digest.removeprefix("sha256:")


class Tag(_Entry):
    """One entry of /api/tags."""

    modified_at: datetime
    details: Annotated[_Details, BeforeValidator(_object)] = Field(default_factory=_Details)
    capabilities: Annotated[
        list[str] | None, BeforeValidator(lambda v: None if v is None else _lines(v))
    ] = None
    remote_model: Annotated[str | None, BeforeValidator(_line)] = None
    remote_host: Annotated[str | None, BeforeValidator(_line)] = None

    @property
    def complete(self) -> bool:
        """A cloud stub has nothing more to tell; of the attention only /api/show does."""
        return self.remote_model is not None

    def fact(self, details: ModelDetails | None = None) -> InstalledModel:
        """With the details of /api/show where there are any. Raises `ValidationError`."""
        return InstalledModel(
            name=self.label,
            digest=self.bare_digest,
            size=self.size,
            modified_at=_utc(self.modified_at),
            details=details or self.details.facts(self.capabilities or []),
            remote_model=self.remote_model,
            remote_host=self.remote_host,
        )


class _Running(_Entry):
    size_vram: int = 0
    context_length: Annotated[int | None, BeforeValidator(_count)] = None
    expires_at: datetime | None = None

    def fact(self, now: datetime) -> LoadedModel:
        return LoadedModel(
            name=self.label,
            digest=self.bare_digest,
            size=self.size,
            size_vram=self.size_vram,
            context_length=self.context_length,
            expires_at=_expiry(self.expires_at, now),
        )


def installed(answer: dict[str, Any]) -> tuple[list[Tag], list[str]]:
    """The entries of /api/tags that can be understood, and why others could not.

    Raises `ValueError` where the answer has no list at all.
    """
    tags: dict[str, Tag] = {}
    odd: list[str] = []
    for entry in _entries(answer):
        try:
            tag = Tag.model_validate(entry)
            tags[tag.fact().name] = tag
        except ValidationError as error:
            odd.append(_why(entry, error))
    return list(tags.values())[:MAX_MODELS], odd


def loaded(answer: dict[str, Any], now: datetime) -> tuple[list[LoadedModel], list[str]]:
    """Likewise of /api/ps, by name. `now` is aware."""
    models: list[LoadedModel] = []
    odd: list[str] = []
    for entry in _entries(answer):
        try:
            models.append(_Running.model_validate(entry).fact(now))
        except ValidationError as error:
            odd.append(_why(entry, error))
    return sorted(models, key=lambda model: model.name)[:MAX_LOADED], odd


def shown(answer: dict[str, Any]) -> ModelDetails:
    """The details in /api/show. Whatever is missing there is missing here."""
    details = _Details.model_validate(_object(answer.get("details")))
    numbers = _object(answer.get("model_info"))
    architecture = numbers.get("general.architecture", details.family)
    for field in ("context_length", "embedding_length"):
        if getattr(details, field) is None:
            setattr(details, field, _count(numbers.get(f"{architecture}.{field}")))
    return details.facts(
        _lines(answer.get("capabilities")),
        vocabulary=_count(numbers.get(f"{architecture}.vocab_size")),
        attention=_attention(numbers, architecture, details.embedding_length),
    )


def _attention(
    numbers: dict[str, Any], architecture: object, embedding_length: int | None
) -> Attention | None:
    """None where a number is missing that nothing else tells.

    A count may be one for all layers or a list of them: layers that do not attend have 0. Where a
    file tells no KV heads every head is one; where it tells no lengths, heads share the embedding.
    """
    layers = _count(numbers.get(f"{architecture}.block_count"))
    heads = _per_layer(numbers.get(f"{architecture}.attention.head_count"), layers)
    kv_heads = _per_layer(numbers.get(f"{architecture}.attention.head_count_kv"), layers) or heads
    most = max(heads, default=0)
    if not layers or not most or not sum(kv_heads):
        return None
    shared = (embedding_length or 0) // most or None
    key = _count(numbers.get(f"{architecture}.attention.key_length")) or shared
    value = _count(numbers.get(f"{architecture}.attention.value_length")) or shared
    if key is None or value is None:
        return None
    return Attention(
        layers=layers,
        heads=most,
        kv_heads=sum(kv_heads),
        key_length=key,
        value_length=value,
        sliding_window=_count(numbers.get(f"{architecture}.attention.sliding_window")),
    )


def _per_layer(value: object, layers: int | None) -> list[int]:
    """Empty where it cannot be told."""
    if isinstance(value, list):
        return [_count(item) or 0 for item in value][:10_000]
    count = _count(value)
    return [count] * layers if count and layers and layers <= 10_000 else []


def _entries(answer: dict[str, Any]) -> list[object]:
    entries = answer.get("models")
    if entries is None and "models" in answer:
        return []  # Go's nil slice
    if not isinstance(entries, list):
        raise ValueError("its answer has no list of models")
    return entries


def _why(entry: object, error: ValidationError) -> str:
    name = entry.get("name") or entry.get("model") if isinstance(entry, dict) else None
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{_line(name) or 'a nameless entry'}: {where}: {first['msg']}"


def _utc(moment: datetime) -> datetime:
    """In UTC; one without an offset is taken for UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 with an offset
        return moment.replace(tzinfo=UTC)


def _expiry(moment: datetime | None, now: datetime) -> datetime | None:
    """None = never. Go's zero time means that no expiry is known: none is invented."""
    if moment is None or moment.year <= 1:
        return None
    moment = _utc(moment)
    return None if moment - now > _FOR_EVER else moment
