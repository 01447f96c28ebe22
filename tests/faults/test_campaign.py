"""The campaign itself, small: the two ends of its combinations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.campaign import Combination, campaign

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "combination",
    [Combination(webhook=False, postgresql=False), Combination(webhook=True, postgresql=True, processes=3)],
)
def test_a_small_campaign_keeps_every_promise(tmp_path: Path, combination: Combination) -> None:
    """Five agents, three kills, a full disk or a dead database: every answer once, and in order."""
    figures = campaign(tmp_path / "data", combination, messages=45, kills=3, seed=7, agents=5)
    assert figures.clean, figures
    assert (figures.kills, figures.troubles) == (3, 1)
    assert figures.messages >= 40
