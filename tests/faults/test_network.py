"""A network that breaks off, floods, hangs and repeats itself; two phones; two agents at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient
from dialogues.interview.status import InterviewStatus
from tests.faults.conversation import EXPECTED, STEPS, SUBMITTED, act, repeats_in, shows
from tests.faults.installation import Bot, Installation, Launcher, lines_of, recorded

pytestmark = pytest.mark.slow
WAIT = 30.0


@pytest.fixture
def bot(installation: Installation, launcher: Launcher) -> Iterator[Bot]:
    """A bot that runs."""
    with Bot(installation, launcher) as running:
        yield running


def check_end(installation: Installation, awa: SimulatedPerson) -> int:
    """Log and submission are as typed; how many replies came twice."""
    installation.settle()
    (record,) = installation.interviews(awa)
    assert record.status is InterviewStatus.SENT
    assert recorded(installation.events(record.id)) == EXPECTED
    values = installation.submission(record.id)["values"]
    assert {ref: value for ref, value in values.items() if not ref.startswith("/data/meta/")} == SUBMITTED
    return repeats_in(lines_of(awa.messages()))


@pytest.mark.parametrize(
    ("kind", "when", "steps"),
    [
        ("drop", "before", (1, 8)),
        ("drop", "after", (2, 11)),
        ("500", "before", (0, 9)),
        ("429", "before", (3, 5)),
        ("hang", "before", (7,)),
    ],
)
def test_a_call_that_goes_wrong(
    installation: Installation, client: SimulatorClient, bot: Bot, kind: str, when: str, steps: tuple[int, ...]
) -> None:
    """Replies are sent again until Telegram has them; only an accepted one whose answer was lost comes twice."""
    (awa,) = installation.agent(client, "Awa")
    for number, step in enumerate(STEPS):
        if number in steps:
            client.fault(kind, method="sendMessage", when=when, seconds=1.0, retry_after=1)
        act(awa, step)
        awa.wait_for(shows(step), timeout=WAIT)
        if when == "after":
            installation.settle()
    assert check_end(installation, awa) == (len(steps) if when == "after" else 0)


def test_updates_that_come_twice(installation: Installation, client: SimulatorClient, bot: Bot) -> None:
    """Every update is delivered twice, and each answer is stored and answered once."""
    (awa,) = installation.agent(client, "Awa")
    for step in STEPS:
        client.duplicate_updates(1)
        act(awa, step)
        awa.wait_for(shows(step), timeout=WAIT)
    assert check_end(installation, awa) == 0


def test_polls_that_fail(installation: Installation, client: SimulatorClient, bot: Bot) -> None:
    """A poll that is dropped after Telegram has answered it brings the same updates again: nothing is lost."""
    (awa,) = installation.agent(client, "Awa")
    for number, step in enumerate(STEPS):
        if number in (1, 6, 13):
            client.fault("drop", method="getUpdates", when="after")
        act(awa, step)
        awa.wait_for(shows(step), timeout=WAIT)
    assert check_end(installation, awa) == 0


def test_two_phones_of_one_person(installation: Installation, client: SimulatorClient, bot: Bot) -> None:
    """Two phones answer one interview at once by address: all answers are stored once, each phone in its order."""
    one, two = installation.agent(client, "Awa", phones=2)
    for step in STEPS[:2]:
        act(one, step)
        one.wait_for(shows(step), timeout=WAIT)
    two.say("/reprendre")
    two.wait_for(lambda said: bool(said.inline) or "2. Êtes-vous" in said.text, timeout=WAIT)
    if two.last().inline:
        two.press(two.last().inline[0][0])
        two.wait_for("2. Êtes-vous", timeout=WAIT)
    one.wait_for("autre", timeout=WAIT)
    answers = {one: ("1) 36", "1) 37"), two: ("2) oui", "7) 3", "7) 3")}

    def type_all(person: SimulatedPerson) -> None:
        for text in answers[person]:
            person.say(text)

    typing = [threading.Thread(target=type_all, args=(person,)) for person in answers]
    for thread in typing:
        thread.start()
    for thread in typing:
        thread.join()
    two.wait_for("✓ 7 : 3", timeout=WAIT, since=0)
    installation.settle()
    (record,) = installation.interviews(one)
    assert recorded(installation.events(record.id)) == [
        ("/data/age", "35"),
        ("/data/accord", "oui"),
        ("/data/enfants", "3"),
    ]


def test_two_agents_at_once(installation: Installation, client: SimulatorClient, bot: Bot) -> None:
    """Thirty messages of each of two agents, typed without waiting: per chat, all in order and each once."""
    agents = [installation.agent(client, name)[0] for name in ("Awa", "Issa")]
    typed = [f"Phrase {number}." for number in range(30)]
    for person in agents:
        for step in STEPS[:6]:
            act(person, step)
            person.wait_for(shows(step), timeout=WAIT)

    def type_all(person: SimulatedPerson) -> None:
        for text in typed:
            person.say(text)

    typing = [threading.Thread(target=type_all, args=(person,)) for person in agents]
    for thread in typing:
        thread.start()
    for thread in typing:
        thread.join()

    def said(person: SimulatedPerson) -> list[str]:
        (record,) = installation.interviews(person)
        return [words for ref, words in recorded(installation.events(record.id)) if ref == "/data/recit"]

    end = time.monotonic() + WAIT
    while any(len(said(person)) < len(typed) for person in agents) and time.monotonic() < end:
        time.sleep(0.1)  # what is still at Telegram is in no table yet: settling alone would not wait for it
    installation.settle()
    for person in agents:
        assert said(person) == typed
        assert sum("✓ 4" in line for line in lines_of(person.messages())) == len(typed)
