"""Who may begin: limits on a client and in the fleet, one at a time on a model, in order."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from obt.server.jobs.dispatch import Dispatch, Lane, Limits, Ticket, Wait, lane_of
from obt.wire.operations import Load, Pull, Update


class Yard:
    def __init__(self, limits: Limits | None = None) -> None:
        self.offline: set[str] = set()
        self.dispatch = Dispatch(limits or Limits(), lambda client: client not in self.offline)
        self.number = 0

    def add(
        self,
        client: str = "desk",
        lane: Lane = Lane.FREE,
        *models: str,
        running: bool = False,
    ) -> UUID:
        self.number += 1
        job_id = UUID(int=self.number)
        touches = frozenset(models or {f"model{self.number}"})
        ticket = Ticket(job_id, self.number, client, lane, touches)
        self.dispatch.add(ticket, running=running)
        return job_id

    def take(self, now: float = 0) -> list[UUID]:
        return [ticket.job_id for ticket in self.dispatch.take(now)]

    def wait(self, job_id: UUID) -> Wait | None:
        return self.dispatch.waits_for(job_id)


def test_two_pulls_a_client_then_the_next_in_order() -> None:
    yard = Yard()
    pulls = [yard.add("desk", Lane.BULK) for _ in range(4)]
    assert yard.take() == pulls[:2]
    assert yard.wait(pulls[2]) is Wait.BULK
    yard.dispatch.remove(pulls[1])
    assert yard.take() == [pulls[2]]


def test_pulls_leave_room_for_the_rest() -> None:
    yard = Yard()
    pulls = [yard.add("desk", Lane.BULK) for _ in range(3)]
    load = yard.add()
    assert yard.take() == [*pulls[:2], load]


def test_one_at_a_time_on_a_model_in_the_order_filed() -> None:
    yard = Yard()
    pull = yard.add("desk", Lane.BULK, "a")
    copy = yard.add("desk", Lane.FREE, "a", "b")
    load = yard.add("desk", Lane.FREE, "b")
    elsewhere = yard.add("lab", Lane.FREE, "a")
    assert set(yard.take()) == {pull, elsewhere}
    assert yard.wait(copy) is Wait.MODEL
    yard.dispatch.remove(pull)
    assert yard.take() == [copy]
    yard.dispatch.remove(copy)
    assert yard.take() == [load]


def test_a_retry_keeps_its_place_before_what_touches_the_same_model() -> None:
    yard = Yard()
    pull, load = yard.add("desk", Lane.BULK, "a"), yard.add("desk", Lane.FREE, "a")
    yard.take()
    yard.dispatch.requeue(pull, not_before=10)
    assert yard.take(now=9) == []
    assert (yard.wait(pull), yard.wait(load)) == (Wait.NEXT_TRY, Wait.MODEL)
    assert yard.dispatch.next_due() == 10
    assert yard.take(now=10) == [pull]


def test_the_fleet_limit_goes_round() -> None:
    yard = Yard(Limits(bulk_per_client=2, bulk_in_fleet=3))
    jobs = {c: [yard.add(c, Lane.BULK) for _ in range(2)] for c in ("a", "b", "c")}
    assert yard.take() == [*jobs["a"], jobs["b"][0]]
    assert yard.wait(jobs["c"][0]) is Wait.FLEET
    yard.dispatch.remove(jobs["a"][0])
    assert yard.take() == [jobs["b"][1]]
    yard.dispatch.remove(jobs["a"][1])
    assert yard.take() == [jobs["c"][0]]


def test_a_benchmark_is_alone_and_is_not_starved_by_younger_jobs() -> None:
    yard = Yard()
    pull = yard.add("desk", Lane.BULK)
    assert yard.take() == [pull]
    benchmark = yard.add("desk", Lane.ALONE)
    load = yard.add()
    assert yard.take() == []
    assert (yard.wait(benchmark), yard.wait(load)) == (Wait.OTHERS, Wait.ALONE)
    yard.dispatch.remove(pull)
    assert yard.take() == [benchmark]
    assert yard.wait(load) is Wait.ALONE
    yard.dispatch.remove(benchmark)
    assert yard.take() == [load]


def test_jobs_of_a_client_that_is_away_wait_for_it() -> None:
    yard = Yard()
    yard.offline.add("desk")
    job = yard.add()
    assert yard.take() == []
    assert yard.wait(job) is Wait.CLIENT
    yard.offline.clear()
    yard.dispatch.wake("desk")
    assert yard.take() == [job]


def test_after_a_restart_running_jobs_count() -> None:
    yard = Yard()
    yard.add("desk", Lane.BULK, running=True)
    yard.add("desk", Lane.BULK, "a", running=True)
    load, pull = yard.add("desk", Lane.FREE, "a"), yard.add("desk", Lane.BULK)
    assert yard.take() == []
    assert (yard.wait(load), yard.wait(pull)) == (Wait.MODEL, Wait.BULK)


def test_lanes() -> None:
    assert lane_of(Pull()) is Lane.BULK
    assert lane_of(Update()) is Lane.BULK
    assert lane_of(Update(dry_run=True)) is Lane.FREE
    assert lane_of(Load()) is Lane.FREE


def test_ten_thousand_open_jobs_all_run_in_order() -> None:
    yard = Yard(Limits(bulk_in_fleet=50))
    jobs = [yard.add(f"client{i % 100}", Lane.BULK) for i in range(10_000)]
    order: list[UUID] = []
    while taken := yard.take():
        order += taken
        for job in taken:
            yard.dispatch.remove(job)
    assert sorted(order) == sorted(jobs)
    of_one = [job for job in order if job in set(jobs[0::100])]
    assert of_one == jobs[0::100]


JOBS = st.lists(
    st.tuples(
        st.sampled_from("xyz"),
        st.sampled_from(list(Lane)),
        st.frozensets(st.sampled_from("abc"), min_size=1, max_size=2),
    ),
    max_size=25,
)


@settings(max_examples=80, deadline=None)
@given(jobs=JOBS, ends=st.randoms(use_true_random=False))
def test_whatever_is_filed_the_rules_hold_and_everything_runs(jobs, ends) -> None:  # type: ignore[no-untyped-def]
    limits = Limits(bulk_per_client=2, bulk_in_fleet=3, free_per_client=2)
    yard = Yard(limits)
    filed = {
        yard.add(client, lane, *models): (client, lane, models) for client, lane, models in jobs
    }
    running: set[UUID] = set()
    done = 0
    now = 0.0
    while done < len(filed):
        taken = yard.take(now)
        running |= set(taken)
        assert running, "nothing runs, yet jobs wait"
        bulk = [j for j in running if filed[j][1] is Lane.BULK]
        assert len(bulk) <= limits.bulk_in_fleet
        for client in "xyz":
            here = [filed[j] for j in running if filed[j][0] == client]
            lanes = [lane for _, lane, _ in here]
            assert lanes.count(Lane.BULK) <= limits.bulk_per_client
            assert lanes.count(Lane.FREE) <= limits.free_per_client
            assert Lane.ALONE not in lanes or len(lanes) == 1
            touched = [model for _, _, models in here for model in models]
            assert len(touched) == len(set(touched))
        ended = ends.choice(sorted(running))
        running.discard(ended)
        if ends.random() < 0.3:
            now += 1
            yard.dispatch.requeue(ended, now)
        else:
            yard.dispatch.remove(ended)
            done += 1
