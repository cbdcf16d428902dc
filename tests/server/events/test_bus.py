import asyncio
from uuid import uuid4

from obt.server.events.bus import LINGER, MAX_BYTES, MAX_FACTS, REMEMBERED, Bus, Packet, Subscriber
from obt.server.events.schemas import ClientRemoved, JobProgressed
from obt.wire.jobs import Progress

SNAPSHOT = Packet(0, "snapshot", b"{}")


def snapshot() -> Packet:
    return SNAPSHOT


def fact(bus: Bus, client_id: str = "desk") -> None:
    bus.publish(lambda seq: ClientRemoved(seq=seq, client_id=client_id))


def update(bus: Bus, key: str, status: str) -> None:
    progress = Progress(status=status)
    job_id = uuid4()
    bus.publish(
        lambda seq: JobProgressed(seq=seq, job_id=job_id, progress=progress), key=f"job {key}"
    )


async def drain(subscriber: Subscriber) -> list[Packet]:
    packets = []
    while len(subscriber):
        packet = await subscriber.next()
        assert packet is not None
        packets.append(packet)
    return packets


async def test_a_snapshot_comes_first_then_every_event_in_order() -> None:
    bus = Bus()
    with bus.subscribe(snapshot) as subscriber:
        assert await subscriber.next() == SNAPSHOT
        fact(bus)
        fact(bus)
        assert [packet.seq for packet in await drain(subscriber)] == [1, 2]


async def test_updates_of_one_key_coalesce_and_facts_never_do() -> None:
    bus = Bus()
    with bus.subscribe(snapshot) as subscriber:
        await subscriber.next()
        for n in range(100):
            update(bus, "a", f"a{n}")
            update(bus, "b", f"b{n}")
            fact(bus)
        packets = await drain(subscriber)
        assert sum(packet.key is None for packet in packets) == 100
        assert [p.data.count(b'"a99"') for p in packets if p.key == "job a"] == [1]
        assert [p.data.count(b'"b99"') for p in packets if p.key == "job b"] == [1]
        assert [packet.seq for packet in packets] == sorted(packet.seq for packet in packets)


async def test_a_reader_that_never_reads_holds_bounded_memory_and_then_gets_a_snapshot() -> None:
    bus = Bus()
    with bus.subscribe(snapshot) as subscriber:
        await subscriber.next()
        for _ in range(MAX_FACTS * 3):
            fact(bus)
        assert len(subscriber) <= MAX_FACTS
        assert await subscriber.next() == SNAPSHOT
        fact(bus)
        (after,) = await drain(subscriber)
        assert after.seq == MAX_FACTS * 3 + 1


async def test_resume_sends_only_what_was_missed() -> None:
    bus = Bus()
    with bus.subscribe(snapshot):  # somebody else keeps listening
        for _ in range(5):
            fact(bus)
        with bus.subscribe(snapshot, f"{bus.epoch}-3") as subscriber:
            assert [packet.seq for packet in await drain(subscriber)] == [4, 5]
        with bus.subscribe(snapshot, f"{bus.epoch}-5") as subscriber:
            assert len(subscriber) == 0


async def test_resume_falls_back_to_a_snapshot() -> None:
    bus = Bus()
    with bus.subscribe(snapshot):
        for _ in range(REMEMBERED + 10):
            fact(bus)
    for _ in range(LINGER + 1):
        fact(bus)  # nobody listens: what is remembered comes to its end
    for last in (
        "",
        "nonsense",
        "otherepoch-3",
        f"{bus.epoch}-x",
        f"{bus.epoch}-99999999",
        None,
        f"{bus.epoch}-²",
        f"{bus.epoch}-" + "9" * 5000,
    ):
        with bus.subscribe(snapshot, last) as subscriber:
            assert await subscriber.next() == SNAPSHOT, last
    with bus.subscribe(snapshot, f"{bus.epoch}-2") as subscriber:
        assert await subscriber.next() == SNAPSHOT


async def test_the_only_reader_resumes_after_a_short_absence() -> None:
    bus = Bus()
    with bus.subscribe(snapshot) as subscriber:
        await subscriber.next()
        fact(bus)
    fact(bus)
    fact(bus)
    with bus.subscribe(snapshot, f"{bus.epoch}-1") as subscriber:
        assert [packet.seq for packet in await drain(subscriber)] == [2, 3]


async def test_large_facts_are_bounded_by_size_for_a_reader_and_for_resuming() -> None:
    bus = Bus()
    with bus.subscribe(snapshot) as subscriber:
        await subscriber.next()
        size = MAX_BYTES // 10
        for _ in range(12):
            fact(bus, "x" * size)
        assert len(subscriber) == 0
        assert await subscriber.next() == SNAPSHOT
        assert len(bus.since(f"{bus.epoch}-4") or []) == 8
        assert bus.since(f"{bus.epoch}-1") is None


async def test_nothing_is_built_when_nobody_listens() -> None:
    bus = Bus()
    built: list[int] = []

    def make(seq: int) -> ClientRemoved:
        built.append(seq)
        return ClientRemoved(seq=seq, client_id="x")

    bus.publish(make)
    assert built == []
    assert bus.seq == 1


async def test_closing_ends_every_stream_at_once() -> None:
    bus = Bus()
    with bus.subscribe(snapshot) as subscriber:
        await subscriber.next()
        waiting = asyncio.create_task(subscriber.next())
        bus.close()
        assert await waiting is None
