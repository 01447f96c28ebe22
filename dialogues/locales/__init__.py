"""The bot's own words, one file per language, and how people write numbers, dates, yes and no.

A language is added by adding its file: `fr.toml` is the reference, every other file has the same phrases with the
same holes, and what is missing in one is said in French.
"""

from __future__ import annotations

from dialogues.locales.loader import REFERENCE, Locales
from dialogues.locales.plaintext import fold, plain

__all__ = ["REFERENCE", "Locales", "fold", "plain"]
