"""Whether an address is free to listen on, and where others reach what listens there."""

import errno
import os
import socket

_ANY = {"0.0.0.0": "192.0.2.1", "::": "2001:db8::1"}  # noqa: S104 - asked, not listened on
"""Every address of this machine, and one of another network, kept for examples (RFC 5737, 3849)."""


def taken(host: str, port: int, variable: str) -> str | None:
    """Why nothing more can listen there, for people; None: it can. `variable` chooses the port."""
    try:
        with socket.socket(_family(host)) as probe:
            if os.name == "posix":  # as servers do; elsewhere the option means something else
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host.strip("[]"), port))
    except OSError as error:
        why = f"{host} port {port}: {error.strerror or error}."
        if error.errno != errno.EADDRINUSE:
            return why
        return (
            f"{why} Is OBT running there already? End it, or choose another port with {variable}."
        )
    return None


def url_of(host: str, port: int) -> str:
    """What to give to others. Where it listens on every address: the one that others reach."""
    host = host.strip("[]")
    host = _own(host) if host in _ANY else host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _own(host: str) -> str:
    """This machine's address towards others: of a datagram that is never sent."""
    with socket.socket(_family(host), socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_ANY[host], 9))
            return str(probe.getsockname()[0])
        except OSError:  # no network: its name is all there is
            return socket.gethostname()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
