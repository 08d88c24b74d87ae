"""Group commit: all that waits is one piece of work; a full queue refuses; closing drains."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

from prem.errors import Refusal
from prem.storage.group import Group


def doubled(jobs: Sequence[int]) -> list[int | BaseException]:
    return [ValueError(job) if job == 13 else job * 2 for job in jobs]


def test_what_waits_is_done_together_and_each_gets_its_own() -> None:
    sizes: list[int] = []
    gate = threading.Event()

    def work(jobs: Sequence[int]) -> list[int | BaseException]:
        gate.wait(5)
        sizes.append(len(jobs))
        return doubled(jobs)

    async def go() -> list[int]:
        tasks = [asyncio.create_task(group.ask(n)) for n in range(10)]
        await asyncio.sleep(0.05)
        gate.set()
        return await asyncio.gather(*tasks)

    group: Group[int, int] = Group(work, name="test", largest=6)
    assert asyncio.run(go()) == [n * 2 for n in range(10)]
    assert sum(sizes) == 10
    assert max(sizes) <= 6
    assert len(sizes) <= 3
    group.close()


def test_one_exception_reaches_one_asker() -> None:
    async def go() -> list[object]:
        return await asyncio.gather(*(group.ask(n) for n in (1, 13, 2)), return_exceptions=True)

    group: Group[int, int] = Group(doubled, name="test")
    first, second, third = asyncio.run(go())
    assert (first, third) == (2, 4)
    assert isinstance(second, ValueError)
    group.close()


def test_a_group_that_fails_tells_all_and_the_thread_lives() -> None:
    broken = [True]

    def work(jobs: Sequence[int]) -> list[int | BaseException]:
        if broken.pop() if broken else False:
            raise RuntimeError
        return doubled(jobs)

    async def go() -> tuple[object, int]:
        failed = await asyncio.gather(group.ask(1), return_exceptions=True)
        return failed[0], await group.ask(2)

    group: Group[int, int] = Group(work, name="test")
    failed, fine = asyncio.run(go())
    assert isinstance(failed, RuntimeError)
    assert fine == 4
    group.close()


def test_a_full_queue_refuses_and_an_open_one_takes_again() -> None:
    gate, started = threading.Event(), threading.Event()

    def work(jobs: Sequence[int]) -> list[int | BaseException]:
        started.set()
        gate.wait(5)
        return doubled(jobs)

    async def go() -> list[object]:
        first = asyncio.create_task(group.ask(0))
        await asyncio.to_thread(started.wait, 5)
        waiting = [asyncio.create_task(group.ask(n)) for n in (1, 2, 3)]
        await asyncio.sleep(0)
        gate.set()
        return await asyncio.gather(first, *waiting, return_exceptions=True)

    group: Group[int, int] = Group(work, name="test", waiting=2)
    *done, refused = asyncio.run(go())
    assert done == [0, 2, 4]
    assert isinstance(refused, Refusal)
    assert refused.status == 503
    group.close()


def test_closing_does_what_waits_and_then_refuses() -> None:
    gate = threading.Event()

    def work(jobs: Sequence[int]) -> list[int | BaseException]:
        gate.wait(5)
        return doubled(jobs)

    async def go() -> tuple[list[int], object]:
        tasks = [asyncio.create_task(group.ask(n)) for n in range(5)]
        await asyncio.sleep(0.02)
        threading.Timer(0.05, gate.set).start()
        await asyncio.to_thread(group.close)
        late = await asyncio.gather(group.ask(9), return_exceptions=True)
        return await asyncio.gather(*tasks), late[0]

    group: Group[int, int] = Group(work, name="test")
    done, late = asyncio.run(go())
    assert done == [0, 2, 4, 6, 8]
    assert isinstance(late, Refusal)


def test_who_went_away_harms_nobody() -> None:
    gate = threading.Event()

    def work(jobs: Sequence[int]) -> list[int | BaseException]:
        gate.wait(5)
        return doubled(jobs)

    async def go() -> int:
        gone = asyncio.create_task(group.ask(1))
        stays = asyncio.create_task(group.ask(2))
        await asyncio.sleep(0.02)
        gone.cancel()
        gate.set()
        return await stays

    group: Group[int, int] = Group(work, name="test")
    assert asyncio.run(go()) == 4
    group.close()
