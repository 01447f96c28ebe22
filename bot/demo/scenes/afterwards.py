"""The person calls back: an interview that was sent is corrected, with a reason; its second revision."""

from __future__ import annotations

from bot.demo.cast import Cast
from bot.words import spoken

__all__ = ["correct_what_was_sent"]

_QUALITY = "Qualité de l'échange"
_BETTER = "5"


def correct_what_was_sent(cast: Cast) -> None:
    """Reason, one answer by its number, sent again."""
    agent = cast.agent
    agent.say(f"/corriger {cast.code}")
    agent.heard(cast.code)  # what the new phone led to may come before it
    agent.tap(spoken("keys.told"))
    agent.heard()
    agent.say(f"{cast.addresses[_QUALITY]}) {_BETTER}")
    agent.heard()
    agent.tap(spoken("keys.yes"))
    agent.heard(spoken("correcting.ask_end"))
    agent.tap(spoken("keys.send"))
    agent.heard()
