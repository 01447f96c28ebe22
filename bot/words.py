"""The bot's own words for the command line and for channels: a thin door to `dialogues.locales`."""

from __future__ import annotations

from functools import cache

from dialogues.locales import Locale, load_locale
from dialogues.messages import Phrase

__all__ = ["COMMAND_LINE_LANGUAGE", "in_words", "spoken", "spoken_if_known"]

COMMAND_LINE_LANGUAGE = "fr"


@cache
def _locale(language: str) -> Locale:
    return load_locale(language)


def in_words(phrase: Phrase, language: str) -> str:
    """A phrase in a person's language."""
    return _locale(language).words(phrase)


def spoken(phrase: Phrase | str) -> str:
    """A phrase of the command line, in French; a bare key is a phrase without holes."""
    return in_words(Phrase(phrase) if isinstance(phrase, str) else phrase, COMMAND_LINE_LANGUAGE)


def spoken_if_known(key: str) -> str | None:
    """The words of a key, None when the locale has none."""
    locale = _locale(COMMAND_LINE_LANGUAGE)
    return locale.words(Phrase(key)) if key in locale else None
