"""What the tests of faults share: a simulator, a launcher of bots, an installation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.simulator import SimulatorClient, SimulatorThread
from tests.faults.conversation import FORM
from tests.faults.installation import Installation, Launcher


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """Forks bots quickly."""
    with Launcher() as running:
        yield running


@pytest.fixture
def simulator() -> Iterator[SimulatorThread]:
    """A simulator on a free port."""
    with SimulatorThread() as running:
        yield running


@pytest.fixture
def client(simulator: SimulatorThread) -> Iterator[SimulatorClient]:
    """Its client."""
    with SimulatorClient(simulator.url) as opened:
        yield opened


@pytest.fixture
def installation(simulator: SimulatorThread, tmp_path: Path) -> Installation:
    """An installation with the short form."""
    return Installation(tmp_path / "data", simulator.url, simulator.token, FORM)


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits until something holds."""
    from tests.bot.echo import until as wait  # noqa: PLC0415 - brings the whole channel

    return wait
