"""Two views of what people type: tidy (`plain`), and stripped down to be compared (`fold`)."""

from __future__ import annotations

import re
import unicodedata

_BIDI = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x061C), None)
_SPACES = re.compile(r"\s+")
_APOSTROPHES = str.maketrans("’ʼ‘´`", "'''''")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ɔ": "o", "ɛ": "e", "ɲ": "n", "ŋ": "n"})
_KEPT = frozenset("LN")
_JOINING = frozenset("'")


def plain(text: str) -> str:
    """A text in NFC, without direction marks, its white space collapsed to single spaces.

    Args:
        text: as typed, of any length.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text.translate(_BIDI))).strip()


def fold(text: str) -> str:
    """A text as it is compared: no case, accents, emoji or punctuation; words parted by single spaces.

    Args:
        text: as typed, of any length. «  Éàu potable ! 💧» and «eau potable» are not told apart but for letters:
            both lose accents and signs. A text of signs only folds to "".
    """
    folded = unicodedata.normalize("NFKD", text.translate(_BIDI).casefold().translate(_APOSTROPHES))
    folded = folded.translate(_LIGATURES)
    kept: list[str] = []
    for sign in folded:
        category = unicodedata.category(sign)
        if category[0] in _KEPT or sign in _JOINING:
            kept.append(sign)
        elif category[0] != "M":
            kept.append(" ")
    return " ".join("".join(kept).replace(" '", " ").replace("' ", " ").split())
