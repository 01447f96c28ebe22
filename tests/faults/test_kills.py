"""SIGKILL at every step of an interview: nothing acknowledged is lost, nothing is stored twice, replies come."""

from __future__ import annotations

import time

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient
from dialogues.interview.status import InterviewStatus
from tests.faults.conversation import EXPECTED, STEPS, SUBMITTED, Step, act, repeats_in, shows
from tests.faults.installation import Bot, Installation, Launcher, lines_of, recorded
from tests.faults.launcher import POINTS

pytestmark = pytest.mark.slow
WAIT = 30.0


def check_end(installation: Installation, awa: SimulatedPerson) -> int:
    """The log, the submission and the conversation are as if nothing had happened; how many replies came twice."""
    installation.settle()
    (record,) = installation.interviews(awa)
    assert record.status is InterviewStatus.SENT
    assert recorded(installation.events(record.id)) == EXPECTED
    values = installation.submission(record.id)["values"]
    assert {ref: value for ref, value in values.items() if not ref.startswith("/data/meta/")} == SUBMITTED
    return repeats_in(lines_of(awa.messages()))


def test_an_undisturbed_interview(installation: Installation, client: SimulatorClient, launcher: Launcher) -> None:
    """Without any fault each message is answered once; this is what the others are compared with."""
    (awa,) = installation.agent(client, "Awa")
    with Bot(installation, launcher):
        for step in STEPS:
            act(awa, step)
            awa.wait_for(shows(step), timeout=WAIT)
        assert check_end(installation, awa) == 0


def test_killed_right_after_each_message(
    installation: Installation, client: SimulatorClient, launcher: Launcher
) -> None:
    """The bot dies as soon as the person's message is with Telegram; the one started after it answers."""
    (awa,) = installation.agent(client, "Awa")
    bot = Bot(installation, launcher)
    with bot:
        for step in STEPS:
            act(awa, step)
            bot.kill()
            bot.start()
            awa.wait_for(shows(step), timeout=WAIT)
        assert check_end(installation, awa) <= len(STEPS)
    assert bot.starts == len(STEPS) + 1


def test_killed_before_each_message(installation: Installation, client: SimulatorClient, launcher: Launcher) -> None:
    """The bot is dead when the person types, right after a reply: what was acknowledged is there already."""
    (awa,) = installation.agent(client, "Awa")
    bot = Bot(installation, launcher)
    logged = 0
    with bot:
        for step in STEPS:
            bot.kill()
            if logged:
                (record,) = installation.interviews(awa)
                assert recorded(installation.events(record.id)) == EXPECTED[:logged]
            act(awa, step)
            bot.start()
            awa.wait_for(shows(step), timeout=WAIT)
            logged = step.logged
        assert check_end(installation, awa) <= len(STEPS)


@pytest.mark.parametrize("point", POINTS)
def test_death_between_the_transactions(
    installation: Installation, client: SimulatorClient, launcher: Launcher, point: str
) -> None:
    """The bot dies exactly at one point of every message's path, and is started again each time."""
    (awa,) = installation.agent(client, "Awa")
    bot = Bot(installation, launcher, point)
    deaths = 0
    with bot:
        for step in STEPS:
            act(awa, step)
            deaths += _die_once(bot)
            awa.wait_for(shows(step), timeout=WAIT)
        repeats = check_end(installation, awa)
    assert deaths == len(STEPS)
    # Only a reply that Telegram has taken already can come twice, and not even then if all in it is outdated.
    assert 0 < repeats <= len(STEPS) if point == "sent" else repeats == 0


def _die_once(bot: Bot) -> int:
    """Wait for the bot's death and start it again."""
    end = time.monotonic() + WAIT
    while bot.alive:
        if time.monotonic() > end:
            raise TimeoutError("the bot did not die")
        time.sleep(0.005)
    bot.kill()
    bot.start()
    return 1


def test_a_cold_serve_killed_in_the_middle(installation: Installation, client: SimulatorClient) -> None:
    """`baro serve` itself, as a service manager starts it: killed with a message on its way, and started again."""
    (awa,) = installation.agent(client, "Awa")
    bot = Bot(installation, None)
    kills: tuple[Step, ...] = (STEPS[1], STEPS[7])
    with bot:
        for step in STEPS:
            act(awa, step)
            if step in kills:
                bot.kill()
                bot.start()
            awa.wait_for(shows(step), timeout=WAIT)
        check_end(installation, awa)
        bot.stop()
