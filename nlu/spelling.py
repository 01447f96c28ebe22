"""How words are spelled for the model: as phones without special letters spell them, so that it learns one spelling."""

from __future__ import annotations

__all__ = ["as_sent"]

_LETTERS = str.maketrans(
    "ɛɔɲŋɓɗƴɣǝəƐƆƝŊƁƊƳƔƎƏ’ʼ‘´`ىیئکةھہ" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹",
    "eonnbdygeeEONNBDYGEE'''''ييئكههه" + "0123456789" + "0123456789",
)
"""One letter for one letter, so that places in a text stay what they are; accents go in the model itself."""


def as_sent(text: str) -> str:
    """A text with the letters of phones: «n t'a dɔn» is «n t'a don», «إجابة» «إجابه», «١٢» «12».

    Args:
        text: as `plain` has it; the result has the same length.
    """
    return text.translate(_LETTERS)
