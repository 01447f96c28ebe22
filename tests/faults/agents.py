"""Agents who hold interviews of numbers, and what becomes of every number that they type.

Every answer is a number of its own, so that its way can be followed: typed, acknowledged («✓»), stored.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.simulator import SimulatedPerson
from bot.simulator.client import NothingSuchSaid, Said
from tests.faults.installation import Installation, recorded

__all__ = ["Agent", "Figures", "Sent", "StrikesOver", "counted", "form"]

QUESTIONS = 10
_WAIT = 180.0
"""Longer than Telegram's pauses between two deliveries to a webhook that failed again and again."""
_SLICE = 5.0
"""After so many seconds somebody who waits looks whether there is still something to wait for."""
_PATIENCE = 10.0
"""How long somebody waits who is asked again what they have answered."""
_AHEAD = 10
"""Messages that may be sent while a strike is under way."""
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
        kills: of bots.
        faults: of the network, from the simulator.
        troubles: of the database: PostgreSQL killed, the disk full.
        answers: numbers typed as answers.
        lost: typed, and not in the log.
        stored_twice: in the log more than once.
        out_of_order: interviews whose log is not in the order typed.
        acknowledged_not_stored: «✓» seen, and not in the log.
        repeated: acknowledgements that came more than once.
        asked_again: answers that the bot did not take, and the agent had to give again.
        unanswered: messages that nothing answered in time.
        slowest: milliseconds that the slowest reply took.
        owing: starts at which something was owed from before, which the bot lived to send.
        owed_first: milliseconds from such a start until the first of it was sent, in the middle of all.
        owed_last: until the last of it was, in the middle of all.
        owed_longest: until the last of it was, at most.
        seconds: that it all took.
    """

    messages: int = 0
    kills: int = 0
    faults: int = 0
    troubles: int = 0
    answers: int = 0
    lost: int = 0
    stored_twice: int = 0
    out_of_order: int = 0
    acknowledged_not_stored: int = 0
    repeated: int = 0
    asked_again: int = 0
    unanswered: int = 0
    slowest: int = 0
    owing: int = 0
    owed_first: int = 0
    owed_last: int = 0
    owed_longest: int = 0
    seconds: int = 0

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        broken = self.lost, self.stored_twice, self.out_of_order, self.acknowledged_not_stored, self.unanswered
        return not any(broken)

    @property
    def row(self) -> tuple[int, ...]:
        """The figures in the order of their names."""
        return tuple(getattr(self, name) for name in self.names())

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """What they are called."""
        return tuple(cls.__dataclass_fields__)


class StrikesOver(Exception):  # noqa: N818 - named after what is wrong (DESIGN, words)
    """Whoever strikes has failed."""


class Sent:
    """Counts messages that were sent and not yet struck at."""

    def __init__(self) -> None:
        self._semaphore = threading.Semaphore(0)
        self._lock = threading.Lock()
        self.held = 0
        self.over = False
        """Nobody strikes any more, nor starts what died: an agent would wait for ever."""

    def release(self) -> None:
        """One more was sent."""
        with self._lock:
            self.held += 1
        self._semaphore.release()

    def acquire(self, seconds: float) -> bool:
        """Take one; False when none was sent in that time."""
        if not self._semaphore.acquire(timeout=seconds):
            return False
        with self._lock:
            self.held -= 1
        return True


@dataclass(slots=True)
class Agent:
    """An agent who types numbers until there are enough.

    Args:
        person: on the simulator.
        numbers: each is typed once.
        limit: of messages.
        chance: what is left to it.
        sent: released after each message; whoever strikes takes what is released.
    """

    person: SimulatedPerson
    numbers: range
    limit: int
    chance: random.Random
    sent: Sent
    typed: list[str] = field(default_factory=list)
    messages: int = 0
    asked_again: int = 0
    unanswered: int = 0
    slowest: float = 0.0

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

        def taken(said: Said) -> bool:
            return (asked, number) in acknowledged(said)

        def answered(said: Said) -> bool:
            return taken(said) or _CORRECTS in said.text or _asks(said) == asked

        shown = self._say(text, answered)
        typed = self.person.mark
        if shown is not None and _asks(shown) == asked:
            # The question stands there once more, perhaps only because a crash fell between sending and recording.
            shown = self._patient(lambda said: taken(said) or _CORRECTS in said.text, typed) or shown
        if shown is not None and not taken(shown):
            self.asked_again += 1
            if _CORRECTS in shown.text:
                self._say("Non")  # it was read against the question before
            # Had it been taken all the same, to say it again changes nothing and is answered by nothing.
            shown = self._say(f"{asked}) {number}", taken, typed)
        if shown is not None and not _stands(shown):
            shown = self._standing()
        return shown

    def _patient(self, fits: Callable[[Said], bool], since: int) -> Said | None:
        """What a person waits for who sees the same question again after having answered; None where it stays away."""
        try:
            return self.person.wait_for(fits, timeout=_PATIENCE, since=since)
        except NothingSuchSaid:
            return None

    def _standing(self) -> Said | None:
        """The question that stands: an acknowledgement may have come alone, the question follows."""
        try:
            return self._wait(_stands, None)
        except NothingSuchSaid:
            self.unanswered += 1
            return None

    def _say(self, text: str, fits: Callable[[Said], bool] | None = None, since: int | None = None) -> Said | None:
        while self.sent.held > _AHEAD:  # strikes take time: they are to fall while people work
            if self.sent.over:
                raise StrikesOver
            time.sleep(0.05)
        self.person.client.advance(5.0)  # what a person takes to read and type
        time.sleep(self.chance.uniform(0.0, 0.02))
        self.person.say(text)
        self.messages += 1
        began = time.monotonic()
        self.sent.release()
        try:
            return self._wait(fits or _stands, since)
        except NothingSuchSaid:
            self.unanswered += 1
            return None
        finally:
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _wait(self, fits: Callable[[Said], bool], since: int | None) -> Said:
        end = time.monotonic() + _WAIT
        while True:
            try:
                return self.person.wait_for(fits, timeout=_SLICE, since=since)
            except NothingSuchSaid:
                if self.sent.over:
                    raise StrikesOver from None
                if time.monotonic() > end:
                    raise


def acknowledged(said: Said) -> list[tuple[str, str]]:
    """(question, number) of each «✓ 3 : 1 204»; a number may be grouped."""
    return [(address, "".join(number.split())) for address, number in _ACKNOWLEDGED.findall(said.text)]


def _asks(said: Said) -> str | None:
    """The address of a question that stands in a message which notes nothing."""
    found = _ADDRESS.findall(said.text)
    return None if not found or acknowledged(said) else str(found[-1])


def _stands(said: Said) -> bool:
    return bool(_ADDRESS.search(said.text)) or "On envoie ?" in said.text


def counted(installation: Installation, agents: Sequence[Agent]) -> Figures:
    """What became of everything that agents typed.

    Args:
        installation: where it is stored.
        agents: who typed; nothing may be on its way any more.
    """
    figures = Figures()
    for agent in agents:
        figures.messages += agent.messages
        figures.answers += len(agent.typed)
        figures.asked_again += agent.asked_again
        figures.unanswered += agent.unanswered
        figures.slowest = max(figures.slowest, round(agent.slowest * 1000))
        logs = [recorded(installation.events(record.id)) for record in installation.interviews(agent.person)]
        stored = [value for log in logs for _, value in log]
        times = Counter(stored)
        figures.lost += sum(1 for number in agent.typed if not times[number])
        figures.stored_twice += sum(1 for count in times.values() if count > 1)
        figures.out_of_order += sum(1 for log in logs if [int(v) for _, v in log] != sorted(int(v) for _, v in log))
        seen = Counter(number for said in agent.person.messages() if said.from_bot for _, number in acknowledged(said))
        figures.acknowledged_not_stored += sum(1 for number in seen if not times[number])
        figures.repeated += sum(count - 1 for count in seen.values())
    return figures
