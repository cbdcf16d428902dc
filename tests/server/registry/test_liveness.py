import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obt.server.registry.liveness import (
    LINK_LOST,
    MISSED,
    NOT_YET_HEARD,
    Hearing,
    Rules,
    Standing,
    judge,
    next_change,
)
from obt.server.views.clients import LinkState, Status

RULES = Rules(interval_s=10, timeout_s=60)
LINKED = Hearing(heard_at=100, link=LinkState.WEBSOCKET)


@pytest.mark.parametrize(
    ("hearing", "silence", "expected"),
    [
        (LINKED, 0, Standing(Status.ONLINE)),
        (LINKED, 19.9, Standing(Status.ONLINE)),
        (LINKED, 20, Standing(Status.LATE, MISSED)),
        (LINKED, 59.9, Standing(Status.LATE, MISSED)),
        (LINKED, 60, Standing(Status.OFFLINE, "silent for 60 s")),
        (Hearing(100, link=LinkState.REST), 5, Standing(Status.ONLINE)),
        (Hearing(100), 0, Standing(Status.LATE, LINK_LOST)),
        (Hearing(100), 60, Standing(Status.OFFLINE, "silent for 60 s")),
        (Hearing(100, unheard=NOT_YET_HEARD), 1, Standing(Status.LATE, NOT_YET_HEARD)),
        (Hearing(100, unheard=NOT_YET_HEARD), 60, Standing(Status.OFFLINE, "silent for 60 s")),
        (Hearing(100, left="stopped"), 0, Standing(Status.OFFLINE, "stopped")),
    ],
)
def test_judge(hearing: Hearing, silence: float, expected: Standing) -> None:
    assert judge(hearing, 100 + silence, RULES) == expected


hearings = st.builds(
    Hearing,
    heard_at=st.floats(0, 1e6),
    unheard=st.none() | st.just(NOT_YET_HEARD),
    link=st.sampled_from(LinkState),
    left=st.none() | st.just("stopped"),
)


@given(hearings, st.floats(0, 200))
def test_nothing_changes_before_next_change(hearing: Hearing, silence: float) -> None:
    now = hearing.heard_at + silence
    due = next_change(hearing, now, RULES)
    before = judge(hearing, now, RULES)
    if due == math.inf:
        assert before.status is Status.OFFLINE
        assert judge(hearing, now + 1e6, RULES) == before
    else:
        assert due > now
        assert judge(hearing, now + (due - now) / 2, RULES) == before
        assert judge(hearing, due + 1e-3, RULES) != before


@given(hearings, st.floats(0, 200), st.floats(0, 200))
def test_silence_only_makes_it_worse(hearing: Hearing, first: float, more: float) -> None:
    order = [Status.ONLINE, Status.LATE, Status.OFFLINE]
    now = hearing.heard_at + first
    earlier, later = judge(hearing, now, RULES), judge(hearing, now + more, RULES)
    assert order.index(earlier.status) <= order.index(later.status)
