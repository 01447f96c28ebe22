"""What is owed at a crash is sent soon after the start: what comes before it, and what does not hold it up."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from tests.bot.echo import EchoService, RunningBot, settings_for, until


def owing(simulator: SimulatorThread, awa: SimulatedPerson, service: EchoService, folder: Path) -> RunningBot:
    """A bot that has not started yet and owes Awa something from before."""
    settings = settings_for(simulator, folder)
    with RunningBot(settings, service.store, service):
        awa.wait_for("/start")
    with service.store.writing() as unit:
        unit.outbox.add(awa.user_id, EchoService.farewell)
        unit.commit()
    return RunningBot(settings, service.store, service)


def test_nothing_but_a_greeting_and_one_short_poll_comes_before_what_is_owed(
    simulator: SimulatorThread, client: SimulatorClient, awa: SimulatedPerson, service: EchoService, tmp_path: Path
) -> None:
    """Who the bot is, that it polls, what waits at Telegram: then the reply, whatever else the start has to do."""
    bot = owing(simulator, awa, service, tmp_path / "data")
    before = client.calls()[-1]["sequence"]
    with bot:
        awa.wait_for("À bientôt.")
    calls = [call["method"] for call in client.calls(after=before) if not call["method"].endswith("MyCommands")]
    assert list(dict.fromkeys(calls)) == ["getMe", "deleteWebhook", "getUpdates", "sendMessage"]


def test_a_poll_of_which_no_answer_comes_does_not_hold_back_what_is_owed(
    simulator: SimulatorThread, client: SimulatorClient, awa: SimulatedPerson, service: EchoService, tmp_path: Path
) -> None:
    """The first poll hangs: the reply is there before it has ended."""
    bot = owing(simulator, awa, service, tmp_path / "data")
    client.fault("hang", method="getUpdates", seconds=60.0, count=1)
    before = client.calls()[-1]["sequence"]
    with bot:
        awa.wait_for("À bientôt.")
        assert "getUpdates" not in [call["method"] for call in client.calls(after=before)]  # told of once it has ended
        client.heal()


def test_the_log_tells_once_that_what_waited_has_been_seen_to(
    simulator: SimulatorThread,
    awa: SimulatedPerson,
    service: EchoService,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line a start, with how many chats waited."""
    bot = owing(simulator, awa, service, tmp_path / "data")
    caplog.clear()  # its first bot may have told the same
    with caplog.at_level(logging.INFO, "baro"), bot:
        awa.wait_for("À bientôt.")
        awa.say("un")
        awa.wait_for("« un »")
        until(lambda: any(record.msg == "resumed" for record in caplog.records))
    told = [record.__dict__["fields"]["chats"] for record in caplog.records if record.msg == "resumed"]
    assert told == [1]
