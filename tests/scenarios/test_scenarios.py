"""Golden conversations: each `.md` beside this file is played and compared with itself.

    form: name of a shipped guide, or of a file in `tests/scenarios/forms`
    people: Awa agent, Fanta superviseur
    intents: bof = dont_know 0.93; … (what Rasa reads; without this line there is none)
    > Awa: what is done, as in `tests.support.script`
        what is shown, indented; another's chat bears their name
    = what is stored in the end

Between any two inputs the service is thrown away and made again from the store, so every conversation tests that all
that matters is stored; each is played a second time without that, and must read the same. `--update-golden` rewrites
the files; what changed is then reviewed in the diff.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dialogues.fieldwork.people import Role
from dialogues.ports import Intent, Store
from storage.unit_of_work import open_store
from tests.support.databases import emptied, sqlite_url
from tests.support.fakes import FakeIntents, FakeStore
from tests.support.scenario import GUIDES, Field, Someone
from tests.support.script import do, values
from tests.support.transcript import lines_of

HERE = Path(__file__).parent
ROLES = {
    "agent": Role.AGENT,
    "assistant": Role.ASSISTANT,
    "superviseur": Role.SUPERVISOR,
    "administrateur": Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Scenario:
    """A conversation as it is written.

    Args:
        head: its first lines, kept as they are.
        forms, people: what they name.
        intents: what is read by text.
        inputs: (who, step).
    """

    head: tuple[str, ...]
    forms: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    intents: FakeIntents | None
    inputs: tuple[tuple[str, str], ...]


def read(path: Path) -> Scenario:
    """The inputs of a scenario; what was shown is not looked at."""
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("> "))
    head = tuple(lines[:begin])
    told = dict(line.split(": ", 1) for line in head if ": " in line and not line.startswith("#"))
    forms = tuple(form(name.strip()) for name in told["form"].split(","))
    people = tuple(tuple(each.split()) for each in told["people"].split(","))
    steps = [line.removeprefix("> ").split(": ", 1) for line in lines[begin:] if line.startswith("> ")]
    inputs = tuple((who, step.replace("⏎", "\n")) for who, step in steps)
    return Scenario(head, forms, tuple((name, role) for name, role in people), intents(told.get("intents")), inputs)


def intents(line: str | None) -> FakeIntents | None:
    """A reader of the intents that a line tells of."""
    if line is None:
        return None
    readings: dict[str, tuple[Intent, float]] = {}
    for each in line.split("; "):
        text, _, reading = each.partition(" = ")
        name, confidence = reading.split()
        readings[text] = (Intent(name), float(confidence))
    return FakeIntents(readings)


def form(name: str) -> str:
    """A shipped guide by its name, else the text of a form of these tests."""
    if (GUIDES / name).is_dir():
        return name
    return (HERE / "forms" / f"{name}.md").read_text(encoding="utf-8")


def told(scenario: Scenario, store: Store, *, restarts: bool) -> Iterator[str]:
    """The whole file as the conversation goes now."""
    yield from scenario.head
    field = Field(*scenario.forms, store=store, intents=scenario.intents)
    people = {
        name: field.stranger(name) if role == "inconnu" else field.member(name, ROLES[role])
        for name, role in scenario.people
    }
    for who, step in scenario.inputs:
        shown = "\n".join(step.splitlines())
        yield f"> {who}: {shown}".replace("\n", "⏎")
        if restarts:
            restart(field)
        do(people[who], step)
        for name, person in people.items():
            if name != who and person.connected:
                person.receive()
            yield from _shown(field, person, "" if name == who else f"@{name} ")
    yield ""
    yield from _stored(field, next(iter(people.values())))


def restart(field: Field) -> None:
    """A service that knows nothing but the published forms, which never change: compiling them takes long."""
    forms = dict(field.service._tools.shelf._forms)
    field.restart()
    field.service._tools.shelf._forms.update(forms)


def _shown(field: Field, person: Someone, mark: str) -> Iterator[str]:
    for _, delivery in person.shown[person.seen :]:
        for number, line in enumerate(lines_of(delivery, field.locales)):
            yield f"    {mark}{line}" if number == 0 else f"      {mark}{line}"
    person.seen = len(person.shown)


def _stored(field: Field, someone: Someone) -> Iterator[str]:
    for number, record in enumerate(field.records()):
        yield f"= {record.code} {record.letter} {record.status.value}{' essai' if record.trial else ''}"
        if record.status.value == "withdrawn":
            continue
        for name, value in values(someone, of=number).items():
            if name not in ("instanceID", "start", "end", "today", "deviceid", "username"):
                yield f"=   {name}: {value}".replace("\n", "⏎")


@pytest.mark.parametrize("path", sorted(HERE.glob("*.md")), ids=lambda path: path.stem)
def test_golden(path: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> None:
    """The conversation goes as it is written, with a restart between any two inputs and without."""
    scenario = read(path)
    with caplog.at_level(1):
        now = list(told(scenario, FakeStore(), restarts=True))
        assert now == list(told(scenario, FakeStore(), restarts=False))
    assert caplog.records == []
    text = "\n".join(now) + "\n"
    if request.config.getoption("--update-golden"):
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("template"), tmp_path / "baro.db")
        url = sqlite_url(tmp_path / "baro.db")
    else:
        url = request.getfixturevalue("postgres_url")
        emptied(url)
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.mark.parametrize("path", sorted(HERE.glob("*.md")), ids=lambda path: path.stem)
def test_golden_on_a_database(path: Path, store: Store) -> None:
    """The same on real databases: what is kept there is all that is needed."""
    now = list(told(read(path), store, restarts=True))
    assert now == path.read_text(encoding="utf-8").splitlines()
