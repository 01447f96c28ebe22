"""What a word sounds like to somebody who writes by ear: «vizite» is «visite», «comunotaire» «communautaire».

A key of consonants and full vowels, by French spelling, which agents write the other languages with too; Arabic words
lose the small words that are written joined to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STEPS = tuple(
    (re.compile(pattern), spelled)
    for pattern, spelled in (
        (r"(?<=.)e[rz]$", "-"),
        (r"eaux?|aux?", "o"),
        (r"ph", "f"),
        (r"tion", "sion"),
        (r"[sc]h", "x"),
        (r"qu|q|ck", "k"),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"gu(?=[ei])", "g"),
        (r"ge(?=[ao])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"dj", "j"),
        (r"[gn]n|ny(?=[aeiou])", "n"),
        (r"oo|ou|w(?=[aeiouy])|eu|oe", "u"),
        (r"(?<=[aeiou])w$", ""),
        (r"ai|ei", "e"),
        (r"e[nm](?=[^aeiouynm])", "an"),
        (r"am(?=[pb])", "an"),
        (r"y", "i"),
        (r"h", ""),
        (r"z", "s"),
        (r"(?<=.)[estdx]+$", ""),
        (r"-|(?<!^)e", ""),
        (r"(.)\1+", r"\1"),
    )
)
_JOINED = ("وبال", "وال", "بال", "ولل", "لل", "وب", "ول", "ال", "و", "ب", "ل", "ف")
"""«and», «in», «for», «the», as they are written joined to an Arabic word; the longest first."""
_SHORTEST_ARABIC = 3


def sound(word: str, typed: str = "") -> str:
    """What a word sounds like.

    Args:
        word: folded.
        typed: with its accents, where they are known: the end of «karité» is heard, that of «petite» is not.

    Returns:
        A key that two spellings of a word have in common; "" for what is not in Latin letters.
    """
    if not word.isascii() or not word.isalpha():
        return ""
    if typed.endswith(("é", "és")):
        word = f"{word.removesuffix('s')}r"
    for step, spelled in _STEPS:
        word = step.sub(spelled, word)
    return word


def unjoined(word: str) -> Iterator[str]:
    """An Arabic word without what may be joined to it: «بزيارة» is «زيارة».

    Args:
        word: folded.
    """
    for joined in _JOINED:
        rest = word.removeprefix(joined)
        if rest != word and len(rest) >= _SHORTEST_ARABIC:
            yield rest
