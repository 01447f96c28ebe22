"""The agent holds the shipped consultation: mistakes, corrections, a pause, a crash, and half of it as a call."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping

import click

from bot.demo.cast import Cast
from bot.demo.script import Answer, load_script
from bot.demo.talk import WAIT_S, address_in, heading, told
from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.messages import Phrase

__all__ = ["consult"]

_TITLE = "Fiche A"
_SENT = re.compile(r"\b[A-Z]\d{4}\b")
_NUMBERED = re.compile(r"^(\d+)\) (.+)$", re.MULTILINE)
_TRIES = 3
_YEAR = "Depuis quelle année"
_DIVIDERS = "Les sujets qui divisent"
_LANGUAGE = "Dans quelle langue"


def consult(cast: Cast) -> None:
    """From /nouveau to «Entretien envoyé»; Rasa is waited for."""
    cast.reading.ready()
    _Consultation(cast).hold()


class _Consultation:
    """One run of the script."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._agent = cast.agent
        self._script = load_script()
        self._left = list(self._script.answers)
        self._happened: set[str] = set()
        self._asked: dict[str, int] = {}
        self._typed: dict[str, int] = {}
        self._scenes: Mapping[str, Callable[[], None]] = {
            "pause": self._pause,
            "correction": self._correction,
            "reply": self._reply,
            "edit": self._edit,
            "crash": self._crash,
            "call": self._call,
        }

    def hold(self) -> None:
        """Answer until it is sent."""
        self._agent.say("/nouveau")
        self._agent.heard()
        self._agent.press(_TITLE)
        self._agent.waits_for_question()
        while True:
            answer = self._answer()
            if answer.before and answer.before not in self._happened:
                self._happened.add(answer.before)
                heading(answer.before)
                self._scenes[answer.before]()
                continue
            self._left.remove(answer)
            self._cast.addresses[answer.question] = address_in(self._agent.asked)
            self._asked[answer.question] = self._agent.asked.message_id
            if answer.heading:
                heading(answer.heading)
            for verb, what in answer.actions:
                self._act(answer, verb, what)
            if answer.last:
                code = _SENT.search(self._agent.asked.text)
                self._cast.code = "" if code is None else code[0]
                return

    def _answer(self) -> Answer:
        asked = self._agent.asked.text
        for answer in self._left:
            if answer.question in asked:
                return answer
        raise CommandProblem("demo.unexpected_question", question=asked[:200])

    def _act(self, answer: Answer, verb: str, what: str) -> None:
        match verb:
            case "say":
                self._typed[answer.question] = self._agent.say(what)
            case "tap":
                self._agent.tap(what)
            case "mean":
                self._mean(*what.split(" | "))
                return
            case "scene":
                self._scenes[what]()
                return
            case _:
                raise ValueError(verb)
        if answer.last:
            said = self._agent.heard()
            self._agent.stands(said)
        else:
            self._agent.next_question()

    # --- what only Rasa reads -------------------------------------------------------------------------------------

    def _mean(self, words: str, key: str) -> None:
        """Words that neither the question nor the lexicon reads; without Rasa, the key."""
        if not self._cast.reading.on:
            click.echo(f"    {spoken(Phrase('demo.left_out', {'words': words}))}")
            self._agent.tap(key)
            self._agent.next_question()
            return
        before = address_in(self._agent.asked)
        for _ in range(_TRIES):  # a reading that took too long is asked for again, as a person would
            self._agent.say(words)
            if address_in(self._agent.next_question()) != before:
                break
        self._cast.said.append(words)

    # --- what happens on the way ----------------------------------------------------------------------------------

    def _pause(self) -> None:
        self._agent.say("/pause")
        self._agent.heard()
        self._agent.tap(spoken("menu.resume"))
        self._agent.waits_for_question()

    def _correction(self) -> None:
        """A choice more, by the number of its question: the bot says which question comes of it."""
        self._agent.say(f"{self._cast.addresses[_DIVIDERS]}) la terre, l'eau et les pâturages")
        self._agent.heard()
        self._agent.tap(spoken("keys.yes"))
        self._agent.next_question()

    def _reply(self) -> None:
        self._agent.say("2016", reply_to=self._asked[_YEAR])
        self._agent.heard()
        self._agent.tap(spoken("keys.yes"))
        self._agent.next_question()

    def _edit(self) -> None:
        self._agent.edit(self._typed[_LANGUAGE], "bambara")
        self._agent.next_question(f"✓ {self._cast.addresses[_LANGUAGE]} ")

    def _crash(self) -> None:
        self._cast.stage.kill_bot()
        click.echo(f"    {spoken('demo.killed')}")
        self._agent.tap(spoken("keys.no"))
        address = address_in(self._agent.asked)
        self._cast.stage.start_bot()
        click.echo(f"    {spoken('demo.started')}")
        # What was owed at the crash may come twice; the answer is acknowledged after it.
        self._agent.next_question(f"✓ {address} ")

    def _call(self) -> None:
        """The guide as text; answers by its numbers, in the order in which they are given; then only gaps."""
        self._agent.say("/appel")
        numbers = self._numbers()
        for lines in self._script.call:
            self._agent.say("\n".join(f"{_number(numbers, question)}) {answer}" for question, answer in lines))
            self._agent.heard()
        heading("hung_up")
        self._agent.tap(spoken("keys.hung_up"))
        self._agent.waits_for_question()

    def _numbers(self) -> Mapping[str, str]:
        """The printed number of each question, as the guide of the call says it."""
        wanted = [question for lines in self._script.call for question, _ in lines]
        since, end = self._agent.person.mark, time.monotonic() + WAIT_S
        while time.monotonic() < end:
            said = [one.text for one in self._agent.said_since(since)]
            numbers = {label: number for text in said for number, label in _NUMBERED.findall(text)}
            if all(any(question in label for label in numbers) for question in wanted):
                for text in said:
                    told(text)
                self._agent.person.catch_up()
                return numbers
            time.sleep(0.1)
        raise CommandProblem("demo.silent", name=self._agent.name)


def _number(numbers: Mapping[str, str], question: str) -> str:
    return next(number for label, number in numbers.items() if question in label)
