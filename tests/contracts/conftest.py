"""The stores that the contract suites run on: in memory, SQLite, PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogues.ports import Store
from storage.migrations.running import upgrade
from storage.unit_of_work import open_store
from tests.support.databases import emptied, postgres_server, sqlite_template, sqlite_url
from tests.support.fakes import FakeStore
from tests.support.seed import Seed, seed


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once a run."""
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated PostgreSQL database, made once a run."""
    with postgres_server() as url:
        upgrade(url)
        yield url


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "fake":
        yield FakeStore()
        return
    if request.param == "sqlite":
        path = tmp_path / "baro.db"
        shutil.copy(request.getfixturevalue("template"), path)
        url = sqlite_url(path)
    else:
        url = request.getfixturevalue("postgres_url")
        emptied(url)
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def seeded(store: Store) -> Seed:
    """A project with one begun interview in the store."""
    return seed(store)
