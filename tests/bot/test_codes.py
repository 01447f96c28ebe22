"""Photos of codes against the simulator: real HTTP, the real service, the real reader in its child process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chance import now_ms
from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from dialogues.fieldwork.people import Role
from nlu.barcodes import barcodes
from storage.files import DataFolder
from tests.bot.echo import RunningBot, settings_for
from tests.dialogues.service.test_codes import FORM
from tests.support.codes import picture_of
from tests.support.scenario import Field

WAIT = 60.0
"""Seconds: two processors that everybody shares."""


@pytest.fixture
def awa(tmp_path: Path) -> Iterator[tuple[SimulatedPerson, SimulatorClient]]:
    """An agent who asks for an interview, with the bot at work."""
    folder = DataFolder(tmp_path / "data")
    field = Field(FORM)
    field.clock.advance(now_ms() - field.clock())
    field.codes = barcodes()
    field.files = folder  # type: ignore[assignment] - the real thing
    field.restart()
    with SimulatorThread() as simulator, SimulatorClient(simulator.url) as client:
        awa = client.person("Awa")
        awa.say(f"/start {field.invitation(Role.AGENT)}")
        with RunningBot(settings_for(simulator, folder.root), field.store, field.service):
            awa.wait_for("Bienvenue")
            awa.say("/nouveau")
            awa.wait_for("La carte ?")
            yield awa, client
    assert not [path for path in folder.root.rglob("*") if path.is_file() and "attachments" in path.parts]


@pytest.mark.slow
def test_a_photo_of_a_code(awa: tuple[SimulatedPerson, SimulatorClient]) -> None:
    """A photo and a document answer; two codes are keys; what shows none is said; nothing is kept."""
    person, _ = awa
    person.photo(picture_of())
    person.wait_for("Je n'arrive pas à lire ce code.", timeout=WAIT)
    person.photo(picture_of("6111245590011", kind="JPEG", turned=5))
    person.wait_for("✓ 1 : 6111245590011", timeout=WAIT)
    person.say("35")
    person.wait_for("Le sac ?")
    person.document(picture_of("6111245590011", "SAC-7"), name="sac.png", mime="image/png")
    person.wait_for("Vous voulez dire lequel ?", timeout=WAIT)
    person.say(next(key for row in person.keyboard() for key in row if key.endswith("SAC-7")))
    person.wait_for("✓ 3 : SAC-7")


@pytest.mark.slow
def test_a_photo_that_cannot_be_fetched(awa: tuple[SimulatedPerson, SimulatorClient]) -> None:
    """A broken line is tried again; what Telegram refuses is said, and the code typed; the chat goes on."""
    person, client = awa
    client.fault("400", method="getFile", count=1)
    person.photo(picture_of("6111245590011"))
    person.wait_for("Je n'ai pas pu regarder cette photo.", timeout=WAIT)
    client.fault("drop", method="getFile", count=1)
    person.photo(picture_of("6111245590011"))
    person.wait_for("✓ 1 : 6111245590011", timeout=WAIT)
