"""Which language a text is written in: langdetect with our own profiles, and pieces of words beside it.

`LanguageId.detect` is what the rest calls; `learning.learn` makes the figures in `data/` from text.
"""

from __future__ import annotations

from nlu.language.identify import Detected, LanguageId
from nlu.language.tags import LANGUAGES

__all__ = ["LANGUAGES", "Detected", "LanguageId"]
