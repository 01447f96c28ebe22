"""A disk that is really full: a file system of its own, with not a byte left (ENOSPC), while all kinds are written."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from dialogues.ports import AttachmentStatus
from tests.bot.echo import until
from tests.faults.installation import ROOT, Bot, Installation, Launcher, recorded

pytestmark = pytest.mark.slow
WAIT = 30.0
MEGA = 1 << 20
SIZE = 160 * MEGA
"""More than a start wants to be free."""
FORM = """
| survey   |         |        |                       |          |
|          | type    | name   | label                 | required |
|          | integer | age    | Quel âge avez-vous ?  | yes      |
|          | image   | puits  | Une photo du puits ?  |          |
|          | integer | sacs   | Combien de sacs ?     |          |
| settings |         |        |                       |          |
|          | form_title | form_id | version          |          |
|          | Disque  | disque | 1                     |          |
"""
PHOTO = b"\xff\xd8\xff\xe0" + bytes(3 * MEGA)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system (mount(2), tmpfs)."""
    where = tmp_path / "disk"
    where.mkdir()
    mounted = subprocess.run(
        ("/bin/mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(where)), capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield where
    subprocess.run(("/bin/umount", "--lazy", str(where)), check=True)


@pytest.fixture
def installation(disk: Path, simulator: SimulatorThread) -> Installation:
    """An installation on it."""
    return Installation(disk / "data", simulator.url, simulator.token, FORM)


@contextmanager
def full(disk: Path, left: int = 0) -> Iterator[None]:
    """Fill a disk for a while.

    Args:
        disk: where.
        left: bytes that stay free.
    """
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        with suppress(OSError):
            while True:
                file.write(bytes(MEGA))
        with suppress(OSError):
            while True:
                file.write(bytes(4096))
        file.truncate(file.tell() - left)
        try:
            yield
        finally:
            file.truncate(0)
    filler.unlink()


def said(person: SimulatedPerson, words: str) -> int:
    """How often the bot has said something."""
    return sum(words in one.text for one in person.messages() if one.from_bot)


def rubbish(installation: Installation) -> list[str]:
    """Half-written files."""
    return [path.name for path in (installation.folder / "tmp").iterdir()]


def begun(installation: Installation, client: SimulatorClient) -> SimulatedPerson:
    """An agent who is asked for the photo."""
    (awa,) = installation.agent(client, "Awa")
    awa.say("/nouveau")
    awa.wait_for("Quel âge", timeout=WAIT)
    awa.say("35")
    awa.wait_for("Une photo", timeout=WAIT)
    return awa


def test_while_an_answer_is_stored(
    installation: Installation, client: SimulatorClient, launcher: Launcher, disk: Path
) -> None:
    """The agent is told to keep it, once; nothing of it is stored; it goes on by itself once there is room."""
    with Bot(installation, launcher):
        awa = begun(installation, client)
        awa.say("Passer")
        awa.wait_for("Combien de sacs", timeout=WAIT)
        installation.settle()
        with full(disk):
            awa.say("12")
            awa.wait_for("pas enregistrée. Gardez-la", timeout=WAIT)
            awa.say("1) 36")
        awa.wait_for("reparti", timeout=WAIT, since=0)
        awa.wait_for("Corriger la 1 ?", timeout=WAIT, since=0)
        (record,) = installation.interviews(awa)
        assert recorded(installation.events(record.id)) == [("/data/age", "35"), ("/data/sacs", "12")]
    assert [said(awa, words) for words in ("pas enregistrée", "reparti")] == [1, 1]
    assert rubbish(installation) == []


def test_while_a_photo_is_fetched(
    installation: Installation, client: SimulatorClient, launcher: Launcher, disk: Path
) -> None:
    """The agent is told to keep the photo and goes on; no part of it is there; it comes by itself, and they hear."""
    with Bot(installation, launcher):
        awa = begun(installation, client)
        installation.settle()
        with full(disk, left=MEGA):
            awa.photo(PHOTO)
            awa.wait_for("pas enregistrée. Gardez-la", timeout=WAIT, since=0)
            awa.wait_for("Combien de sacs", timeout=WAIT, since=0)
            awa.say("12")
            awa.wait_for("✓ 3 : 12", timeout=WAIT)
            assert said(awa, "reparti") == 0
            assert rubbish(installation) == []
            assert not any(path.is_file() for path in (installation.folder / "attachments").rglob("*"))
        awa.wait_for("reparti", timeout=WAIT, since=0)
        (record,) = installation.interviews(awa)
        with installation.store() as store, store.reading() as unit:
            (kept,) = unit.attachments.of_interview(record.id)
        assert (kept.status, kept.size) == (AttachmentStatus.STORED, len(PHOTO))
        file = installation.folder / "attachments" / str(record.id) / kept.id
        assert file.read_bytes() == PHOTO
    assert [said(awa, words) for words in ("pas enregistrée", "reparti")] == [1, 1]
    assert rubbish(installation) == []


def test_killed_while_a_photo_is_fetched(
    installation: Installation, client: SimulatorClient, launcher: Launcher
) -> None:
    """Nothing of the file is there; the next bot fetches it whole, and its hash is the one that was noted."""
    bot = Bot(installation, launcher)
    with bot:
        awa = begun(installation, client)
        client.fault("hang", method="download", seconds=60.0, count=1)
        awa.photo(PHOTO)
        awa.wait_for("Combien de sacs", timeout=WAIT)
        until(lambda: bool(client.calls("getFile")), WAIT)
        bot.kill()
        assert not any(path.is_file() for path in (installation.folder / "attachments").rglob("*"))
        (installation.folder / "tmp" / "0123456789abcdef.part").write_bytes(PHOTO[:1000])  # had it died a moment later
        client.heal()
        bot.start()
        awa.wait_for("fichier enregistré", timeout=WAIT)
        (record,) = installation.interviews(awa)
        with installation.store() as store, store.reading() as unit:
            (kept,) = unit.attachments.of_interview(record.id)
        file = installation.folder / "attachments" / str(record.id) / kept.id
        assert hashlib.sha256(file.read_bytes()).hexdigest() == kept.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert rubbish(installation) == []


def test_while_a_backup_is_written(
    installation: Installation, client: SimulatorClient, launcher: Launcher, disk: Path
) -> None:
    """One clear line; nothing half-made stays, the backup that was there stays; the chat goes on; later it is made."""

    def backup() -> subprocess.CompletedProcess[str]:
        command = (sys.executable, "-m", "bot.cli", "backup")
        return subprocess.run(
            command, cwd=ROOT, env=installation.environment(), capture_output=True, text=True, check=False
        )

    home = installation.folder / "backups"
    with Bot(installation, launcher):
        awa = begun(installation, client)
        awa.photo(PHOTO)
        awa.wait_for("Combien de sacs", timeout=WAIT)
        until(lambda: any(path.is_file() for path in (installation.folder / "attachments").rglob("*")), WAIT)
        installation.settle()
        assert backup().returncode == 0
        before = sorted(path.name for path in home.iterdir())
        with full(disk, left=MEGA):
            refused = backup()
            assert refused.returncode == 1
            assert len(refused.stderr.splitlines()) == 1
            assert "place" in refused.stderr
            assert sorted(path.name for path in home.iterdir()) == before
            awa.say("12")
            awa.wait_for("✓ 3 : 12", timeout=WAIT)
        made = backup()
        assert made.returncode == 0, made.stderr
        assert len(list(home.glob("*.tar"))) == 2
    assert rubbish(installation) == []
