"""A scripted agent on a bad network: delays, doubled messages, minutes without network, a Telegram that stumbles.

The agent has a list of answers by question and goes on whatever happens: with network by what is asked, without it by
the numbers of the paper sheet, corrections included. In the end the submission holds exactly what was typed last.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from bot.simulator.client import NothingSuchSaid
from dialogues.interview.status import InterviewStatus
from tests.faults.installation import Bot, Installation, Launcher, lines_of

pytestmark = pytest.mark.slow

WAIT = 40.0
PATIENCE = 15.0

FORM = """
| survey   |                     |          |                         |          |
|          | type                | name     | label                   | required |
|          | integer             | age      | Quel âge avez-vous ?    | yes      |
|          | select_one ouinon   | accord   | Êtes-vous d'accord ?    | yes      |
|          | select_multiple eau | eau      | Quelle eau buvez-vous ? | yes      |
|          | date                | jour     | Quel jour ?             | yes      |
|          | text                | recit    | Que s'est-il passé ?    | yes      |
|          | decimal             | prix     | À quel prix ?           | yes      |
|          | select_one ouinon   | pompe    | Y a-t-il une pompe ?    | yes      |
|          | integer             | puits    | Combien de puits ?      | yes      |
|          | text                | besoin   | Que faut-il ?           | yes      |
|          | integer             | enfants  | Combien d'enfants ?     | yes      |
| choices  |                     |          |                         |          |
|          | list_name           | name     | label                   |          |
|          | ouinon              | oui      | Oui                     |          |
|          | ouinon              | non      | Non                     |          |
|          | eau                 | puits    | Puits                   |          |
|          | eau                 | pompe    | Pompe                   |          |
|          | eau                 | fleuve   | Fleuve                  |          |
| settings |                     |          |                         |          |
|          | form_title          | form_id  | version                 |          |
|          | Mauvais réseau      | mauvais  | 1                       |          |
"""

NUMBERS = {"age": 1, "accord": 2, "eau": 3, "jour": 4, "recit": 5, "prix": 6, "pompe": 7, "puits": 8, "besoin": 9}
NUMBERS |= {"enfants": 10}
OPEN = ("recit", "besoin")
ANSWERS = {
    "age": ("35", "35"),
    "accord": ("oui", "oui"),
    "eau": ("1 3", "puits fleuve"),
    "jour": ("02/03/2025", "2025-03-02"),
    "recit": ("Le puits est sec, il faut marcher.", "Le puits est sec, il faut marcher."),
    "prix": ("12,5", "12.5"),
    "pompe": ("non", "non"),
    "puits": ("deux", "2"),
    "besoin": ("De l'eau, et la paix 🌍.", "De l'eau, et la paix 🌍."),
    "enfants": ("7", "7"),
}
"""What is typed for each question, and what it means."""


@pytest.fixture
def installation(simulator: SimulatorThread, tmp_path: Path) -> Installation:
    """An installation with this form."""
    return Installation(tmp_path / "data", simulator.url, simulator.token, FORM)


@pytest.fixture
def bot(installation: Installation, launcher: Launcher) -> Iterator[Bot]:
    """A bot that runs."""
    with Bot(installation, launcher) as running:
        yield running


class Phone:
    """An agent's phone on a bad network.

    Args:
        client: of the simulator.
        person: who types.
        chance: seeded.
    """

    def __init__(self, client: SimulatorClient, person: SimulatedPerson, chance: random.Random) -> None:
        self.client = client
        self.person = person
        self.chance = chance
        self.online = True
        self.typed: list[str] = []
        """What waits in the phone."""

    def stumble(self) -> None:
        """Something goes wrong between the bot and Telegram, or it does not."""
        kind = self.chance.choice(("", "", "drop before", "drop after", "500 before", "429 before", "poll"))
        if kind == "poll":
            self.client.fault("drop", method="getUpdates", when="after")
        elif kind:
            name, when = kind.split()
            self.client.fault(name, method="sendMessage", when=when, seconds=0.5, retry_after=1)
        if self.chance.random() < 0.4:
            self.client.duplicate_updates(1)

    def say(self, text: str, *, twice: bool = False) -> None:
        """Type something; without network it waits in the phone."""
        self.typed += [text, text] if twice else [text]
        if self.online:
            self.flush()

    def flush(self) -> None:
        """Send what waited, in the order typed."""
        trouble = set(self.chance.sample(range(len(self.typed)), min(3, len(self.typed))))
        for number, text in enumerate(self.typed):
            if number in trouble:  # more at once would only add up the bot's waits
                self.stumble()
            self.client.advance(self.chance.uniform(0.0, 1.0))
            self.person.say(text)
        self.typed.clear()

    def lose(self, minutes: float) -> None:
        """The network goes; time passes."""
        self.online = False
        self.client.advance(minutes * 60)

    def find(self) -> None:
        """The network is back, and everything that waited goes out at once."""
        self.online = True
        self.flush()


def reaches(phone: Phone, words: str, again: str = "/reprendre") -> None:
    """Wait until the bot has said these words; a person who waits for long says something again.

    A question that came twice, for its first receipt was lost, may be answered between the two: such an answer is
    read against the question before it, refused, and given again.
    """
    try:
        phone.person.wait_for(words, timeout=PATIENCE, since=0)
    except NothingSuchSaid:
        phone.person.say(again)
        phone.person.wait_for(words, timeout=WAIT, since=0)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_answers_are_those_that_were_typed(
    installation: Installation, client: SimulatorClient, bot: Bot, seed: int
) -> None:
    """Whatever the network did: every answer, once, the last correction counts, and the day it was held is asked."""
    chance = random.Random(seed)  # noqa: S311 - the same trouble each time
    (awa,) = installation.agent(client, "Awa")
    phone = Phone(client, awa, chance)
    phone.say("/nouveau")
    reaches(phone, "1. Quel âge")
    names = list(ANSWERS)
    with_network = chance.randint(2, 4)
    for name in names[:with_network]:  # question by question, at the pace of the network
        phone.say(ANSWERS[name][0])
        client.advance(chance.uniform(5, 90))
        following = names[names.index(name) + 1]
        reaches(phone, f"{NUMBERS[following]}. ", f"{NUMBERS[name]}) {ANSWERS[name][0]}")
    phone.lose(chance.uniform(3, 40))
    rest = names[with_network:]
    chance.shuffle(rest)
    for name in rest:  # by the paper sheet, in any order
        phone.say(f"{NUMBERS[name]}) {ANSWERS[name][0]}", twice=name not in OPEN and chance.random() < 0.5)
    phone.say("1) 36")
    phone.find()
    reaches(phone, "Corriger la 1 ?")
    phone.say("oui", twice=True)
    reaches(phone, "✓ 1 : 36")
    phone.lose(chance.uniform(1, 10))
    phone.find()
    finish(phone, installation)
    (record,) = installation.interviews(awa)
    assert record.status is InterviewStatus.SENT, lines_of(awa.messages())[-3:]
    found = installation.submission(record.id)
    values = {ref.removeprefix("/data/"): value for ref, value in found["values"].items() if "/meta/" not in ref}
    assert values == {name: value for name, (_, value) in ANSWERS.items()} | {"age": "36"}
    assert found["held_on"]


def finish(phone: Phone, installation: Installation) -> None:
    """Go on as an agent does until it is sent: close an open answer, send, say which day it was."""
    for _ in range(12):
        installation.settle()
        said = phone.person.last().text
        if "envoyé" in said.casefold():
            return
        if "eu lieu quand" in said:
            phone.say("aujourd'hui")
        elif "On envoie ?" in said:
            phone.say("✅ Envoyer")
        else:
            phone.say("➡️ Suite")
        phone.client.advance(5)
    installation.settle()
