"""The letters of a text as languages are told by them: lower case, one form a letter, no tones; and as on phones."""

from __future__ import annotations

import re
import unicodedata

LONGEST_TEXT = 2_000
"""Characters of a text that are looked into; a language shows long before."""
LONGEST_WORD = 60
"""Letters of a word that are looked into."""
CLOSED_WORDS = 4
"""Words of the longest text that is looked up in the lexicon."""

_TONES = re.compile("[\u0300\u0301\u0302\u030c]")
"""What NFC leaves over a vowel that has no form of its own with it: the tones of Bambara, which few people write."""

_SILENT = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Vowel signs and tatweel of Arabic, marks of direction and width."""

_ONE_FORM = str.maketrans(
    {
        "ε": "ɛ",
        "ǝ": "ə",
        "ă": "ǎ",
        "ᾰ": "ǎ",
        "ƃ": "ɓ",
        "ñ": "ɲ",
        "ɳ": "ŋ",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "ʻ": "'",
        "`": "'",
        "´": "'",
        "آ": "ا",
        "أ": "ا",
        "إ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
    }
)
_ON_A_PHONE = {
    "ɛ": "e",
    "ɔ": "o",
    "ɓ": "b",
    "ɗ": "d",
    "ƴ": "y",
    "ƙ": "k",
    "ə": "e",
    "ɣ": "gh",
    "ƭ": "t",
    "ʣ": "dz",
    "œ": "oe",
}
_PHONES = (
    str.maketrans({**_ON_A_PHONE, "ɲ": "ny", "ŋ": "ng"}),
    str.maketrans({**_ON_A_PHONE, "ɲ": "n", "ŋ": "n", "ɣ": "g"}),
)

_LETTER = "[^\\W\\d_\u0370-\u05ff\u0700-\u1cff\u2e80-\uabff\uac00-\ud7ff]"
"""Of Latin, Arabic or Tifinagh script: other scripts are of no language of the field."""
_WORD = re.compile(f"{_LETTER}+(?:'(?={_LETTER}))?")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")


def words(text: str) -> list[str]:
    """The words of a text in lower case, without tones, digits and signs; what stands before an apostrophe keeps it.

    Args:
        text: as typed; what follows the first `LONGEST_TEXT` characters is left out.
    """
    low = unicodedata.normalize("NFC", text[:LONGEST_TEXT].lower())
    if not low.isascii():
        low = _SILENT.sub("", _TONES.sub("", low)).translate(_ONE_FORM)
    if "@" in low or "//" in low or "www." in low:
        low = _ADDRESS.sub(" ", low)
    return [word[:LONGEST_WORD] for word in _WORD.findall(low)]


def without_names(line: str) -> str:
    """A line without what has a capital inside a sentence: people, places, makes, which tell no language.

    Args:
        line: as typed; what is all in capitals is no name.
    """
    parts = line.split()
    return " ".join(
        part
        for place, part in enumerate(parts)
        if place == 0 or part[:1] == part[:1].lower() or part.isupper() or parts[place - 1][-1] in ".!?:"
    )


def on_a_phone(word: str) -> tuple[str, ...]:
    """How a word of `words` is typed where the special letters are missing: the ways that differ from it.

    Args:
        word: in lower case.

    Returns:
        No way, one or two («ɲɛ»: «nye», «ne»).
    """
    if word.isascii():
        return ()
    ways = dict.fromkeys(_without_accents(word.translate(letters)) for letters in _PHONES)
    return tuple(way for way in ways if way != word)


def _without_accents(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
