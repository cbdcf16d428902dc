"""What the server says of where it listens."""

import socket
from urllib.parse import urlsplit

import pytest

from obt.server.core.ports import url_of


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8881"),
        ("::1", "http://[::1]:8881"),
        ("desk.lan", "http://desk.lan:8881"),
    ],
)
def test_one_address_is_told_as_it_is(host: str, url: str) -> None:
    assert url_of(host, 8881) == url


def test_for_every_address_one_of_this_machine_is_told() -> None:
    every = "0.0.0.0"  # noqa: S104 - asked about, not listened on
    told = urlsplit(url_of(every, 8881))
    assert told.port == 8881
    assert told.hostname not in (None, every)
    if told.hostname != socket.gethostname().lower():
        with socket.socket() as probe:
            probe.bind((told.hostname, 0))  # fails for what is not its own
