"""Ollama's names: `[host/][namespace/]model[:tag]`, compared without case."""

import re
from dataclasses import dataclass

HOST = "registry.ollama.ai"
NAMESPACE = "library"
_PART = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$")
_HOST = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}$")


@dataclass(frozen=True)
class Name:
    host: str
    namespace: str
    model: str
    tag: str

    @property
    def shown(self) -> str:
        """Without what is default; always with the tag."""
        parts = [self.model + ":" + self.tag]
        if self.host != HOST:
            parts = [self.host, self.namespace, *parts]
        elif self.namespace != NAMESPACE:
            parts = [self.namespace, *parts]
        return "/".join(parts)

    @property
    def full(self) -> str:
        return f"{self.host}/{self.namespace}/{self.model}:{self.tag}"

    @property
    def key(self) -> str:
        return self.full.lower()


def parse(text: str) -> Name | None:
    """None where Ollama would call it invalid."""
    text = re.sub(r"^https?://", "", text)
    *path, last = text.split("/")
    model, _, tag = last.partition(":")
    if len(path) > 2:
        return None
    host = path[0] if len(path) == 2 else HOST
    namespace = path[-1] if path else NAMESPACE
    name = Name(host, namespace, model, tag or "latest")
    parts = (namespace, model, name.tag)
    if not _HOST.match(host) or not all(_PART.match(p) for p in parts) or "." in namespace:
        return None
    return name
