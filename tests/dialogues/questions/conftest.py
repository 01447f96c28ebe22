"""What question tests share: a moment in Bamako, a bare question, the case files."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from dialogues.locales import Locales


@pytest.fixture(scope="session")
def locales() -> Locales:
    """The package's locales."""
    return Locales.load()


@pytest.fixture
def now() -> dt.datetime:
    """Thursday 12 March 2026, 9 h 15, in Bamako."""
    return dt.datetime(2026, 3, 12, 9, 15, tzinfo=ZoneInfo("Africa/Bamako"))
