"""Databases that several folders of tests share; made only for those who ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from storage.migrations.running import upgrade
from tests.support.databases import postgres_server, sqlite_template

# Timings are for the benches: a loaded machine must not fail a property.
hypothesis.settings.register_profile("baro", deadline=None)
hypothesis.settings.load_profile("baro")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` rewrites the golden conversations, `--update-pictures` the README's pictures."""
    parser.addoption("--update-pictures", action="store_true", help="rewrite tests/pictures/*.png; look at them")
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/scenarios/*.md; review the diff")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy, made once a run."""
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated PostgreSQL database, its server started once a run; for tests marked slow."""
    with postgres_server() as url:
        upgrade(url)
        yield url
