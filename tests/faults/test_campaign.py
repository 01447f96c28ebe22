"""The campaign itself, small."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.campaign import campaign


@pytest.mark.slow
def test_a_small_campaign_keeps_every_promise(tmp_path: Path) -> None:
    """Three agents, sixty messages, four kills: nothing lost, twice, out of order or acknowledged in vain."""
    figures = campaign(tmp_path / "data", messages=60, kills=4, seed=7)
    assert figures.clean, figures
    assert figures.kills >= 4
    assert figures.messages >= 50
