"""Ollama's names: `[scheme://][host/][namespace/]model[:tag]`, by Ollama's own rules."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

DEFAULT_HOST = "registry.ollama.ai"
DEFAULT_NAMESPACE = "library"
DEFAULT_TAG = "latest"

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
_NAMESPACE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}")
_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}")


class BadNameError(ValueError):
    """Ollama would not take this for a model's name; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Name:
    host: str
    namespace: str
    model: str
    tag: str
    scheme: Literal["http", "https"] | None = None  #: As written

    @property
    def key(self) -> str:
        """Equal for all spellings of one model: Ollama matches without case."""
        return f"{self.host}/{self.namespace}/{self.model}:{self.tag}".lower()

    @property
    def short(self) -> str:
        """As Ollama's lists show it."""
        path = f"{self.model}:{self.tag}"
        if self.host.lower() != DEFAULT_HOST:
            return f"{self.host}/{self.namespace}/{path}"
        return path if self.namespace.lower() == DEFAULT_NAMESPACE else f"{self.namespace}/{path}"


def parse_name(text: str) -> Name:
    """With what was left out filled in. Raises BadNameError."""
    scheme: Literal["http", "https"] | None = None
    rest = text
    if "://" in text:
        written, _, rest = text.partition("://")
        if written not in ("http", "https"):
            raise BadNameError(f"'{text}': only http:// and https:// may stand before a name")
        scheme = "http" if written == "http" else "https"
    path, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:
        path, tag = rest, DEFAULT_TAG
    *before, model = path.rsplit("/", 2)
    host, namespace = DEFAULT_HOST, DEFAULT_NAMESPACE
    if len(before) == 2:
        host, namespace = before
    elif before:
        (namespace,) = before
    for what, part, allowed in (
        ("host", host, _HOST),
        ("namespace", namespace, _NAMESPACE),
        ("model", model, _PART),
        ("tag", tag, _PART),
    ):
        if not allowed.fullmatch(part):
            raise BadNameError(f"'{text}' is no model name: its {what} would be '{part}'")
    return Name(host, namespace, model, tag, scheme)


def same_model(one: str, other: str) -> bool:
    """Whether two names mean one model. Names that make no sense mean only themselves."""
    return _key(one) == _key(other)


def spelling(name: str, among: Collection[str]) -> str | None:
    """How `among` spells this model; None = it is not there."""
    if name in among:
        return name
    return next((other for other in among if same_model(other, name)), None)


@lru_cache(10_000)  # a fleet has the same few hundred names on every machine
def _key(text: str) -> str:
    try:
        return parse_name(text).key
    except BadNameError:
        return text
