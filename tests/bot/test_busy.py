"""«… écrit» against the simulator: shown when something takes over a second, never before, and never in the way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from telegram import Bot

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from bot.telegram import busy as module
from bot.telegram.busy import busy
from bot.telegram.request import make_bot, make_request
from tests.bot.echo import EchoService, RunningBot, settings_for, until
from tests.support.fakes import FakeStore


def actions(client: SimulatorClient) -> list[str]:
    """What the bot showed itself to be doing."""
    return [call["parameters"].get("action", "") for call in client.calls("sendChatAction", texts=True)]


def test_a_slow_message_shows_typing(
    simulator: SimulatorThread, client: SimulatorClient, awa: SimulatedPerson, tmp_path: Path
) -> None:
    """While a message takes over a second one sees it; the quick ones before and after show nothing."""
    service = EchoService(FakeStore())
    with RunningBot(settings_for(simulator, tmp_path / "data"), service.store, service):
        awa.wait_for("/start")
        assert actions(client) == []
        service.busy = 1.3
        awa.say("lent")
        awa.wait_for("« lent »")
        assert actions(client) == ["typing"]
        service.busy = 0.0
        awa.say("vite")
        awa.wait_for("« vite »")
        assert actions(client) == ["typing"]


def test_its_failure_is_nobodys_trouble(
    simulator: SimulatorThread, client: SimulatorClient, awa: SimulatedPerson, tmp_path: Path
) -> None:
    """Telegram may refuse or break off: the answer comes all the same."""
    service = EchoService(FakeStore())
    with RunningBot(settings_for(simulator, tmp_path / "data"), service.store, service):
        awa.wait_for("/start")
        client.fault("500", method="sendChatAction", count=5)
        service.busy = 1.3
        awa.say("lent")
        awa.wait_for("« lent »")
        until(lambda: [said for _, said in service.handled] == ["/start", "lent"])


async def _for(bot: Bot, chat: int, seconds: float) -> None:
    async with busy(bot, chat, after=0.05):
        await asyncio.sleep(seconds)


async def _broken(bot: Bot, chat: int) -> None:
    async with busy(bot, chat, after=0.01):
        await asyncio.sleep(0.1)
        raise LookupError


def test_it_is_repeated_until_it_is_done(
    simulator: SimulatorThread, client: SimulatorClient, awa: SimulatedPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as it lasts it is shown again; a group and what is quick see nothing; what raises ends it too."""
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.1)

    async def main() -> None:
        request = make_request(simulator.url, connections=2)
        bot = make_bot(simulator.url, simulator.token, request, request)
        async with request:
            await _for(bot, awa.user_id, 0.01)
            await _for(bot, -5, 0.2)
            assert actions(client) == []
            await _for(bot, awa.user_id, 0.5)
            assert len(actions(client)) >= 2
            with pytest.raises(LookupError):
                await _broken(bot, awa.user_id)
            shown = len(actions(client))
            await asyncio.sleep(0.3)
            assert len(actions(client)) == shown

    asyncio.run(main())
