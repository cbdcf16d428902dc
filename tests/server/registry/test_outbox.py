import asyncio

import pytest

from obt.server.registry.outbox import BOUND, Outboxes, OverflownError
from obt.wire.frames import Resync


async def test_orders_come_in_order_and_wake_who_waits() -> None:
    outboxes = Outboxes()
    outbox = outboxes.open("desk")
    waiting = asyncio.create_task(outbox.next())
    await asyncio.sleep(0)
    first = Resync()
    outboxes.put("desk", first)
    assert await waiting == [first]
    assert outbox.drain() == []


async def test_nothing_waits_for_who_is_not_connected() -> None:
    outboxes = Outboxes()
    outboxes.put("desk", Resync())
    assert outboxes.open("desk").drain() == []


async def test_closing_an_old_outbox_leaves_the_new_one() -> None:
    outboxes = Outboxes()
    old, new = outboxes.open("desk"), outboxes.open("desk")
    outboxes.close("desk", old)
    assert outboxes.get("desk") is new
    outboxes.close("desk", new)
    assert outboxes.get("desk") is None


async def test_too_much_is_said_instead_of_kept() -> None:
    outbox = Outboxes().open("desk")
    for _ in range(BOUND):
        outbox.put(Resync())
    assert len(outbox.drain()) == BOUND
    for _ in range(BOUND + 1):
        outbox.put(Resync())
    with pytest.raises(OverflownError):
        outbox.drain()
    with pytest.raises(OverflownError):
        await outbox.next()
