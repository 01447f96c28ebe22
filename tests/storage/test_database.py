"""How databases are opened, what SQLite promises, and how one waits for the other."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from sqlalchemy import text

from dialogues.errors import Duplicate, SchemaMismatch, StoreUnavailable
from dialogues.forms.ref import Ref
from dialogues.interview.events import AnswerRecorded, InterviewWithdrawn
from dialogues.interview.status import InterviewStatus
from storage.database import check_schema, engine_url, open_database
from storage.migrations import HEAD
from storage.unit_of_work import SqlStore, open_store
from tests.support.databases import sqlite_url
from tests.support.seed import seed


@pytest.fixture
def path(tmp_path: Path, template: Path) -> Path:
    """A migrated SQLite file of the test's own."""
    return Path(shutil.copy(template, tmp_path / "baro.db"))


@pytest.fixture
def store(path: Path):
    """A store on that file."""
    opened = open_store(sqlite_url(path))
    yield opened
    opened.close()


def test_sqlite_is_set_up_to_lose_nothing(store: SqlStore) -> None:
    """Every connection has the pragmas of DESIGN, section 6."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 10_000}
    with store.database.reading() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    assert found == wanted


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """The database's file and folder are made without rights for others."""
    path = tmp_path / "data" / "baro.db"
    open_database(sqlite_url(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "sqlite:////proc/none/baro.db"]
)
def test_an_address_that_cannot_be_used(url: str) -> None:
    """What is no address of a database of ours is `connection`, before anything is written."""
    with pytest.raises(StoreUnavailable, match="connection"):
        open_database(url)


def test_addresses_of_postgresql_get_our_driver() -> None:
    """Both spellings of PostgreSQL's addresses are understood."""
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        assert engine_url(f"{scheme}://u:p@h/db").drivername == "postgresql+psycopg"


def test_postgresql_that_is_not_there() -> None:
    """A server that does not answer is `connection`."""
    with pytest.raises(StoreUnavailable, match="connection"):
        open_store("postgresql://nobody@127.0.0.1:9/none")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """Any other file is `broken`, and stays as it was."""
    path = tmp_path / "baro.db"
    path.write_bytes(b"Not a database. " * 1000)
    with pytest.raises(StoreUnavailable, match="broken"):
        open_store(sqlite_url(path))
    assert path.read_bytes() == b"Not a database. " * 1000


def test_a_damaged_database(path: Path) -> None:
    """A page full of rubbish is `broken`, without a driver's exception."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(StoreUnavailable, match="broken"), open_store(sqlite_url(path)).reading() as unit:
        unit.projects.all()


@pytest.mark.parametrize(("revision", "newer"), [("9999", True), ("0000", False)])
def test_another_version_is_refused(path: Path, revision: str, newer: bool) -> None:
    """A database of another version is refused, and which way it differs is said."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()
    with pytest.raises(SchemaMismatch) as caught:
        open_store(sqlite_url(path))
    assert (caught.value.found, caught.value.newer) == (revision, newer)


def test_an_empty_database_is_refused(tmp_path: Path) -> None:
    """A store does not open before its tables exist."""
    with pytest.raises(SchemaMismatch) as caught:
        open_store(sqlite_url(tmp_path / "baro.db"))
    assert (caught.value.found, caught.value.newer) == ("", False)


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    """A database with tables that are not ours is refused."""
    with sqlite3.connect(tmp_path / "baro.db") as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    database = open_database(sqlite_url(tmp_path / "baro.db"))
    with pytest.raises(SchemaMismatch):
        check_schema(database)
    database.close()


def test_a_database_that_another_process_writes_to(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that does not go away in time is `locked`; afterwards one can write."""
    monkeypatch.setattr("storage.database._PRAGMAS", ("PRAGMA busy_timeout=50",))
    store = open_store(sqlite_url(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def write() -> None:
        with store.writing() as unit:
            unit.projects.add("mali", "Mali", "Organisation", "Africa/Bamako")
            unit.commit()

    with pytest.raises(StoreUnavailable, match="locked"):
        write()
    other.execute("ROLLBACK")
    other.close()
    write()
    store.close()


def test_a_full_disk(store: SqlStore) -> None:
    """No room is `full`; what was stored before stays."""
    seeded = seed(store)

    def fill() -> None:
        with store.writing() as unit:
            answers = [AnswerRecorded(1, Ref("/data/a"), "x" * 10_000) for _ in range(200)]
            unit.interviews.append(seeded.interview.id, 1, answers, InterviewStatus.ACTIVE, 1)
            unit.commit()

    with store.database.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages + 5}"))
    with pytest.raises(StoreUnavailable, match="full"):
        fill()
    with store.reading() as unit:
        assert unit.interviews.interview(seeded.interview.id) == seeded.interview


def test_a_read_only_file(path: Path) -> None:
    """A database that cannot be written to is `connection`."""
    store = open_store(sqlite_url(path))
    with store.database.writing() as connection:
        connection.execute(text("PRAGMA query_only=ON"))
    with pytest.raises(StoreUnavailable, match="connection"), store.writing() as unit:
        unit.projects.add("mali", "Mali", "Organisation", "Africa/Bamako")
    store.close()


def test_errors_hold_no_values(store: SqlStore) -> None:
    """A driver's complaint about a row does not carry the row's words."""
    seed(store)

    def again() -> None:
        with store.writing() as unit:
            unit.projects.add("mali", "Secret", "Secret", "Africa/Bamako")

    with pytest.raises(Duplicate) as caught:
        again()
    told = "".join(traceback.format_exception(caught.value))
    assert caught.value.constraint == "projects.slug"
    assert '"Secret"' in told  # this test's own source line
    assert "Secret" not in told.replace('"Secret", "Secret"', "")


def test_erased_words_leave_the_disk(path: Path, store: SqlStore) -> None:
    """After a withdrawal is committed, neither the database nor its log holds the words."""
    seeded = seed(store)
    words = b"une phrase que personne ne doit retrouver"
    with store.writing() as unit:
        answer = AnswerRecorded(3, Ref("/data/a"), words.decode())
        unit.interviews.append(seeded.interview.id, 1, [answer], InterviewStatus.ACTIVE, 3)
        unit.commit()

    def on_disk() -> bool:
        return any(words in file.read_bytes() for file in path.parent.glob("baro.db*"))

    assert on_disk()
    with store.writing() as unit:
        unit.interviews.append(seeded.interview.id, 2, [InterviewWithdrawn(4)], InterviewStatus.WITHDRAWN, 4)
        unit.interviews.erase(seeded.interview.id)
        unit.commit()
    assert not on_disk()


def test_a_reader_puts_the_erasing_of_the_log_off(path: Path, store: SqlStore) -> None:
    """While somebody reads the moment before, nobody waits; the log is emptied by the next writer after."""
    seeded = seed(store)

    def log_size() -> int:
        return path.with_name("baro.db-wal").stat().st_size

    with store.reading() as reader:
        assert reader.interviews.interview(seeded.interview.id) == seeded.interview
        with store.writing() as unit:
            unit.interviews.append(seeded.interview.id, 1, [InterviewWithdrawn(4)], InterviewStatus.WITHDRAWN, 4)
            unit.interviews.erase(seeded.interview.id)
            unit.commit()
        assert log_size() > 0
    with store.writing():
        pass
    assert log_size() == 0


def test_a_start_imports_no_alembic() -> None:
    """Opening a store imports neither alembic nor PostgreSQL's driver (DESIGN, section 6)."""
    code = (
        "import sys, storage.unit_of_work as u, storage.files;"
        "print([n for n in ('alembic', 'psycopg', 'pyxform', 'sqlalchemy.dialects.postgresql', 'sqlalchemy.orm')"
        " if n in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_head_is_a_number() -> None:
    """Revisions are numbers, so that a newer one is told from an older one."""
    assert HEAD.isdigit()
    assert len(HEAD) == 4
