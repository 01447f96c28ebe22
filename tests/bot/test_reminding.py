"""The clock of reminders: looks at the start and again and again, whatever the database does."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.telegram.reminding import Reminding
from bot.threads import Threads
from tests.bot.echo import EchoService
from tests.support.fakes import FakeStore


async def looked(service: EchoService, times: int) -> None:
    """Let the clock run until it has looked so often."""
    threads, stop = Threads(1), asyncio.Event()
    running = asyncio.create_task(Reminding(service, threads, stop, every=0.01).run())
    async with asyncio.timeout(10):
        while service.reminded < times:  # noqa: ASYNC110 - it is counted in another thread
            await asyncio.sleep(0.005)
        stop.set()
        await running
    threads.close()


async def test_it_looks_again_and_again() -> None:
    """At once, and then every now and then, until it is told to stop."""
    await looked(EchoService(FakeStore()), 3)


async def test_a_database_that_is_away_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is said about it: those who write are told."""
    service = EchoService(FakeStore())
    service.away = True
    with caplog.at_level(logging.WARNING):
        await looked(service, 2)
    assert caplog.records == []


async def test_what_nobody_foresaw_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault is logged by its kind, and the next look comes all the same."""
    service = EchoService(FakeStore())
    remind = service.remind

    def broken() -> None:
        remind()
        raise LookupError("boum")

    monkeypatch.setattr(service, "remind", broken)
    with caplog.at_level(logging.WARNING):
        await looked(service, 2)
    assert {record.fields["error"] for record in caplog.records} == {"LookupError"}  # type: ignore[attr-defined]
    assert "boum" not in caplog.text
