"""How fast one may speak, and how long one waits after trouble."""

from __future__ import annotations

import asyncio

from bot.telegram.pace import CHAT_BURST, Backoff, Pace, wait_or_stop


def test_a_chat_gets_a_burst_then_one_a_second() -> None:
    """Five messages at once, then one a second; after a silence there is a burst again."""
    time = [100.0]
    pace = Pace(30, lambda: time[0])
    waits = [pace.slot(1) for _ in range(CHAT_BURST + 2)]
    assert waits[:CHAT_BURST] == [0.0] * CHAT_BURST
    assert [round(wait, 3) for wait in waits[CHAT_BURST:]] == [1.0, 2.0]
    time[0] += 60
    assert pace.slot(1) == 0.0


def test_all_chats_together_get_thirty_a_second() -> None:
    """Over 120 chats that are written to at once, no second holds more than the rate and its burst."""
    pace = Pace(30, lambda: 5.0)
    waits = [pace.slot(chat) for chat in range(120)]
    assert waits == sorted(waits)
    assert sum(wait < 1.0 for wait in waits) <= 46
    assert 3.0 < waits[-1] + 0.5 <= 4.1


def test_no_rate_is_no_limit() -> None:
    """Rate 0 never waits."""
    pace = Pace(0, lambda: 5.0)
    assert [pace.slot(1) for _ in range(100)] == [0.0] * 100


def test_silent_chats_are_forgotten() -> None:
    """The memory of chats does not grow for ever."""
    time = [0.0]
    pace = Pace(1000, lambda: time[0])
    for chat in range(9000):
        time[0] += 0.01
        pace.slot(chat)
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
