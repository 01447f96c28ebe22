"""The agent remarks on a question, takes a new phone by a code, and ends the interview on it."""

from __future__ import annotations

import re

from bot.demo.cast import Cast
from bot.demo.scenes.publishing import MARKET_TITLE
from bot.demo.talk import heading
from bot.problems import CommandProblem
from bot.words import spoken

__all__ = ["REMARK", "change_phone"]

REMARK = "RQ dire quel mil : local ou importé ?"

_MIXED = (
    ("Combien coûte un kilo", "dɔrɔmɛ biduuru ni duuru"),
    ("275 francs CFA", "awɔ"),
    ("Que trouve-t-on", "riz ani lait"),
    ("Qu'est-ce qui a changé", "Mɔgɔw man ca, les gens n'ont plus d'argent."),
)
"""Two languages in one answer: 55 of five francs, rice «and» milk, a story."""

_CODE = re.compile(r"\b\d{4} \d{4}\b")


def change_phone(cast: Cast) -> None:
    """What was answered on the old phone stands; the rest is answered on the new one."""
    agent, phone = cast.agent, cast.phone
    agent.say("/nouveau")
    agent.heard()
    agent.press(MARKET_TITLE)
    agent.waits_for_question()
    agent.through(("Le marché est-il ouvert", "Oui"))
    heading("remark")
    agent.say(REMARK)
    agent.heard()
    heading("code")
    agent.say("/telephone")
    code = _CODE.search(agent.heard().text)
    if code is None:
        raise CommandProblem("demo.no_code")
    phone.say(code[0], shown="…")
    phone.heard()
    phone.press(MARKET_TITLE)
    phone.waits_for_question()
    heading("mixed")
    phone.through(*_MIXED)
    phone.tap(spoken("keys.next"))
    phone.next_question()
    phone.tap(spoken("keys.send"))
    phone.heard()
