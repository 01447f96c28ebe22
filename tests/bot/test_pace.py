"""How fast one may speak, and how long one waits after trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.telegram.pace import CHAT_BURST, Backoff, Pace, wait_or_stop


class Time:
    """A clock that is moved by hand, and what is to be done then."""

    def __init__(self) -> None:
        self.now = 100.0
        self._calls: list[tuple[float, Callable[[], None]]] = []

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """See `Pace`."""
        self._calls.append((self.now + seconds, call))

    async def forward(self, seconds: float) -> None:
        """Let time go by."""
        end = self.now + seconds
        while due := sorted((one for one in self._calls if one[0] <= end), key=lambda one: one[0]):
            self._calls.remove(due[0])
            self.now = due[0][0]
            due[0][1]()
        self.now = end
        for _ in range(5):
            await asyncio.sleep(0)

    def pace(self, rate: int) -> Pace:
        """A pace by this clock."""
        return Pace(rate, lambda: self.now, self.later)


class Senders:
    """Chats that send as fast as they may.

    Args:
        pace: theirs.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self.stop = asyncio.Event()
        self.sent: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def send(self, name: str, chats: Sequence[int], *, answers: bool) -> None:
        """One message to each of some chats."""

        async def one(chat: int) -> None:
            await self._pace.turn(chat, self.stop, answers=answers)
            self.sent.append(name)

        self._tasks += [asyncio.create_task(one(chat)) for chat in chats]
        for _ in range(5):
            await asyncio.sleep(0)

    async def end(self) -> None:
        """Nobody waits any more."""
        self.stop.set()
        await asyncio.gather(*self._tasks)


async def test_a_chat_gets_a_burst_then_one_a_second() -> None:
    """Five messages at once, then one a second; after a silence there is a burst again."""
    time = Time()
    pace = time.pace(30)
    waits = [pace.own(1) for _ in range(CHAT_BURST + 2)]
    assert waits[:CHAT_BURST] == [0.0] * CHAT_BURST
    assert [round(wait, 3) for wait in waits[CHAT_BURST:]] == [1.0, 2.0]
    time.now += 60
    assert pace.own(1) == 0.0


async def test_all_chats_together_get_thirty_a_second() -> None:
    """Of 120 chats that are written to at once, a burst goes at once and then thirty a second."""
    time = Time()
    senders = Senders(time.pace(30))
    await senders.send("news", range(120), answers=False)
    seen = [len(senders.sent)]
    for _ in range(4):
        await time.forward(1.0)
        seen.append(len(senders.sent))
    assert seen[0] <= 16
    assert [after - before for before, after in pairwise(seen)][:3] == [30, 30, 30]
    assert seen[-1] == 120
    await senders.end()


async def test_news_to_many_delay_no_answer() -> None:
    """With a thousand messages waiting, whoever answers is asked the next question with the very next slots."""
    time = Time()
    senders = Senders(time.pace(30))
    await senders.send("news", range(1000), answers=False)
    await time.forward(1.0)
    senders.sent.clear()
    await senders.send("answer", range(2000, 2010), answers=True)
    await time.forward(0.5)
    assert senders.sent.count("answer") == 10
    await senders.end()


async def test_answers_do_not_starve_the_rest() -> None:
    """While answers alone would fill every slot, one in five still goes to the others."""
    time = Time()
    senders = Senders(time.pace(30))
    await senders.send("news", range(100), answers=False)
    await senders.send("answer", range(2000, 2200), answers=True)
    await time.forward(0.0)
    senders.sent.clear()
    await time.forward(2.0)
    assert (senders.sent.count("news"), senders.sent.count("answer")) == (12, 48)
    await senders.end()


async def test_who_has_to_stop_waits_for_no_slot() -> None:
    """When one has to stop every wait ends, and a slot that nobody took is left to others."""
    time = Time()
    pace = time.pace(1)
    senders = Senders(pace)
    await senders.send("a", range(5), answers=True)
    assert len(senders.sent) == 2
    await senders.end()
    others = Senders(pace)
    await others.send("b", [9], answers=True)
    await time.forward(1.0)
    assert others.sent == ["b"]


async def test_no_rate_is_no_limit() -> None:
    """Rate 0 never waits."""
    senders = Senders(Time().pace(0))
    await senders.send("a", [1] * 100, answers=False)
    assert len(senders.sent) == 100


async def test_silent_chats_are_forgotten() -> None:
    """The memory of chats does not grow for ever."""
    time = Time()
    pace = time.pace(1000)
    for chat in range(9000):
        time.now += 0.01
        pace.own(chat)
    assert len(pace._chats) < 5000


def test_waits_double_up_to_a_limit() -> None:
    """Waits grow with chance in them, and begin anew once it works."""
    backoff = Backoff(1.0, 4.0)
    waits = [backoff.wait() for _ in range(5)]
    assert all(0.75 * full <= wait <= full for wait, full in zip(waits, (1, 2, 4, 4, 4), strict=True))
    assert backoff.tried
    backoff.over()
    assert not backoff.tried
    assert backoff.wait() <= 1.0


async def test_waiting_ends_when_one_has_to_stop() -> None:
    """A wait returns False when it is over and True as soon as `stop` is set."""
    stop = asyncio.Event()
    assert await wait_or_stop(stop, 0.01) is False
    asyncio.get_running_loop().call_later(0.01, stop.set)
    assert await wait_or_stop(stop, 30) is True
    assert await wait_or_stop(stop, 0) is True
