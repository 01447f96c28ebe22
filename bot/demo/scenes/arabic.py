"""An agent whose phone speaks Arabic answers the guide that was published, in Arabic."""

from __future__ import annotations

from bot.demo.cast import ARABIC, Cast
from bot.demo.scenes.publishing import MARKET_TITLE
from dialogues.locales import Locales
from dialogues.messages import Phrase

__all__ = ["answer_in_arabic"]

_ANSWERS = (
    ("هل السوق مفتوح اليوم؟", "نعم"),
    ("كم سعر كيلو الدخن؟", "٣٠٠"),
    ("ماذا يوجد في السوق؟", "1 3"),
    ("ما الذي تغير منذ شهر؟", "السوق بعيد والطريق صعب"),
)


def answer_in_arabic(cast: Cast) -> None:
    """From /nouveau to «sent»: keys, Arabic digits, words."""
    locales, agent = Locales.load(), cast.arabic

    def arabic(key: str) -> str:
        return locales.text(Phrase(key), ARABIC)

    agent.say("/nouveau")
    agent.heard()
    agent.press(MARKET_TITLE)
    agent.waits_for_question()
    agent.through(*_ANSWERS)
    agent.tap(arabic("keys.next"))
    agent.next_question()
    agent.tap(arabic("keys.send"))
    agent.heard()
