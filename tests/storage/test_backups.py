"""Backups: what is in them comes out again, on either database, and nothing that was taken back."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from dialogues.errors import StoreUnavailable
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Phrase, RemoveMessages, Say, SendFile
from dialogues.ports import AttachmentStatus, RawUpdate
from storage.backups import sealing
from storage.backups.archive import BackupDamaged, BackupNewer, opened
from storage.backups.copying import InUse, NotEmpty, copy
from storage.backups.restoring import prove, readable, restore
from storage.backups.rows import lines, summed, tables_of
from storage.backups.taking import Busy, Made, _alone, newest, take
from storage.backups.withdrawals import NAME, Withdrawal, WithdrawalLog
from storage.claims import SharedClaims
from storage.database import Database, open_database
from storage.files import DataFolder
from storage.migrations import HEAD
from storage.migrations.running import downgrade, upgrade
from storage.unit_of_work import open_store
from tests.support.databases import sqlite_url
from tests.support.seed import CHAT, Seed, attachment, seed, submission

NOW = 1_800_000_000_000
PHOTO = b"\xff\xd8" + bytes(range(256)) * 40


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes empty databases of each kind; their addresses."""
    names: list[str] = []
    if request.param == "sqlite":

        def sqlite() -> str:
            names.append("")
            return sqlite_url(tmp_path / f"db{len(names)}" / "baro.db")

        yield sqlite
        return
    server: str = request.getfixturevalue("postgres_url")
    database = open_database(server)
    admin = database.engine.execution_options(isolation_level="AUTOCOMMIT")

    def postgres() -> str:
        names.append(f"kept{len(names)}")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {names[-1]}"))
        return server.replace("/postgres?", f"/{names[-1]}?")

    yield postgres
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    database.close()


def filled(url: str, folder: DataFolder) -> Seed:
    """An installation with an interview, a photo, a submission, things owed and things waiting."""
    upgrade(url)
    with closing(open_store(url)) as store:
        seeded = seed(store)
        stored = folder.write(folder.attachment(seeded.interview.id, "photo-e"), [PHOTO])
        with store.writing() as unit:
            for name in ("photo-e", "B", "a", "_"):
                unit.attachments.add(attachment(seeded, name))
            unit.attachments.set_status("photo-e", AttachmentStatus.STORED, sha256=stored.sha256, size=stored.size)
            unit.submissions.put(submission(seeded, seeded.interview.id))
            unit.inbox.add([RawUpdate("1:1", CHAT, '{"x":"\\u0000 é"}', 1), RawUpdate("2:1", CHAT, "{}", 2)])
            unit.outbox.add(CHAT, Say(("Vieille question",)))
            unit.outbox.add(CHAT, SendFile("exports/x.csv", "x.csv", Phrase("service.hello", {"name": "Awa"})))
            unit.outbox.add(CHAT, RemoveMessages((1, 2)))
            account = seeded.account
            unit.people.set_account(
                account.id, membership=seeded.membership.id, interview=seeded.interview.id, reachable=True
            )
            unit.commit()
    return seeded


def taken(url: str, folder: DataFolder, at: int = NOW, keep: int = 7, keys: tuple[str, ...] = ()) -> Made:
    """A backup."""
    with closing(open_database(url)) as database:
        found = take(database, folder, lambda: at, baro="1", keep=keep, keys=keys)
    assert found is not None
    return found


def back(path: Path, url: str, folder: DataFolder, at: int = NOW + 1) -> int:
    """Restore a backup; how many withdrawals were done again."""
    with closing(open_database(url)) as database:
        return restore(path, database, folder, at).taken_back


def sums(database: Database, *but: str) -> dict[str, object]:
    """What every table holds, in short."""
    found: dict[str, object] = {}
    with database.reading() as connection:
        for table in tables_of(connection):
            kept: list[object] = []
            for _ in summed(lines(connection, table), kept):  # type: ignore[arg-type]
                pass
            if table.name not in but:
                found[table.name] = kept[0]
    return found


def of(url: str, *but: str) -> dict[str, object]:
    """The same, of an address."""
    with closing(open_database(url)) as database:
        return sums(database, *but)


def test_all_comes_back(made: Callable[[], str], tmp_path: Path) -> None:
    """Every row and every file, in a database of either kind; numbers go on beyond those that chats may still show."""
    source, target = made(), made()
    folder, other = DataFolder(tmp_path / "one"), DataFolder(tmp_path / "two")
    seeded = filled(source, folder)
    done = taken(source, folder)
    assert (done.manifest.revision, done.manifest.attachments, done.manifest.missing) == (HEAD, 1, ())
    assert done.backup.path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (folder.root / "backups").iterdir()) == [".lock", done.backup.path.name]
    assert newest(folder.root) == done.backup
    assert back(done.backup.path, target, other) == 0
    assert of(target, "outbox") == of(source, "outbox")
    assert b"".join(other.read(other.attachment(seeded.interview.id, "photo-e"))) == PHOTO
    with closing(open_store(target)) as store, store.writing() as unit:
        owed = unit.outbox.add(CHAT, Say(("x",)))
        assert owed.id > 1_000_000
        assert [row.chat for row in unit.inbox.waiting()] == [CHAT, CHAT]


@pytest.mark.slow
def test_from_one_kind_to_the_other(tmp_path: Path, postgres_url: str) -> None:
    """A backup of SQLite goes into PostgreSQL and back: the lines are the same, whatever the databases' order."""
    first = sqlite_url(tmp_path / "a" / "baro.db")
    filled(first, DataFolder(tmp_path / "one"))
    with closing(open_database(postgres_url)) as server:
        admin = server.engine.execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE crossing"))
        middle = postgres_url.replace("/postgres?", "/crossing?")
        try:
            there = copy(first, middle)
            assert there["attachments"].rows == 4
            assert of(middle) == of(first)
            last = sqlite_url(tmp_path / "b" / "baro.db")
            assert copy(middle, last) == there
            assert of(last) == of(first)
            with pytest.raises(NotEmpty):
                copy(first, middle)
            with closing(open_database(middle)) as used:
                bot = SharedClaims(used)
                assert bot.lead()
                with pytest.raises(InUse):
                    copy(middle, sqlite_url(tmp_path / "c" / "baro.db"))
                bot.close()
        finally:
            with admin.connect() as connection:
                connection.execute(text("DROP DATABASE crossing WITH (FORCE)"))


def test_people_are_told_once(made: Callable[[], str], tmp_path: Path) -> None:
    """What was owed is dropped, but for removals; who works hears when it was, with the way back; who left, nothing."""
    source, target = made(), made()
    folder = DataFolder(tmp_path / "one")
    seeded = filled(source, folder)
    with closing(open_store(source)) as store, store.writing() as unit:
        gone = unit.people.add_person("Issa", "fr")
        unit.people.add_account(99, gone.id, 99)
        unit.people.add_membership(gone.id, seeded.project.id, Role.AGENT, MembershipStatus.REVOKED, "A02")
        unit.commit()
    back(taken(source, folder).backup.path, target, DataFolder(tmp_path / "two"))
    with closing(open_store(target)) as store, store.reading() as unit:
        removal, told = (owed.effect for owed in unit.outbox.of_chat(CHAT))
        assert removal == RemoveMessages((1, 2))
        assert isinstance(told, Say)
        (phrase,) = told.lines
        assert isinstance(phrase, Phrase)
        assert phrase.key == "service.restored"
        assert told.rows[0][0].action == f"open:{seeded.interview.id}"
        assert unit.outbox.of_chat(99) == []


def test_what_was_taken_back_since_stays_away(made: Callable[[], str], tmp_path: Path) -> None:
    """A withdrawal after the backup is done again: by the log beside the database, or by that of a later backup."""
    source = made()
    folder = DataFolder(tmp_path / "one")
    seeded = filled(source, folder)
    path = taken(source, folder).backup.path
    WithdrawalLog(folder.root).add([Withdrawal(seeded.project.id, seeded.interview.id, 1)])  # another of that number
    target = made()
    other = DataFolder(tmp_path / "two")
    shutil.copytree(folder.root / "backups", tmp_path / "apart")
    assert back(path, target, other) == 0
    log = WithdrawalLog(folder.root)
    folder.withdrawn(seeded.interview)
    assert len(log.all()) == 2
    third, where = made(), DataFolder(tmp_path / "three")
    where.root.mkdir()
    shutil.copy(folder.root / NAME, where.root / NAME)
    assert back(path, third, where) == 1
    with closing(open_store(third)) as store, store.reading() as unit:
        record = unit.interviews.interview(seeded.interview.id)
        assert record is not None
        assert record.status is InterviewStatus.WITHDRAWN
        assert [type(event).__name__ for _, event in unit.interviews.events(record.id)] == ["InterviewWithdrawn"]
        assert unit.submissions.submission(record.id) is None
        assert unit.attachments.of_interview(record.id) == []
        assert unit.people.accounts_of(seeded.person.id)[0].interview is None
    assert not (where.root / "attachments").exists()
    again = taken(third, where, NOW + 5_000)
    with opened(again.backup.path) as archive:
        assert f"{seeded.interview.id} 2000" in archive.withdrawals().decode()


def test_an_older_backup_is_brought_up(made: Callable[[], str], tmp_path: Path) -> None:
    """The tables are made as they were, filled, and migrated; into a database that is there and empty as well."""
    source, target = made(), made()
    folder = DataFolder(tmp_path / "one")
    filled(source, folder)
    path = taken(source, folder).backup.path
    downgrade(source, "0004")
    old = older(path, tmp_path / "old.tar", source)
    upgrade(target)
    back(old, target, DataFolder(tmp_path / "two"))
    with closing(open_store(target)) as store, store.reading() as unit:
        assert [project.slug for project in unit.projects.all()] == ["mali"]


def older(path: Path, out: Path, url: str) -> Path:
    """The same backup as an older Baro would have made it, from the older database."""
    import gzip  # noqa: PLC0415 - only here

    with closing(open_database(url)) as database, database.reading() as connection:
        tables = {table.name: (table, b"".join(lines(connection, table))) for table in tables_of(connection)}
    with tarfile.open(path) as before, tarfile.open(out, "w") as after:
        for member in before.getmembers():
            content = before.extractfile(member).read()  # type: ignore[union-attr]
            name = Path(member.name).name.removesuffix(".jsonl.gz")
            if member.name.startswith("tables/"):
                if name not in tables:
                    continue
                content = gzip.compress(tables[name][1])
            if name == "manifest.json":
                manifest = json.loads(content)
                manifest["revision"] = "0004"
                manifest["tables"] = {key: summary(table, given) for key, (table, given) in tables.items()}
                content = json.dumps(manifest).encode()
            member.size = len(content)
            after.addfile(member, io.BytesIO(content))
    return out


def summary(table: object, given: bytes) -> dict[str, object]:
    """What a manifest says of a table."""
    import hashlib  # noqa: PLC0415 - only here

    columns = [column.name for column in table.columns]  # type: ignore[attr-defined]
    return {"columns": columns, "rows": given.count(b"\n"), "sha256": hashlib.sha256(given).hexdigest()}


@pytest.fixture
def installed(tmp_path: Path) -> tuple[str, DataFolder]:
    """An installation on SQLite."""
    url, folder = sqlite_url(tmp_path / "one" / "baro.db"), DataFolder(tmp_path / "one")
    filled(url, folder)
    return url, folder


def test_the_newer_and_the_damaged_are_refused(installed: tuple[str, DataFolder], tmp_path: Path) -> None:
    """A newer revision or format, a file cut short, other bytes, no backup at all: nothing is stored."""
    url, folder = installed
    path = taken(url, folder).backup.path
    whole = path.read_bytes()
    target = sqlite_url(tmp_path / "target" / "baro.db")
    for old, new, kind in (
        (f'"revision": "{HEAD}"'.encode(), b'"revision": "9999"', BackupNewer),
        (b'"format": 1', b'"format": 2', BackupNewer),
        (PHOTO[:64], b"x" * 64, BackupDamaged),
        (b'"sha256": "', b'"sha256": "0', BackupDamaged),
    ):
        assert old in whole
        path.write_bytes(whole.replace(old, new, 1)[: len(whole)])
        with pytest.raises(kind):
            back(path, target, DataFolder(tmp_path / "two"))
    for content in (whole[: len(whole) // 2], b"PK nothing", b""):
        path.write_bytes(content)
        with pytest.raises(BackupDamaged):
            readable(path)
    with closing(open_database(target)) as database, database.reading() as connection:
        assert tables_of(connection) == []


def test_a_target_that_holds_something(installed: tuple[str, DataFolder], tmp_path: Path) -> None:
    """Nothing is ever restored over anything."""
    url, folder = installed
    path = taken(url, folder).backup.path
    with pytest.raises(NotEmpty):
        back(path, url, DataFolder(tmp_path / "two"))


def test_files_that_are_not_what_they_were(installed: tuple[str, DataFolder]) -> None:
    """A photo that the disk lost or changed keeps nothing else from being kept, and is named."""
    url, folder = installed
    path = folder.path("attachments/1/photo-e")
    path.write_bytes(b"other")
    assert taken(url, folder).manifest.missing == ("photo-e",)
    path.unlink()
    done = taken(url, folder)
    assert (done.manifest.missing, done.manifest.attachments) == (("photo-e",), 0)
    prove(done.backup.path, folder.root / "backups")


def test_old_ones_go(installed: tuple[str, DataFolder]) -> None:
    """As many as wanted are kept, none over thirty days, never without the newest; nothing else there is touched."""
    url, folder = installed
    home = folder.root / "backups"
    home.mkdir()
    (home / "mine.tar").write_bytes(b"x")
    # NOW is the 15th of January 2027, 8 in the morning.
    for day in ("20261215", "20261216T075959Z", "20270112", "20270113", "20270114"):
        (home / f"baro-{day if 'Z' in day else f'{day}T080000Z'}.tar.age").write_bytes(b"x")
    made = taken(url, folder, keep=3).backup.path.name
    kept = ["baro-20270113T080000Z.tar.age", "baro-20270114T080000Z.tar.age", made, "mine.tar"]
    assert sorted(path.name for path in home.glob("*.tar*")) == kept
    made = taken(url, folder, NOW + 29 * 86_400_000, keep=300).backup.path.name
    assert len(list(home.glob("*.tar*"))) == 4
    assert made in {path.name for path in home.iterdir()}


def test_one_at_a_time_and_none_too_many(installed: tuple[str, DataFolder]) -> None:
    """Two processes make one backup, and one that is there already is not made again; what was left half-made goes."""
    url, folder = installed
    home = folder.root / "backups"
    made = taken(url, folder)
    (home / ".making").mkdir()
    (home / ".making" / "plain.tar").write_bytes(b"half")
    with closing(open_database(url)) as database:
        assert take(database, folder, lambda: NOW, baro="1", keep=7, unless_since=NOW - 1) is None
        assert take(database, folder, lambda: NOW, baro="1", keep=7, unless_since=NOW + 1) is not None
        with _alone(home), pytest.raises(Busy):
            take(database, folder, lambda: NOW, baro="1", keep=7)
    assert not (home / ".making").exists()
    assert made.backup.path.exists()
    assert len(list(home.glob("baro-*"))) == 2


def test_sealed_for_another_key(installed: tuple[str, DataFolder], tmp_path: Path) -> None:
    """The machine that makes it cannot read it; the key opens it, and no other does."""
    url, folder = installed
    secret, public = sealing.made_key()
    other, _ = sealing.made_key()
    keys = tuple(sealing.recipients(f"# us\n{public}\n"))
    sealed = taken(url, folder, keys=keys).backup.path
    assert sealed.name.endswith(".tar.age")
    assert PHOTO[:64] not in sealed.read_bytes()
    plain = tmp_path / "plain.tar"
    with pytest.raises(sealing.KeyUnusable):
        sealing.unseal(sealed, plain, other)
    sealing.unseal(sealed, plain, f"# public key\n{secret}\n")
    assert readable(plain).attachments == 1
    for words in ("", "age1nothing", secret):
        with pytest.raises(sealing.KeyUnusable):
            sealing.recipients(words)
    for words in ("", "nothing"):
        with pytest.raises(sealing.KeyUnusable):
            sealing.unseal(sealed, plain, words)


def test_the_log_outlives_a_crash(tmp_path: Path) -> None:
    """A line that was cut short counts for nothing and spoils no other; nothing is written twice."""
    log = WithdrawalLog(tmp_path)
    one, two = Withdrawal(1, 2, 3), Withdrawal(1, 3, 4)
    log.add([one])
    with (tmp_path / NAME).open("ab") as file:
        file.write(b"1 3")
    log.add([one, two])
    log.add([one, two])
    assert log.all() == {one, two}
    assert (tmp_path / NAME).read_bytes().count(b"1 2 3") == 1


def test_a_full_disk(installed: tuple[str, DataFolder], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-made stays, and what was there stays."""
    url, folder = installed
    made = taken(url, folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.backups.archive.Writer.manifest", full)
    with pytest.raises((OSError, StoreUnavailable)):
        taken(url, folder, NOW + 1000)
    assert sorted(path.name for path in (folder.root / "backups").iterdir()) == [".lock", made.backup.path.name]
