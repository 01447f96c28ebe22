"""Two views of what people type: tidy (`plain`), and stripped down to be compared (`fold`)."""

from __future__ import annotations

import re
import unicodedata

_BIDI = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x061C), None)
_QUOTES = re.compile(r"(?:^|(?<= ))'+|'+(?= |$)")
_SPECIAL = {
    **dict.fromkeys("’ʼ‘´`", "'"),
    "œ": "oe",
    "æ": "ae",
    "ß": "ss",
    "ɔ": "o",
    "ɛ": "e",
    "ɲ": "n",
    "ŋ": "n",
    "ɓ": "b",
    "ɗ": "d",
    "ƴ": "y",
    "ǝ": "e",
    "ə": "e",
    "ɣ": "gh",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ة": "ه",
    "ھ": "ه",
    "ہ": "ه",
    "ـ": "",
    **{chr(first + digit): str(digit) for first in (0x0660, 0x06F0) for digit in range(10)},
}


class _Folding(dict[int, str]):
    """What each character folds to: a table for `str.translate` that learns a character when it meets it.

    It is a memo of Unicode properties, never of texts.
    """

    def __missing__(self, code: int) -> str:
        folded = "".join(_fold_sign(sign) for sign in chr(code).casefold()) if code not in _BIDI else ""
        self[code] = folded
        return folded


def _fold_sign(sign: str) -> str:
    if sign in _SPECIAL:
        return _SPECIAL[sign]
    kept: list[str] = []
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold()):
        category = unicodedata.category(part)
        if part in _SPECIAL:
            kept.append(_SPECIAL[part])
        elif category[0] in "LN" or part == "'":
            kept.append(part)
        elif category[0] != "M":
            kept.append(" ")
    return "".join(kept)


_FOLDING = _Folding()


def plain(text: str) -> str:
    """A text in NFC, without direction marks, its white space collapsed to single spaces.

    Args:
        text: as typed, of any length.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_BIDI))
    return " ".join(text.split())


def fold(text: str) -> str:
    """A text as it is compared: no case, accents, emoji or punctuation; words parted by single spaces.

    Args:
        text: as typed, of any length. «  Éàu potable ! 💧» and «eau potable» are not told apart but for letters:
            both lose accents and signs. A text of signs only folds to "".
    """
    folded = " ".join(text.translate(_FOLDING).split())
    if "'" in folded:
        folded = " ".join(_QUOTES.sub(" ", folded).split())
    return folded
