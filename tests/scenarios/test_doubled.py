"""A phone that sends everything twice: each golden conversation, all its messages doubled, ends as it does single."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.test_scenarios import HERE, ROLES, Scenario, read
from tests.support.fakes import FakeStore
from tests.support.scenario import Field, Someone
from tests.support.script import do, values


class Stutterer(Someone):
    """Somebody whose phone sends every message twice before anything comes back."""

    again = True
    """Whether the double has a number of its own; else it is the same message, delivered under another update."""

    def _send(self, content: object, *, reply_to: int | None = None, at: int | None = None) -> int:
        connected = self.connected
        if connected:
            self.field.clock.advance(20_000)
        self.connected = False
        message = super()._send(content, reply_to=reply_to, at=at)
        super()._send(content, reply_to=reply_to, at=at if self.again else message)
        self.sent.pop()
        self.connected = connected
        if connected:
            self.receive()
        return message


class Echo(Stutterer):
    """Somebody whose every message the channel delivers twice."""

    again = False


def ended(scenario: Scenario, kind: type[Someone]) -> list[object]:
    """What is stored in the end: of each interview its status and all values; of each submission its answers."""
    field = Field(*scenario.forms, store=FakeStore(), intents=scenario.intents)
    people = {
        name: field.stranger(name) if role == "inconnu" else field.member(name, ROLES[role])
        for name, role in scenario.people
    }
    for one in people.values():
        one.__class__ = kind
    for who, step in scenario.inputs:
        do(people[who], step)
        for name, person in people.items():
            if name != who and person.connected:
                person.receive()
    someone = next(iter(people.values()))
    found: list[object] = []
    for number, record in enumerate(field.records()):
        held = values(someone, of=number) if record.status.value != "withdrawn" else {}
        found.append((record.code, record.status, record.letter, held))
    return found


@pytest.mark.parametrize("kind", [Stutterer, Echo])
@pytest.mark.parametrize("path", sorted(HERE.glob("*.md")), ids=lambda path: path.stem)
def test_everything_twice(path: Path, kind: type[Someone]) -> None:
    """The same interviews with the same answers."""
    scenario = read(path)
    assert ended(scenario, kind) == ended(scenario, Someone)
