"""Why a link ended, and what helps."""

from typing import Literal

Remedy = Literal["dial", "wait", "register", "stop", "rest"]
"""Dial with back-off, dial slowly, register again, stop for good, or beat over REST."""


class LinkBroken(Exception):
    """`why` is a sentence for people."""

    def __init__(self, remedy: Remedy, why: str) -> None:
        super().__init__(why)
        self.remedy: Remedy = remedy
        self.why = why


class Forgotten(Exception):
    """Somebody removed this client on purpose."""
