"""A person of the play: what they type and tap, and what the bot says to them, is printed as it happens."""

from __future__ import annotations

import re

import click

from bot.problems import CommandProblem
from bot.simulator.client import KeyNotShown, NothingSuchSaid, Said, SimulatedPerson
from bot.words import spoken
from dialogues.messages import Phrase

__all__ = ["TOKEN", "WAIT_S", "Talk", "address_in", "heading", "told"]

WAIT_S = 60.0
"""Seconds that the bot may take; two processors that are shared with others make it slow."""

TOKEN = re.compile(r"start[= ]([A-Za-z0-9_-]{16,64})")
"""What an invitation holds: never printed."""

_ADDRESS = re.compile("^[\u200f\u2066-\u2068]*((?:[A-Z])?\\d+(?:\\.\\d+)*)\u2069?\\. ", re.MULTILINE)
_CODE = re.compile(r"\b\d{4} \d{4}\b")
_LINES = 14
"""Lines of one message that are printed; the guide of a call has hundreds."""


def heading(name: str) -> None:
    """Announce a scene or a step."""
    click.echo(f"\n— {spoken(f'demo.heading_{name}')}")


def told(text: str) -> None:
    """Print what the bot said, without what lets somebody in."""
    lines = [line for line in _CODE.sub("…", TOKEN.sub("start=…", text)).splitlines() if line.strip()]
    for line in lines[:_LINES]:
        click.echo(f"    {line}")
    if len(lines) > _LINES:
        click.echo("    …")


def address_in(said: Said) -> str:
    """The printed number of the question in a message; "" where it asks none."""
    found = _ADDRESS.search(said.text)
    return "" if found is None else found[1]


class Talk:
    """One person and their chat.

    Args:
        person: in the simulator.
        ends: how the question whether to send begins, in this person's language.
    """

    def __init__(self, person: SimulatedPerson, *, ends: str = "") -> None:
        self.person = person
        self.name = person.name
        self._ends = ends or spoken("interview.ask_end")
        self._at_night = spoken(Phrase("interview.ask_night", {"new": ""})).partition(". ")[0]
        self._asked: Said | None = None

    @property
    def asked(self) -> Said:
        """The question that stands.

        Raises:
            CommandProblem: none does.
        """
        if self._asked is None:
            raise CommandProblem("demo.nothing_asked")
        return self._asked

    # --- acting ---------------------------------------------------------------------------------------------------

    def say(self, text: str, *, shown: str = "", reply_to: int = 0) -> int:
        """Type and send; the message's number."""
        lines = (shown or text).replace("\n", f"\n  {' ' * len(self.name)}   ")
        click.echo(f"  {self.name} › {lines}")
        return self.person.say(text, reply_to=reply_to)

    def edit(self, message: int, text: str) -> None:
        """Change an own message, as Telegram lets everybody do."""
        click.echo(f"  {self.name} ✎ {text}")
        self.person.edit(message, text)

    def tap(self, key: str) -> int:
        """Tap a key of the keyboard; the message's number.

        Raises:
            CommandProblem: there is no such key.
        """
        found = self._key(key)
        if found is None:
            raise CommandProblem("demo.no_key", label=key)
        return self.say(found)

    def press(self, key: str) -> None:
        """Press an inline button.

        Raises:
            CommandProblem: there is no such button.
        """
        click.echo(f"  {self.name} › [{key}]")
        try:
            self.person.press(key)
        except KeyNotShown:
            raise CommandProblem("demo.no_key", label=key) from None

    def sends(self, data: bytes, name: str) -> None:
        """Send a document."""
        click.echo(f"  {self.name} › 📎 {name}")
        self.person.document(data, name=name)

    # --- hearing --------------------------------------------------------------------------------------------------

    def heard(self, containing: str = "", *, since: int | None = None) -> Said:
        """Wait for what the bot says next, and print it.

        Raises:
            CommandProblem: it has not come in time.
        """
        try:
            said = self.person.wait_for(containing, timeout=WAIT_S, since=since)
        except NothingSuchSaid:
            raise CommandProblem("demo.silent", name=self.name) from None
        told(said.text)
        return said

    def next_question(self, containing: str = "") -> Said:
        """Wait until the bot has answered the last action; the question that stands now, the old one if none came."""
        said = self.heard(containing)
        if self._asked is None or address_in(said) or self._ends in said.text:
            self._asked = said
        if self._at_night in said.text:  # whoever plays before four in the morning is asked which day it was
            self.tap(spoken("keys.no"))
            return self.next_question()
        return self._asked

    def waits_for_question(self) -> Said:
        """Wait for the next message that asks a question, whatever comes before it."""
        try:
            said = self.person.wait_for(lambda one: bool(address_in(one)), timeout=WAIT_S)
        except NothingSuchSaid:
            raise CommandProblem("demo.silent", name=self.name) from None
        told(said.text)
        self._asked = said
        return said

    def said_since(self, cursor: int) -> list[Said]:
        """What the bot has said since a cursor of the chat."""
        return [one for one in self.person.messages() if one.from_bot and one.revision > cursor]

    def stands(self, said: Said) -> None:
        """From now on this message is what stands."""
        self._asked = said

    # --- both -----------------------------------------------------------------------------------------------------

    def through(self, *steps: tuple[str, str]) -> None:
        """Answer questions in their order: by the key where one says so, else by typing.

        Args:
            steps: words of the question, what to answer.

        Raises:
            CommandProblem: another question is asked.
        """
        for question, answer in steps:
            if question not in self.asked.text:
                raise CommandProblem("demo.unexpected_question", question=self.asked.text[:200])
            key = next((label for label in self._labels() if _says(label, answer)), None)
            self.say(key or answer)
            self.next_question()

    def _key(self, wanted: str) -> str | None:
        """The label of a key: what ends so, or else what holds these words."""
        labels = self._labels()
        ends = next((label for label in labels if label.endswith(wanted)), None)
        return ends or next((label for label in labels if wanted in label), None)

    def _labels(self) -> list[str]:
        return [label for row in self.person.keyboard() for label in row]


def _says(label: str, words: str) -> bool:
    """Whether a key is that of these words: «5·1 Oui», «1·Hier», «Passer»."""
    return label == words or label.endswith((f" {words}", f"·{words}"))
