"""Guides sent in a chat, against the simulator: real HTTP, the real service, the check in its child process."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from bot.chance import now_ms
from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from bot.telegram.guides import plain_name
from dialogues.drafts import Draft, DraftState
from dialogues.fieldwork.people import Role
from dialogues.xforms.archives import UNPACKED_BYTES
from storage.drafts import FolderDrafts
from storage.files import DataFolder
from tests.bot.echo import RunningBot, settings_for, until
from tests.support.scenario import Field

FORMS = Path(__file__).parents[1] / "scenarios" / "forms"
MARKET = (FORMS / "marche.md").read_text(encoding="utf-8")
WAIT = 60.0
"""Seconds: two processors that everybody shares."""


def workbook(form: str) -> bytes:
    """A form of Markdown tables as a spreadsheet program writes it."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet, row = None, 0
    for line in form.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 1 and cells[0]:
            sheet, row = book.add_worksheet(cells[0]), 0
        elif sheet is not None:
            sheet.write_row(row, 0, cells[1:])
            row += 1
    book.close()
    return kept.getvalue()


def archive(**members: bytes) -> bytes:
    """A zip; «up» in a name stands for a step out of the folder."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("up", "../").replace("__", "."), data)
    return kept.getvalue()


def protected_archive() -> bytes:
    """A zip that says of its member that it needs a password."""
    made = bytearray(archive(survey__csv=b"type,name\n"))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(signature) + at] |= 1
    return bytes(made)


def protected_workbook() -> bytes:
    """The beginning of a workbook that was saved with a password: an OLE file around an encrypted package."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


def bomb() -> bytes:
    """A small archive that would be larger than is allowed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made, made.open("survey.csv", "w") as member:
        for _ in range(UNPACKED_BYTES // 1_000_000 + 1):
            member.write(bytes(1_000_000))
    return kept.getvalue()


@dataclass
class Installation:
    """A supervisor in a chat with the bot, and what the bot is made of."""

    field: Field
    drafts: FolderDrafts
    folder: DataFolder
    client: SimulatorClient
    fanta: SimulatedPerson
    bot: Callable[[], RunningBot]

    def files(self) -> list[str]:
        """What lies in the folder of guides and in that of half files."""
        return sorted(
            path.name for name in ("guides", "tmp") for path in (self.folder.root / name).rglob("*") if path.is_file()
        )


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Installation]:
    """An installation whose bot is not running yet."""
    folder = DataFolder(tmp_path / "data")
    drafts = FolderDrafts(folder)
    field = Field()
    field.clock.advance(now_ms() - field.clock())
    field.drafts = drafts  # type: ignore[assignment] - the real thing
    field.files = folder  # type: ignore[assignment] - same
    field.restart()
    with SimulatorThread() as simulator, SimulatorClient(simulator.url) as client:
        fanta = client.person("Fanta")
        token = field.invitation(Role.SUPERVISOR)
        fanta.say(f"/start {token}")

        def bot() -> RunningBot:
            return RunningBot(settings_for(simulator, folder.root), field.store, field.service)

        yield Installation(field, drafts, folder, client, fanta, bot)


@pytest.mark.slow
def test_a_workbook_is_published(here: Installation) -> None:
    """A real .xlsx is checked in the background, published on a tap, and only what is small stays on disk."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.fanta.document(workbook(MARKET), name="Marché de Gao.xlsx")
        here.fanta.wait_for("est reçu")
        here.fanta.say("/aide")
        here.fanta.wait_for("/reprendre")
        here.fanta.wait_for("3 questions, dont 1 ouverte", timeout=WAIT)
        until(lambda: here.files() == ["checked.json", "draft.json"])
        here.fanta.press("👀 Essayer d'abord")
        here.fanta.wait_for("Le marché est-il ouvert ?")
        here.fanta.say("/abandonner")
        here.fanta.wait_for("Abandonner cette fiche ?")
        here.fanta.say("oui")
        here.fanta.wait_for("On publie ce guide ?")
        here.fanta.press("✅ Publier")
        here.fanta.wait_for("Publié : Marché (marche), version 2.")
        until(lambda: here.files() == ["draft.json"])
        here.fanta.press("👁 Essayer")
        here.fanta.wait_for("Le marché est-il ouvert ?")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("fautes.xlsx", workbook((FORMS / "fautes.md").read_text(encoding="utf-8")), "5 choses à corriger"),
        ("photo.xlsx", b"\xff\xd8\xff\xe0" + bytes(400), "Ce n'est pas un formulaire que je sais lire."),
        ("vide.md", b"\n", "1 chose à corriger"),
        ("bombe.zip", bomb(), "Une fois ouvert, ce fichier serait trop gros"),
        ("chemin.zip", archive(upsurvey__csv=b"type,name\n"), "veut sortir de son dossier"),
        ("secret.zip", protected_archive(), "protégé par un mot de passe"),
        ("secret.xlsx", protected_workbook(), "protégé par un mot de passe"),
    ],
    ids=["faults", "jpeg", "empty", "bomb", "path", "zip-password", "xlsx-password"],
)
def test_what_is_no_guide(here: Installation, name: str, data: bytes, says: str) -> None:
    """Whatever is sent, one clear answer comes, nothing stays on disk, and the bot goes on."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.fanta.document(data, name=name, mime="image/jpeg" if name.startswith("photo") else "")
        here.fanta.wait_for(says, timeout=WAIT)
        until(lambda: here.files() == [])
        here.fanta.say("/aide")
        here.fanta.wait_for("/reprendre")


@pytest.mark.slow
def test_many_faults_come_whole_as_a_document(here: Installation) -> None:
    """The chat shows fifteen; the document has all, and what would mend them, and leaves the disk once sent."""
    rows = "".join(f"|  | intger | q{number} | Question {number} ? |\n" for number in range(40))
    form = f"| survey |\n|  | type | name | label |\n{rows}| settings |\n|  | form_id |\n|  | f |\n"
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.fanta.document(workbook(form), name="g.xlsx")
        here.fanta.wait_for("… et 25 autres.", timeout=WAIT)
        until(lambda: here.fanta.last().file_name == "a-corriger.txt")
        whole = here.fanta.download(here.fanta.last()).decode("utf-8-sig").splitlines()
        lines = [line for line in whole if line.startswith("• survey, ligne")]
        assert len([line for line in lines if "Vouliez-vous" in line]) == 40
        assert len([line for line in lines if "devient" in line]) == 40
        until(lambda: not list((here.folder.root / "exports").rglob("*.txt")))


@pytest.mark.slow
def test_a_zip_with_its_media(here: Installation) -> None:
    """A form and its files in one archive are one guide."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.fanta.document(archive(marche__xlsx=workbook(MARKET), image__png=b"png"), name="guide.zip")
        here.fanta.wait_for("ou publier ?", timeout=WAIT)
        here.fanta.press("✅ Publier")
        here.fanta.wait_for("Publié :")
    with here.field.store.reading() as uow:
        (guide,) = uow.guides.all(here.field.project.id)
        (version,) = uow.guides.versions(here.field.project.id, guide.id)
    assert version.files["image.png"] == b"png"


@pytest.mark.slow
def test_killed_between_fetch_and_check(here: Installation) -> None:
    """What a dead process had fetched is fetched again, checked and told at the next start; then a tap works."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        here.client.fault("drop", method="getFile", count=100)
        here.fanta.document(workbook(MARKET), name="g.xlsx")
        here.fanta.wait_for("est reçu")
        until(lambda: len(here.drafts.waiting()) == 1)
    (draft,) = here.drafts.waiting()
    here.folder.write(here.drafts.place(draft.id, "g.xlsx"), (b"half",))
    here.client.heal()
    with here.bot():
        here.fanta.wait_for("ou publier ?", timeout=WAIT)
        until(lambda: here.files() == ["checked.json", "draft.json"])
    with here.bot():
        here.fanta.press("✅ Publier")
        here.fanta.wait_for("Publié :")


def test_what_cannot_be_fetched(here: Installation) -> None:
    """A file that Telegram refuses again and again, or that is larger than it said, is said to be lost."""
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        (account,) = here.field.store.tables.accounts.values()  # type: ignore[attr-defined] - in memory
        draft = Draft("9-1", here.field.project.id, account.membership or 0, account.chat, "nowhere", "g.xlsx", 10, 1)
        here.drafts.put(draft)
        here.fanta.document(b"x", name="g.docx")
        here.fanta.wait_for("« g.xlsx » n'est pas arrivé", timeout=WAIT)
        here.fanta.document(b"x" * 21 * 2**20, name="gros.xlsx")
        here.fanta.wait_for("« gros.xlsx » est trop gros : 21 Mo")
        until(lambda: here.files() == [])


def test_old_ones_go(here: Installation) -> None:
    """What nobody tapped for a day is gone at the next start."""
    here.drafts.put(Draft("9-1", here.field.project.id, 1, 1, "file", "g.xlsx", 10, 1, DraftState.TOLD))
    with here.bot():
        here.fanta.wait_for("Bienvenue")
        until(lambda: here.files() == [])


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Marché de Gao.xlsx", "Marche_de_Gao.xlsx"),
        ("../../etc/passwd.MD", "passwd.md"),
        ("..\\.xlsx", "guide.xlsx"),
        ("دليل.zip", "guide.zip"),
        ("x" * 300 + ".csv", "x" * 60 + ".csv"),
    ],
)
def test_names_on_disk(name: str, plain: str, tmp_path: Path) -> None:
    """Whatever a file is called, its name on disk is plain and within the folder."""
    assert plain_name(name) == plain
    folder = DataFolder(tmp_path)
    assert folder.path(FolderDrafts(folder).place("7-1", plain)).is_relative_to(tmp_path)
