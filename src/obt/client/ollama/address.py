"""Where Ollama is: `OLLAMA_HOST`, read by Ollama's own rules (its `envconfig.Host`)."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORT = 11434
_SCHEME_PORTS = {"http": 80, "https": 443}
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (dialled, never bound)


class BadAddress(ValueError):
    """The text cannot be an address; the message says why, for people."""


@dataclass(frozen=True)
class Address:
    """Where to dial: never a wildcard, always with a port."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    @property
    def slug(self) -> str:
        """For a file name: only what every system allows in one."""
        text = f"{self.host}-{self.port}{self.path}"
        return "".join(c if c.isalnum() or c in "-." else "_" for c in text)

    @property
    def loopback(self) -> bool:
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """True where no proxy could be meant."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse(text: str | None) -> Address:
    """The address to dial.

    A bare host has port 11434, `http://host` port 80, `https://host` 443; a port that is no port
    number falls back to 11434 as in Ollama, a wildcard becomes loopback. Raises `BadAddress`.
    """
    text = (text or "").strip().strip("\"'")
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    scheme = scheme.lower()
    if scheme not in _SCHEME_PORTS:
        raise BadAddress(f"{scheme}:// is no scheme of Ollama; use http or https")
    default = _SCHEME_PORTS[scheme] if separator else DEFAULT_PORT
    hostport, slash, path = rest.partition("/")
    if hostport.count(":") > 1 and not hostport.startswith("["):
        hostport = f"[{hostport}]"  # a bare IPv6 address
    try:
        split = urlsplit(f"{scheme}://{hostport}")
        host = split.hostname or "127.0.0.1"
    except ValueError as error:
        raise BadAddress(f"{text!r} is no address: {error}") from error
    try:
        port = default if split.port is None else split.port
    except ValueError:
        port = DEFAULT_PORT  # as Ollama: a warning there, and its default
    path = path.strip("/")
    return Address(scheme, _ANY.get(host, host), port, f"/{path}" if slash and path else "")
