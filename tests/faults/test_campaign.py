"""The campaign itself, small: the two ends of its combinations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.campaign import Combination, campaign
from tests.faults.installation import Bot

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


def test_a_campaign_whose_strikes_fail_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps a bot from being started again ends the campaign as what it is; agents do not wait for ever."""
    start = Bot.start

    def fails(bot: Bot) -> None:
        if bot.starts == 0 and (tmp_path / "data" / "bot0.log").exists():
            raise ChildProcessError("no more")
        start(bot)

    monkeypatch.setattr(Bot, "start", fails)
    with pytest.raises(ChildProcessError, match="no more"):
        campaign(
            tmp_path / "data", Combination(webhook=False, postgresql=False), messages=200, kills=20, seed=7, agents=5
        )
