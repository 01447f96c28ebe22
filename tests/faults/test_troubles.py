"""A full disk, a Telegram that hangs while one has to stop, a database that somebody else's bot works in."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.simulator import SimulatorClient
from bot.simulator.client import Said
from dialogues.interview.status import InterviewStatus
from tests.faults.conversation import EXPECTED, STEPS, act, shows
from tests.faults.installation import ROOT, Bot, Installation, Launcher, lines_of, recorded

pytestmark = pytest.mark.slow
WAIT = 30.0


@contextmanager
def full_disk(bot: Bot) -> Iterator[None]:
    """Not a byte can be written by the bot, as on a full disk (setrlimit(2), RLIMIT_FSIZE)."""
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_a_full_disk_in_the_middle_of_an_interview(
    installation: Installation, client: SimulatorClient, launcher: Launcher
) -> None:
    """The agent is told once that nothing is stored, and once that it works again; nothing has to be sent again."""
    (awa,) = installation.agent(client, "Awa")
    with Bot(installation, launcher) as bot:
        for step in STEPS[:6]:
            act(awa, step)
            awa.wait_for(shows(step), timeout=WAIT)
        installation.settle()
        with full_disk(bot):
            act(awa, STEPS[6])
            act(awa, STEPS[7])
            awa.wait_for("pas enregistrée", timeout=WAIT, since=0)
            (record,) = installation.interviews(awa)
            assert recorded(installation.events(record.id)) == EXPECTED[:5]
        awa.wait_for("reparti", timeout=WAIT, since=0)
        awa.wait_until(_twice_taken, timeout=WAIT)
        for step in STEPS[8:]:
            act(awa, step)
            awa.wait_for(shows(step), timeout=WAIT)
        installation.settle()
    (record,) = installation.interviews(awa)
    assert record.status is InterviewStatus.SENT
    assert recorded(installation.events(record.id)) == EXPECTED
    said = lines_of(awa.messages())
    assert [sum(words in line for line in said) for words in ("pas enregistrée", "reparti")] == [1, 1]


def _twice_taken(messages: list[Said]) -> bool:
    return sum("✓ 4" in one.text for one in messages) == 2


def test_told_to_stop_while_telegram_hangs(
    installation: Installation, client: SimulatorClient, launcher: Launcher
) -> None:
    """The bot ends all the same; the reply that hung is owed, and sent by the next one."""
    (awa,) = installation.agent(client, "Awa")
    with Bot(installation, launcher) as bot:
        act(awa, STEPS[0])
        awa.wait_for(shows(STEPS[0]), timeout=WAIT)
        installation.settle()
        client.fault("hang", method="sendMessage", seconds=60.0, count=1)
        act(awa, STEPS[1])
        while not client.calls("sendMessage") or not installation.owed():
            pass
        bot.stop()  # raises when it takes over twenty seconds
        assert installation.owed() == 1
        client.heal()
        bot.start()
        awa.wait_for(shows(STEPS[1]), timeout=WAIT)


def test_a_second_bot_on_the_same_database_is_refused(installation: Installation, launcher: Launcher) -> None:
    """Also from another data folder: one clear line, and the first one goes on."""
    with Bot(installation, launcher):
        elsewhere = installation.folder.parent / "elsewhere"
        environment = {**installation.environment(), "BARO_DATA_DIR": str(elsewhere)}
        refused = None
        while refused is None or "déjà" not in refused.stderr:  # until the first one has come so far
            refused = subprocess.run(
                (sys.executable, "-m", "bot.cli", "serve"),
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        assert refused.returncode == 1
        assert refused.stderr.splitlines() == [
            f"Un autre Baro travaille déjà dans {installation.folder}. Arrêtez-le d'abord."
        ]
