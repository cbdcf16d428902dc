import pytest

from obt.client.ollama.address import BadAddress, is_loopback, parse


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (None, "http://127.0.0.1:11434"),
        ("", "http://127.0.0.1:11434"),
        ("  '10.0.0.5' ", "http://10.0.0.5:11434"),
        ("desk.local", "http://desk.local:11434"),
        ("desk:9999", "http://desk:9999"),
        (":9999", "http://127.0.0.1:9999"),
        ("http://desk", "http://desk:80"),
        ("https://desk", "https://desk:443"),
        ("HTTPS://desk:8443/", "https://desk:8443"),
        ("https://desk/ollama/", "https://desk:443/ollama"),
        ("0.0.0.0", "http://127.0.0.1:11434"),  # noqa: S104
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("http://0.0.0.0", "http://127.0.0.1:80"),
        ("[::]:8080", "http://[::1]:8080"),
        ("::1", "http://[::1]:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("[fe80::1]:99", "http://[fe80::1]:99"),
        ("desk:70000", "http://desk:11434"),
        ("desk:word", "http://desk:11434"),
    ],
)
def test_reads_ollama_host_as_ollama_does(text: str | None, url: str) -> None:
    assert parse(text).url == url


@pytest.mark.parametrize("text", ["ftp://desk", "http://[::1", "ssh://x:22"])
def test_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(BadAddress, match=r"is no (scheme|address)"):
        parse(text)


def test_slug_is_a_file_name_everywhere() -> None:
    assert parse("[::1]:99/a b").slug == "__1-99_a_b"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.0.0.5", True), ("::1", True), ("10.0.0.1", False), ("a.b", False)],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
