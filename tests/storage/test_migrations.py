"""The migrations lead to the tables, there and back, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text

import storage.migrations
from dialogues.errors import SchemaMismatch, StoreUnavailable
from dialogues.messages import Say
from dialogues.ports import AttachmentStatus, RawUpdate, ReminderKind
from storage.backups.rows import tables_of
from storage.database import open_database
from storage.migrations import HEAD
from storage.migrations.running import check, downgrade, migrate, upgrade
from storage.tables import metadata
from storage.unit_of_work import open_store
from tests.support.databases import sqlite_url
from tests.support.seed import attachment, seed, submission


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "baro.db")
        return
    server: str = request.getfixturevalue("postgres_url")
    database = open_database(server)
    admin = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE migrations"))
    yield server.replace("/postgres?", "/migrations?")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE migrations WITH (FORCE)"))
    database.close()


def differences(url: str) -> list[object]:
    """What autogenerate would change to reach the tables."""
    database = open_database(url)
    with database.reading() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    database.close()
    return list(found)


def test_up_and_down(url: str) -> None:
    """An empty database is brought to the head, a second time changes nothing, and it can be taken back."""
    assert check(url) == ""
    assert upgrade(url) == ""
    assert check(url) == HEAD
    assert upgrade(url) == HEAD
    assert differences(url) == []
    store = open_store(url)
    seed(store)
    store.close()
    downgrade(url, "base")
    assert check(url) == ""
    upgrade(url)
    store = open_store(url)
    with store.reading() as unit:
        assert unit.projects.all() == []
    store.close()


def test_the_head_is_the_last_revision() -> None:
    """The constant that the bot compares is the head of the revisions, each of which is a number."""
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert all(item.revision.isdigit() for item in scripts.walk_revisions())


def test_what_is_counted_is_read_out_of_what_is_there(url: str) -> None:
    """Submissions of an older Baro are counted too once their database is brought up, and lose nothing on the way."""
    upgrade(url)
    store = open_store(url)
    seeded = seed(store)
    said = '{"format":1,"values":{"/data/region":"gao","/data/visite[1]/region":"x"},"doubtful":["/data/age"]}'
    record = replace(submission(seeded, seeded.interview.id), answers=said)
    with store.writing() as unit:
        unit.submissions.put(record)
        unit.commit()
    store.close()
    downgrade(url, "0001")
    upgrade(url)
    store = open_store(url)
    with store.reading() as unit:
        assert unit.submissions.submission(seeded.interview.id) == record
        assert unit.following.places(seeded.project.id, seeded.guide.id) == [("gao", 1)]
        assert [doubt.count for doubt in unit.following.doubts(seeded.project.id)] == [1]
    store.close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    """A database of a newer Baro is neither upgraded nor changed."""
    path = tmp_path / "baro.db"
    upgrade(sqlite_url(path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(SchemaMismatch) as caught:
        upgrade(sqlite_url(path))
    assert caught.value.newer
    assert check(sqlite_url(path)) == "9999"


def test_a_revision_that_nobody_knows(tmp_path: Path) -> None:
    """A database at a revision that was never Baro's is not ours, and stays as it is."""
    path = tmp_path / "baro.db"
    upgrade(sqlite_url(path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    with pytest.raises(SchemaMismatch) as caught:
        upgrade(sqlite_url(path))
    assert not caught.value.newer
    assert check(sqlite_url(path)) == "0000"


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """What is no database is `broken`, for the upgrade as for the check."""
    path = tmp_path / "baro.db"
    path.write_bytes(b"PK\x03\x04 no database" * 500)
    for run in (check, upgrade):
        with pytest.raises(StoreUnavailable, match="broken"):
            run(sqlite_url(path))


def test_a_failed_upgrade_leaves_nothing_behind(tmp_path: Path) -> None:
    """When a migration fails half-way, its tables are gone: DDL is part of the transaction."""
    path = tmp_path / "baro.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("CREATE TABLE submissions (x)")  # in the way of the last table
    connection.close()
    with pytest.raises(Exception, match="submissions"):
        upgrade(sqlite_url(path))
    connection = sqlite3.connect(path)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert names == {"alembic_version", "submissions"}


def test_what_was_published_stays_published(url: str) -> None:
    """Guides, versions, files and persons of the first release keep their place in every list."""
    upgrade(url)
    downgrade(url, "0001")
    database = open_database(url)
    with database.writing() as connection:
        for statement in (
            "INSERT INTO persons (id, name, language) VALUES (1, 'Awa', 'fr')",
            (
                "INSERT INTO projects (id, slug, name, organisation, time_zone, strict, contact)"
                " VALUES (1, 'mali', 'Mali', 'O', 'Africa/Bamako', false, '')"
            ),
            (
                "INSERT INTO guides (id, project_id, form_id, title, discreet_title, archived)"
                " VALUES (1, 1, 'menage', 'Titre', 'Fiche A', false)"
            ),
            (
                "INSERT INTO guide_versions (id, guide_id, project_id, version, content_hash, xform, published_at,"
                " settings, statuses) VALUES (1, 1, 1, '1', 'h', :bytes, 1000, '{}', '{}')"
            ),
            "INSERT INTO guide_files (version_id, name, project_id, content) VALUES (1, 'a.csv', 1, :bytes)",
        ):
            connection.execute(text(statement), {"bytes": b"x"} if ":bytes" in statement else None)
        connection.commit()
    database.close()
    upgrade(url)
    store = open_store(url)
    with store.reading() as unit:
        (guide,) = unit.guides.all(1)
        (version,) = unit.guides.versions(1, guide.id)
        assert (guide.draft, version.draft, unit.guides.file_id(version.id, "a.csv")) == (False, "", "")
        assert not unit.people.person(1).light
    store.close()


def test_what_was_said_before_waits_to_be_written_down(url: str) -> None:
    """Voice answers of an older Baro join the queue; voices of remarks and photos do not."""
    upgrade(url)
    store = open_store(url)
    seeded = seed(store)
    with store.writing() as unit:
        for name, kind, ref in (
            ("voix", "audio", "/data/avis"),
            ("remarque", "audio", ""),
            ("photo", "image", "/data/p"),
        ):
            unit.attachments.add(replace(attachment(seeded, name, ref), kind=kind))
            unit.attachments.set_status(name, AttachmentStatus.STORED)
        unit.commit()
    store.close()
    downgrade(url, "0005")
    upgrade(url)
    store = open_store(url)
    with store.reading() as unit:
        found = unit.transcripts.next(seeded.project.id, None, seeded.membership.id, 0)
        assert found is not None
        assert (found.attachment, found.at, unit.transcripts.waiting(seeded.project.id, None)) == ("voix", 2_000, 1)
    store.close()


def counted(url: str) -> dict[str, int]:
    """How many rows each table holds."""
    database = open_database(url)
    with database.reading() as connection:
        found = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables_of(connection)
        }
    database.close()
    return found


def test_every_step_down_and_up_keeps_what_both_sides_hold(url: str) -> None:
    """One revision at a time, with rows in what each release brought: no table loses a row that it may keep."""
    upgrade(url)
    store = open_store(url)
    seeded = seed(store)
    with store.writing() as unit:
        unit.submissions.put(submission(seeded, seeded.interview.id))
        unit.attachments.add(attachment(seeded, "photo"))
        unit.inbox.add([RawUpdate("1:1", 7, "{}", 1)])
        unit.outbox.add(7, Say(("Bonjour",)), interview=seeded.interview.id)
        unit.reminders.add(seeded.interview, ReminderKind.CALL, 5)
        unit.phones.add(seeded.person.id, "hash", None, None, 5)
        unit.commit()
    before = counted(url)
    store.close()
    steps = [f"{number:04}" for number in range(1, int(HEAD) + 1)]
    for revision in reversed(steps[:-1]):
        downgrade(url, revision)
        now = counted(url)
        assert now.items() <= before.items()
        assert check(url) == revision
    kept = counted(url)
    assert {name for name, rows in kept.items() if rows} >= {"interviews", "events", "submissions", "outbox", "inbox"}
    for revision in steps[1:]:
        database = open_database(url)
        with database.writing() as connection:
            migrate(connection, revision)
            connection.commit()
        database.close()
        assert counted(url).items() >= kept.items()
        assert check(url) == revision
    assert differences(url) == []
    assert counted(url).keys() == before.keys()
