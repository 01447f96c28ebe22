"""A campaign of kills: agents hold interviews while the bot dies at chance moments, and every answer is accounted for.

    python -m tests.faults.campaign --messages 500 --kills 40 --seed 1

Every answer that is typed is a number of its own, so that its way can be followed: typed, acknowledged («✓»), stored.
A third of the kills come at any moment, a third right after a message was sent, a third at a point between the
transactions (see `tests.faults.launcher`). Exit status 1 when something was lost, stored twice, out of order or
acknowledged and not stored.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from bot.simulator.client import NothingSuchSaid, Said
from tests.faults.installation import Bot, Installation, Launcher, recorded
from tests.faults.launcher import POINTS

__all__ = ["Figures", "campaign"]

QUESTIONS = 10
AGENTS = 3
_WAIT = 40.0
_ADDRESS = re.compile(r"^(\d+)\. ", re.MULTILINE)
_ACKNOWLEDGED = re.compile(r"✓ (\d+) : ([\d\s]+)$", re.MULTILINE)
_CORRECTS = "Corriger la "


def form() -> str:
    """A guide of numbers, with a text in the middle that nobody has to fill in."""
    rows = [f"| | integer | q{number} | Nombre {number} ? | yes |" for number in range(1, QUESTIONS + 1)]
    return "\n".join(
        [
            "| survey | | | | |",
            "| | type | name | label | required |",
            *rows,
            "| settings | | | |",
            "| | form_title | form_id | version |",
            "| | Campagne | campagne | 1 |",
        ]
    )


@dataclass(slots=True)
class Figures:
    """What a campaign counts.

    Args:
        messages: sent by agents.
        kills: of the bot.
        answers: numbers typed as answers.
        lost: typed, and not in the log.
        stored_twice: in the log more than once.
        out_of_order: interviews whose log is not in the order typed.
        acknowledged_not_stored: «✓» seen, and not in the log.
        repeated: acknowledgements that came more than once.
        asked_again: answers read against an older question, which the agent had to give again.
        unanswered: messages that nothing answered in time.
    """

    messages: int = 0
    kills: int = 0
    answers: int = 0
    lost: int = 0
    stored_twice: int = 0
    out_of_order: int = 0
    acknowledged_not_stored: int = 0
    repeated: int = 0
    asked_again: int = 0
    unanswered: int = 0

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        broken = self.lost, self.stored_twice, self.out_of_order, self.acknowledged_not_stored, self.unanswered
        return not any(broken)

    def lines(self) -> list[str]:
        """A table."""
        return [f"{name.replace('_', ' '):<26}{getattr(self, name):>7}" for name in self.__dataclass_fields__]


@dataclass(slots=True)
class Agent:
    """An agent who types numbers until there are enough.

    Args:
        person: on the simulator.
        numbers: each is typed once.
        limit: of messages.
        sent: called after each message.
    """

    person: SimulatedPerson
    numbers: range
    limit: int
    chance: random.Random
    sent: threading.Semaphore
    typed: list[str] = field(default_factory=list)
    messages: int = 0
    asked_again: int = 0
    unanswered: int = 0

    def work(self) -> None:
        """Hold interviews."""
        numbers = iter(self.numbers)
        shown = self._say("/nouveau")
        while self.messages < self.limit and shown is not None:
            if "On envoie ?" in shown.text:
                self._say("✅ Envoyer", lambda said: "envoyé" in said.text)
                shown = self._say("/nouveau")
                continue
            asked = _ADDRESS.findall(shown.text)[-1]
            number = str(next(numbers))
            before = self.messages
            shown = self._answer(asked, number)
            if self.messages == before:
                break

    def _answer(self, asked: str, number: str) -> Said | None:
        """Answer a question in one of the ways people do; what stands then."""
        way = self.chance.random()
        text = number if way < 0.6 else f"{asked}) {number}"
        self.typed.append(number)
        shown = self._say(text, lambda said: (asked, number) in _acknowledged(said) or _CORRECTS in said.text)
        if shown is not None and _CORRECTS in shown.text:
            # Read against the question before: the crash fell between sending and recording, and the clock could
            # not tell. A person says no, and answers the question that stands.
            self.asked_again += 1
            self._say("Non")
            shown = self._say(f"{asked}) {number}", lambda said: (asked, number) in _acknowledged(said))
        if shown is not None and not _stands(shown):
            shown = self._standing()
        return shown

    def _standing(self) -> Said | None:
        """The question that stands: an acknowledgement may have come alone, the question follows."""
        try:
            return self.person.wait_for(_stands, timeout=_WAIT)
        except NothingSuchSaid:
            self.unanswered += 1
            return None

    def _say(self, text: str, fits: Callable[[Said], bool] | None = None) -> Said | None:
        self.person.client.advance(5.0)  # what a person takes to read and type
        time.sleep(self.chance.uniform(0.0, 0.02))
        self.person.say(text)
        self.messages += 1
        self.sent.release()
        try:
            return self.person.wait_for(fits or _stands, timeout=_WAIT)
        except NothingSuchSaid:
            self.unanswered += 1
            return None


def _acknowledged(said: Said) -> list[tuple[str, str]]:
    """(question, number) of each «✓ 3 : 1 204»; a number may be grouped."""
    return [(address, "".join(number.split())) for address, number in _ACKNOWLEDGED.findall(said.text)]


def _stands(said: Said) -> bool:
    return bool(_ADDRESS.search(said.text)) or "On envoie ?" in said.text


class Killer:
    """Kills the bot at chance moments and starts it again.

    Args:
        installation, launcher: for new bots.
        kills: how many.
        messages: over how many messages they are spread.
    """

    def __init__(
        self,
        installation: Installation,
        launcher: Launcher,
        kills: int,
        messages: int,
        chance: random.Random,
        sent: threading.Semaphore,
    ) -> None:
        self._installation = installation
        self._launcher = launcher
        self._chance = chance
        self._sent = sent
        self._moments = Counter(chance.randrange(max(messages - 2 * AGENTS, 1)) for _ in range(kills))
        self._bot = Bot(installation, launcher)
        self.kills = 0

    def work(self, over: threading.Event) -> None:
        """Kill until it is over; the last bot is left running."""
        self._bot.start()
        seen = 0
        while not over.is_set():
            if not self._bot.alive:
                self._again("")
            if not self._sent.acquire(timeout=0.02):
                continue
            for _ in range(self._moments[seen]):
                self._strike()
            seen += 1

    def _strike(self) -> None:
        way = self._chance.randrange(3)
        if way == 0:
            time.sleep(self._chance.uniform(0.0, 0.3))
        if way < 2:
            self._again("")
            self.kills += 1
            return
        # This bot dies by itself; the loop notices it.
        self._again(self._chance.choice(POINTS))
        end = time.monotonic() + 3.0
        while self._bot.alive and time.monotonic() < end:
            time.sleep(0.005)
        self._again("")
        self.kills += 2

    def _again(self, point: str) -> None:
        self._bot.kill()
        self._bot = Bot(self._installation, self._launcher, point)
        self._bot.start()

    def end(self) -> None:
        """Let no bot live."""
        self._bot.kill()


def campaign(folder: Path, *, messages: int, kills: int, seed: int) -> Figures:
    """Run a campaign.

    Args:
        folder: where the installation goes.
        messages: about how many the agents send, over all.
        kills: about how many there are.
        seed: of everything that is left to chance here.
    """
    chance = random.Random(seed)  # noqa: S311 - a campaign has to be repeatable
    sent = threading.Semaphore(0)
    with SimulatorThread() as simulator, SimulatorClient(simulator.url) as client, Launcher() as launcher:
        installation = Installation(folder, simulator.url, simulator.token, form())
        agents = [
            Agent(
                installation.agent(client, f"Agent {rank}")[0],
                range(rank * 1_000_000 + 1, (rank + 1) * 1_000_000),
                messages // AGENTS,
                random.Random(chance.random()),  # noqa: S311 - same
                sent,
            )
            for rank in range(1, AGENTS + 1)
        ]
        own = random.Random(chance.random())  # noqa: S311 - same
        killer = Killer(installation, launcher, kills, messages, own, sent)
        over = threading.Event()
        with ThreadPoolExecutor(AGENTS + 1) as pool:
            killing = pool.submit(killer.work, over)
            try:
                for working in [pool.submit(agent.work) for agent in agents]:
                    working.result()
                installation.settle()
            finally:
                over.set()
                killing.result()
                killer.end()
        return _counted(installation, agents, killer.kills)


def _counted(installation: Installation, agents: list[Agent], kills: int) -> Figures:
    figures = Figures(kills=kills)
    for agent in agents:
        figures.messages += agent.messages
        figures.answers += len(agent.typed)
        figures.asked_again += agent.asked_again
        figures.unanswered += agent.unanswered
        logs = [recorded(installation.events(record.id)) for record in installation.interviews(agent.person)]
        stored = [value for log in logs for _, value in log]
        times = Counter(stored)
        figures.lost += sum(1 for number in agent.typed if not times[number])
        figures.stored_twice += sum(1 for count in times.values() if count > 1)
        figures.out_of_order += sum(1 for log in logs if [int(v) for _, v in log] != sorted(int(v) for _, v in log))
        seen = Counter(number for said in agent.person.messages() if said.from_bot for _, number in _acknowledged(said))
        figures.acknowledged_not_stored += sum(1 for number in seen if not times[number])
        figures.repeated += sum(count - 1 for count in seen.values())
    return figures


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Kills the bot while agents work, and accounts for every answer.")
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baro-campaign-") as folder:
        began = time.monotonic()
        figures = campaign(Path(folder) / "data", messages=given.messages, kills=given.kills, seed=given.seed)
    for line in figures.lines():
        print(line)
    print(f"{'seconds':<26}{time.monotonic() - began:>7.0f}")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    sys.exit(main())
