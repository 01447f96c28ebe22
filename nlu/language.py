"""Which language a text is written in, where that is clear: French, English or Arabic.

langdetect knows three languages here and calls everything else one of them, with a probability near 1 («ji tɛ an ka
dugu kɔnɔ» is Bambara, not English). So it decides only between texts that speak for themselves: of Arabic letters, or
with function words of the language that no language of the field shares. What is not clear is None; nobody is ever
refused anything for a language.
"""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from dialogues.locales import plain

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory

LANGUAGES = ("fr", "en", "ar")
"""IETF tags of the languages that it tells apart."""

FEWEST_WORDS = 3
FEWEST_LETTERS = 12
LONGEST = 2_000
"""Characters that it looks into."""

_CLEAR = 0.95
"""Probability below which it says nothing; langdetect's own is near 1 or worth nothing."""
_FUNCTION_WORDS = 2
_ARABIC_SHARE = 0.8

_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile(r"[\u0620-\u064A\u0671-\u06D3]")

_FRENCH = (
    "le les des et est une un pas dans avec nous vous ils elles pour que qui sont ont il elle je ce cette mais très "
    "aussi leur leurs parce chez sans plus tout tous être était avait avons notre nos où"
)
_ENGLISH = (
    "the and is are was were of for not with have has had they this that there we our my you it she but from them "
    "their because very all would could should been when where which who"
)
_WORDS = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}
"""Words that hold sentences together; those that Bambara, Fulfulde or Songhay share («la», «ne», «to») are left out."""


class Langdetect:
    """A `LanguageGuesser` on langdetect; its profiles are read at the first text that is long enough."""

    def __init__(self) -> None:
        self._factory: DetectorFactory | None = None
        self._lock = Lock()

    def language_of(self, text: str) -> str | None:
        """The language of a text.

        Args:
            text: as typed, of any length.

        Returns:
            `fr`, `en` or `ar`; None where that is not clear.
        """
        parts = plain(text[:LONGEST]).lower().split(" ")
        tidy = " ".join(part for part in parts if "/" not in part and "@" not in part)  # addresses are no words
        words = _WORD.findall(tidy)
        letters = sum(len(word) for word in words)
        if len(words) < FEWEST_WORDS or letters < FEWEST_LETTERS:
            return None
        found = self._likeliest(tidy)
        if found == "ar":
            return found if len(_ARABIC.findall(tidy)) >= _ARABIC_SHARE * letters else None
        if found is None or len(_WORDS[found].intersection(words)) < _FUNCTION_WORDS:
            return None
        return found

    def _likeliest(self, tidy: str) -> str | None:
        from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415 - not at the start

        detector = self._made().create()
        detector.append(tidy)
        try:
            likely = detector.get_probabilities()
        except LangDetectException:  # nothing in it that any profile knows
            return None
        return str(likely[0].lang) if likely and likely[0].prob >= _CLEAR else None

    def _made(self) -> DetectorFactory:
        """The one factory of this process: its own three profiles in one call, for it sizes its tables by that."""
        from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory  # noqa: PLC0415 - not at the start

        with self._lock:
            if self._factory is None:
                factory = DetectorFactory()
                folder = Path(PROFILES_DIRECTORY)
                factory.load_json_profile([(folder / tag).read_text(encoding="utf-8") for tag in LANGUAGES])
                factory.set_seed(0)
                self._factory = factory
            return self._factory
