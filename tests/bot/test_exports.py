"""Downloads against the simulator: real HTTP, the real service; an exporter that takes its time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.chance import now_ms
from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from bot.telegram import exports
from dialogues.downloads import DownloadStatus, Order, Progress, Written
from dialogues.errors import StoreUnavailable
from dialogues.fieldwork.people import Role
from storage.files import DataFolder
from tests.bot.echo import RunningBot, settings_for, until
from tests.support.scenario import FakeExporter, Field

FORM = """
| survey |
|  | type | name | label |
|  | integer | age | Quel âge ? |
| settings |
|  | form_title | form_id | version | titre_discret |
|  | Court | court | 1 | Fiche S |
"""


class SlowExporter(FakeExporter):
    """Writes a real file, once the test lets it; says how far it is meanwhile."""

    def __init__(self, field: Field, folder: DataFolder) -> None:
        super().__init__(field.store)
        self.folder = folder
        self.go = threading.Event()
        self.faults: list[Exception] = []

    def export(self, order: Order, progress: Progress) -> Written:
        """See `dialogues.downloads.Exporter`."""
        self.orders.append(order)
        if self.faults:
            raise self.faults.pop(0)
        done = 0
        while not self.go.wait(0.05):
            done = min(done + 1_000, 9_000)
            progress(done, 10_000)
        stored = self.folder.write(f"exports/d-{len(self.orders)}.csv", (b"a,b\n",))
        return Written(stored.path, "Fiche.csv", stored.size, 10_000)


@dataclass
class Installation:
    """A supervisor in a chat with the bot."""

    field: Field
    exporter: SlowExporter
    folder: DataFolder
    client: SimulatorClient
    fanta: SimulatedPerson
    bot: Callable[[], RunningBot]

    def order(self) -> None:
        """Ask for a file."""
        self.fanta.say("/export")
        self.fanta.wait_for("Télécharger Fiche S")
        self.fanta.press("⬇️ Télécharger")
        self.fanta.wait_for("Je prépare le fichier")

    def got(self) -> bool:
        """Whether the file has come."""
        return any(one.file_name == "Fiche.csv" for one in self.fanta.messages())

    def told(self) -> list[str]:
        """What the bot has said, as it stands now."""
        return [one.text for one in self.fanta.messages() if one.from_bot]

    def statuses(self) -> list[DownloadStatus]:
        """What became of the orders."""
        return [one.status for one in self.field.store.tables.downloads.values()]  # type: ignore[attr-defined] - in memory


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation whose bot is not running yet."""
    folder = DataFolder(tmp_path / "data")
    monkeypatch.setattr(exports, "_TELL_SECONDS", 0.2)
    field = Field(FORM)
    field.clock.advance(now_ms() - field.clock())
    exporter = SlowExporter(field, folder)
    field.exporter = exporter
    field.restart()
    with SimulatorThread() as simulator, SimulatorClient(simulator.url) as client:
        fanta = client.person("Fanta")
        fanta.say(f"/start {field.invitation(Role.SUPERVISOR)}")

        def bot() -> RunningBot:
            return RunningBot(settings_for(simulator, folder.root), field.store, field.service)

        yield Installation(field, exporter, folder, client, fanta, bot)


def test_a_long_export_blocks_nobody(here: Installation) -> None:
    """While it is written the chat goes on, one message tells how far it is; then that goes and the file comes."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.order()
        until(lambda: any("⏳ Export en cours : " in text for text in here.told()))
        here.fanta.say("/aide")
        here.fanta.wait_for("/reprendre")
        until(lambda: any("9\u202f000 sur 10\u202f000" in text for text in here.told()))
        assert len([text for text in here.told() if "Export en cours" in text]) == 1
        until(lambda: bool(here.client.calls("sendChatAction", texts=True)))
        shown = {call["parameters"]["action"] for call in here.client.calls("sendChatAction", texts=True)}
        assert shown == {"upload_document"}
        here.exporter.go.set()
        until(here.got)
        until(lambda: not any("Export en cours" in text for text in here.told()))
        (file,) = [one for one in here.fanta.messages() if one.file_name]
        assert here.fanta.download(file) == b"a,b\n"
        assert "Demandé par Fanta, le " in file.text
        until(lambda: here.statuses() == [DownloadStatus.SENT])
        until(lambda: not list((here.folder.root / "exports").iterdir()))


def test_what_nobody_was_sent_goes(here: Installation) -> None:
    """A file that was dropped with its chat goes after two days, also where nobody asks for another."""
    dropped = here.folder.root / here.folder.add_download("Fiche.xlsx", b"reponses")
    two_days_ago = here.field.clock() / 1000 - 2 * 24 * 3600 - 60
    os.utime(dropped.parent, (two_days_ago, two_days_ago))
    with here.bot():
        until(lambda: not dropped.exists())


def test_a_card_is_edited_in_place(here: Installation) -> None:
    """Choosing a format changes the card under the thumb and adds no message."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.fanta.say("/export")
        here.fanta.wait_for("Télécharger Fiche S")
        count = len(here.fanta.messages())
        here.fanta.press("CSV")
        until(lambda: bool(here.client.calls("editMessageText")))
        here.fanta.press("Noms")
        until(lambda: len(here.client.calls("editMessageText")) == 2)
        assert len(here.fanta.messages()) == count


def test_a_stop_in_the_middle_begins_anew(here: Installation) -> None:
    """The bot ends while a file is written; at the next start it is written, and comes once."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.order()
        until(lambda: len(here.exporter.orders) == 1)
    assert here.statuses() == [DownloadStatus.WAITING]
    here.exporter.go.set()
    with here.bot():
        until(here.got)
    with here.bot():
        here.fanta.say("/aide")
        here.fanta.wait_for("/reprendre")
    assert len([one for one in here.fanta.messages() if one.file_name]) == 1
    assert len(here.exporter.orders) == 2


def test_one_at_a_time(here: Installation) -> None:
    """A second order waits for the first; both come."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.order()
        here.fanta.press("Noms")
        until(lambda: bool(here.client.calls("editMessageText")))
        here.fanta.press("⬇️ Télécharger")
        until(lambda: len(here.statuses()) == 2)
        assert len(here.exporter.orders) == 1
        here.exporter.go.set()
        until(lambda: here.statuses() == [DownloadStatus.SENT] * 2)


def test_trouble_is_waited_out_or_told(here: Installation) -> None:
    """A database that was away is tried again; what fails again and again is said to fail."""
    here.exporter.go.set()
    here.exporter.faults = [StoreUnavailable("connection"), LookupError("a bug")]
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.order()
        until(here.got, 15)
        here.exporter.faults = [LookupError("a bug")] * 9
        here.order()
        here.fanta.wait_for("Le fichier n'a pas pu être préparé", timeout=20)
        assert here.statuses() == [DownloadStatus.SENT, DownloadStatus.FAILED]
