"""The scenes of the play, in their order; each is a function of the cast."""

from __future__ import annotations

from collections.abc import Callable

from bot.demo.cast import Cast
from bot.demo.scenes.afterwards import correct_what_was_sent
from bot.demo.scenes.arabic import answer_in_arabic
from bot.demo.scenes.consultation import consult
from bot.demo.scenes.downloads import download
from bot.demo.scenes.entering import enter, install
from bot.demo.scenes.phone import change_phone
from bot.demo.scenes.publishing import publish
from bot.demo.scenes.sessions import log_sessions

__all__ = ["SCENES"]

SCENES: tuple[tuple[str, Callable[[Cast], None]], ...] = (
    ("seed", install),
    ("enter", enter),
    ("publish", publish),
    ("sessions", log_sessions),
    ("arabic", answer_in_arabic),
    ("consult", consult),
    ("phone", change_phone),
    ("afterwards", correct_what_was_sent),
    ("download", download),
)
"""Heading and scene. Rasa starts meanwhile: those that need it come last."""
