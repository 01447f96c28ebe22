"""What every conversation of these tests keeps to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def nothing_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The core logs nothing at all, so no answer, name or token can stand in a log record."""
    with caplog.at_level(1):
        yield
    assert [record.getMessage() for record in caplog.records] == []
