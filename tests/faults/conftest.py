"""What the tests of faults share: a launcher of bots, an installation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.simulator import SimulatorThread
from tests.faults.conversation import FORM
from tests.faults.installation import Installation, Launcher


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """Forks bots quickly."""
    with Launcher() as running:
        yield running


@pytest.fixture
def installation(simulator: SimulatorThread, tmp_path: Path) -> Installation:
    """An installation with the short form."""
    return Installation(tmp_path / "data", simulator.url, simulator.token, FORM)


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits until something holds."""
    from tests.bot.echo import until as wait  # noqa: PLC0415 - brings the whole channel

    return wait
