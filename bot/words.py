"""The bot's own words for the command line: a thin door to `dialogues.locales`."""

from __future__ import annotations

from dialogues.locales import REFERENCE, Locales
from dialogues.messages import Phrase

__all__ = ["spoken", "spoken_if_known"]


def spoken(phrase: Phrase | str) -> str:
    """A phrase of the command line, in French; a bare key is a phrase without holes."""
    return Locales.load().text(Phrase(phrase) if isinstance(phrase, str) else phrase, REFERENCE)


def spoken_if_known(key: str) -> str | None:
    """The words of a key, None when the locale has none."""
    return spoken(key) if key in Locales.load().by_tag[REFERENCE].phrases else None
