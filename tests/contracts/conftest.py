"""The stores that the contract suites run on: in memory, SQLite, PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogues.ports import Store
from storage.unit_of_work import open_store
from tests.support.databases import emptied, sqlite_url
from tests.support.fakes import FakeStore
from tests.support.seed import Seed, seed


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
