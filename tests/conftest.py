"""Databases and simulators that several folders of tests share; made only for those who ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from storage.migrations.running import upgrade
from tests.support.databases import postgres_server, sqlite_template
from tests.support.real_rasa import RealRasa, shared_rasa

if TYPE_CHECKING:
    from bot.simulator import SimulatorClient, SimulatorThread

# Timings are for the benches: a loaded machine must not fail a property.
hypothesis.settings.register_profile("baro", deadline=None)
# A campaign: HYPOTHESIS_PROFILE=long pytest tests/dialogues/interview/test_generated.py
hypothesis.settings.register_profile("long", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "baro"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` rewrites the golden conversations, `--update-pictures` the README's, `--shots` takes more."""
    parser.addoption("--update-pictures", action="store_true", help="rewrite tests/pictures/*.png; look at them")
    parser.addoption("--shots", metavar="FOLDER", help="the chat's interesting moments at both sizes, to be looked at")
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/scenarios/*.md; review the diff")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the real Rasa is slow, and the first of them waits until it has learnt and started."""
    for item in items:
        if "real_rasa" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(600))
            item.add_marker(pytest.mark.xdist_group("rasa"))  # one worker: the other need not wait for it at the end


@pytest.fixture(scope="session")
def real_rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRasa]:
    """The real Rasa with the model of this version, one for all workers; marks its tests slow."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with shared_rasa(shared / "rasa") as one:
        yield one


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


@pytest.fixture
def simulator() -> Iterator[SimulatorThread]:
    """A simulator on a free port."""
    from bot.simulator import SimulatorThread  # noqa: PLC0415 - brings a server that most tests do without

    with SimulatorThread() as running:
        yield running


@pytest.fixture
def client(simulator: SimulatorThread) -> Iterator[SimulatorClient]:
    """Its client."""
    from bot.simulator import SimulatorClient  # noqa: PLC0415 - same

    with SimulatorClient(simulator.url) as opened:
        yield opened
