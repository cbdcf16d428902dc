"""Is a client online, late or offline? Pure arithmetic on a monotonic clock.

A wall-clock jump changes nothing here, and a slow Ollama neither: only hearing from the client
counts. `judge` says how it stands now, `next_change` when that will change if nothing is heard.
"""

import math
from dataclasses import dataclass

from obt.server.views.clients import LinkState, Status

LINK_LOST = "link lost"
NOT_YET_HEARD = "not heard since the server started"
NOT_YET_LINKED = "registered, not linked yet"
MISSED = "missed heartbeats"
SILENT = "silent for {:g} s"
BEATS_MISSED = 2  #: A client is late when this many intervals pass without a beat


@dataclass(frozen=True, slots=True)
class Rules:
    interval_s: float
    timeout_s: float

    @property
    def late_after_s(self) -> float:
        return BEATS_MISSED * self.interval_s


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is known of a client's silence. Times are monotonic seconds."""

    heard_at: float  #: When it was last heard, or when waiting for it began
    unheard: str | None = None  #: It never was, for this reason
    link: LinkState = LinkState.NONE
    left: str | None = None  #: It said goodbye, with this reason


@dataclass(frozen=True, slots=True)
class Standing:
    status: Status
    reason: str | None = None


def judge(hearing: Hearing, now: float, rules: Rules) -> Standing:
    if hearing.left is not None:
        return Standing(Status.OFFLINE, hearing.left)
    silence = now - hearing.heard_at
    if silence >= rules.timeout_s:
        return Standing(Status.OFFLINE, SILENT.format(rules.timeout_s))
    if hearing.unheard is not None:
        return Standing(Status.LATE, hearing.unheard)
    if hearing.link is LinkState.NONE:
        return Standing(Status.LATE, LINK_LOST)
    if silence >= rules.late_after_s:
        return Standing(Status.LATE, MISSED)
    return Standing(Status.ONLINE)


def next_change(hearing: Hearing, now: float, rules: Rules) -> float:
    """When `judge` will say something else by silence alone; infinity = never."""
    match judge(hearing, now, rules).status:
        case Status.ONLINE:
            return hearing.heard_at + rules.late_after_s
        case Status.LATE:
            return hearing.heard_at + rules.timeout_s
        case Status.OFFLINE:
            return math.inf
