"""No illegal transition, terminal states stay, reports come late, twice and in any order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from obt.server.jobs import lifecycle
from obt.server.jobs.lifecycle import IllegalTransitionError, Life
from obt.wire.jobs import JobError, JobFinished, Outcome

AT = datetime(2026, 5, 1, tzinfo=UTC)
JOB = uuid4()
LATER = JobError(code="registry_unreachable", message="later", retryable=True)
NEVER = JobError(code="not_found", message="never", retryable=False)
RETRIES = 2

errors = st.sampled_from([None, LATER, NEVER])
outcomes: st.SearchStrategy[Outcome] = st.sampled_from(["succeeded", "failed", "cancelled"])


def told(attempt: int, outcome: Outcome, error: JobError | None = None) -> JobFinished:
    return JobFinished(job_id=JOB, attempt=attempt, outcome=outcome, error=error)


class Lives(RuleBasedStateMachine):
    """One job; every report that a client could ever send, delivered whenever it likes."""

    reports = Bundle("reports")

    @initialize()
    def file(self) -> None:
        self.life = Life(retries_left=RETRIES)
        self.at = AT
        self.true_successes: set[int] = set()

    def _now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    @rule()
    def assign(self) -> None:
        before = self.life
        if before.state == "queued":
            self.life = lifecycle.assign(before, self._now())
            assert self.life.attempts == before.attempts + 1
        else:
            with pytest.raises(IllegalTransitionError):
                lifecycle.assign(before, self._now())

    @rule(target=reports, outcome=outcomes, error=errors, back=st.integers(0, 2))
    def client_ends_an_attempt(
        self, outcome: Outcome, error: JobError | None, back: int
    ) -> JobFinished:
        return told(max(1, self.life.attempts - back), outcome, error)

    @rule(report=reports)
    def deliver(self, report: JobFinished) -> None:
        before = self.life
        self.life = lifecycle.report(before, report, self._now())
        present = before.state == "running" and report.attempt == before.attempts
        assert (self.life != before) == present
        if present and report.outcome == "succeeded":
            assert self.life.state == "succeeded"
            self.true_successes.add(report.attempt)
        assert lifecycle.report(self.life, report, self._now()) == self.life  # twice is once

    @rule()
    def cancel(self) -> None:
        before = self.life
        if before.state in ("succeeded", "failed", "lost"):
            with pytest.raises(IllegalTransitionError):
                lifecycle.cancel(before, self._now())
            return
        self.life = lifecycle.cancel(before, self._now())
        assert self.life.state == "cancelled" or self.life.cancelling

    @rule()
    def lose(self) -> None:
        self._end_by_server(lambda life: lifecycle.lose(life, self._now(), NEVER), "lost")

    @rule()
    def refuse(self) -> None:
        self._end_by_server(lambda life: lifecycle.refuse(life, self._now(), NEVER), "failed")

    @rule()
    def answer(self) -> None:
        before = self.life
        if before.state == "queued":
            self.life = lifecycle.answer(before, self._now(), "done")
            self.true_successes.add(self.life.attempts)
        else:
            with pytest.raises(IllegalTransitionError):
                lifecycle.answer(before, self._now(), "done")

    @rule()
    def retry(self) -> None:
        before = self.life
        if before.state in ("failed", "cancelled", "lost"):
            self.life = lifecycle.retry(before, RETRIES)
            assert (self.life.state, self.life.attempts) == ("queued", before.attempts)
        else:
            with pytest.raises(IllegalTransitionError):
                lifecycle.retry(before, RETRIES)

    def _end_by_server(self, end, state: str) -> None:  # type: ignore[no-untyped-def]
        if self.life.open:
            self.life = end(self.life)
            assert self.life.state == state
        else:
            with pytest.raises(IllegalTransitionError):
                end(self.life)

    @invariant()
    def is_sound(self) -> None:
        life = getattr(self, "life", None)
        if life is None:
            return
        assert 0 <= life.retries_left <= RETRIES
        assert not life.cancelling or life.state == "running"
        assert (life.finished_at is not None) == (not life.open)
        assert life.state != "running" or life.attempts > 0
        assert life.state != "succeeded" or (
            life.error is None and life.attempts in self.true_successes
        )


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def running(**more: object) -> Life:
    return replace(lifecycle.assign(Life(retries_left=RETRIES), AT), **more)  # type: ignore[arg-type]


def test_what_can_pass_is_tried_again_until_there_are_no_retries_left() -> None:
    life = Life(retries_left=RETRIES)
    for attempt in range(1, RETRIES + 1):
        life = lifecycle.report(lifecycle.assign(life, AT), told(attempt, "failed", LATER), AT)
        assert (life.state, life.error) == ("queued", LATER)
    life = lifecycle.report(lifecycle.assign(life, AT), told(RETRIES + 1, "failed", LATER), AT)
    assert (life.state, life.attempts) == ("failed", RETRIES + 1)


def test_what_cannot_pass_is_not_tried_again() -> None:
    life = lifecycle.report(running(), told(1, "failed", NEVER), AT)
    assert (life.state, life.error, life.retries_left) == ("failed", NEVER, RETRIES)


def test_a_wish_to_cancel_ends_the_retries() -> None:
    life = lifecycle.report(running(cancelling=True), told(1, "failed", LATER), AT)
    assert (life.state, life.cancelling) == ("cancelled", False)


def test_what_succeeded_before_the_cancel_arrived_has_succeeded() -> None:
    life = lifecycle.report(running(cancelling=True), told(1, "succeeded"), AT)
    assert life.state == "succeeded"


def test_a_failure_without_a_reason_is_said_to_have_none() -> None:
    life = lifecycle.report(running(), told(1, "failed"), AT)
    assert life.error is not None
    assert life.error.code == "unknown"
