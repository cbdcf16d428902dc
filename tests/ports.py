"""Ports for the programs of tests."""

import random
import socket


def free_port() -> int:
    """Nobody listens there now, and no outgoing connection is given it: it stays free.

    A program that is killed and started again must find it free; the ports that systems hand to
    outgoing connections begin at 32768.
    """
    while True:
        port = random.randrange(15_000, 30_000)
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
