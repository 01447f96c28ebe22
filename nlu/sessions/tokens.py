"""A message in pieces: words, figures, clock times, dates in figures and signs, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from dialogues.locales import fold, plain
from dialogues.questions.numbers import ascii_digits

_MARKS = "\u0300-\u036f\u064b-\u0652\u0670"
_WORD = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*"
_TODAY = r"(?<!\w)(?:au|[oa])j[a-z]{0,5}(?:['’ʼ]\ ?h?|\ ?h|d)ui\b"
"""«aujourd'hui», by ear too."""
_CHAT = r"(?<![^\W_])(?:[^\W\d_]+[37][^\W\d_]+[37]?|[37](?:la|an|and|layat|leyat|issa))(?![^\W_])"
"""Arabic in Latin letters, with figures for those that they lack: «m3a», «te3lim»."""
_DAY = r"""
    (?<![\w.,/-])[0-9]{1,4}(?P<by>[/.-])[0-9]{1,2}(?P=by)[0-9]{2,4}(?!\w)
    |(?<![\w/])[0-9]{1,2}/[0-9]{1,2}(?![\w/])
    |(?<![\w.,/])[0-3]?[0-9]\.(?:0[1-9]|1[0-2])(?![\w.])
"""
_CLOCK = r"""
    (?<![\w.,/])[0-9]{1,2}[hH:][0-9]{2}(?![0-9])
    |(?<![\w.,/])[0-9]{1,2}\ ?h\ [0-9]{2}(?=\ ?mn|\ ?min|\s*$|\ ?[,;.)])
"""
_FIGURE = r"(?<![\d.,])[0-9]{1,3}(?:\ [0-9]{3})+(?![\d])|[0-9]+(?:[.,][0-9]+)?"
_SIGN = r"\n|(?<!\w)-|-(?!\w)|-(?=[0-9])|(?<!(?<!\w)[^\W\d_])\.|[^\w\s'’ʼ.-]"
"""Signs that part things: no apostrophe, no hyphen within a word, no point after one letter («j. filles»)."""
_MINUTES = re.compile(r"(?<=[0-9]) ?['’′](?![\w'’])")
_TODAYS = re.compile(_TODAY, re.IGNORECASE)
_PIECE = re.compile(
    rf"(?P<day>{_DAY})|(?P<clock>{_CLOCK})|(?P<chat>{_CHAT})|(?P<figure>{_FIGURE})"
    rf"|(?P<word>{_TODAY}|{_WORD})|(?P<sign>{_SIGN})",
    re.VERBOSE | re.IGNORECASE,
)


class Kind(Enum):
    """What a piece is."""

    WORD = "word"
    FIGURE = "figure"
    CLOCK = "clock"
    DAY = "day"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece.

    Args:
        kind: what it is.
        text: as typed.
        folded: as it is compared; a sign stands as itself.
        start, end: where it stands in the text.
    """

    kind: Kind
    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that stands in a message.

    Args:
        start, end: its pieces.
        value: whole.
        certain: not «environ», not «une vingtaine».
        words: it was said in words.
    """

    start: int
    end: int
    value: int
    certain: bool = True
    words: bool = False


@dataclass(slots=True, eq=False)
class Sentence:
    """A message in pieces, and what each of them was taken for already.

    Args:
        text: tidied; digits are 0 to 9.
        tokens: its pieces.
        words: their folded texts.
        taken: the slot that each piece went into, "" for none.
        numbers: the numbers in words that begin at a place, the longest first, once they were looked for.
    """

    text: str
    tokens: Sequence[Token]
    words: list[str]
    taken: list[str] = field(default_factory=list)
    numbers: dict[int, Sequence[Amount]] = field(default_factory=dict)

    @staticmethod
    def of(text: str) -> Sentence:
        """The pieces of a message.

        Args:
            text: as typed.
        """
        tidy = _MINUTES.sub(" mn", ascii_digits("\n".join(plain(line) for line in text.splitlines())))
        tokens = [_token(found) for found in _PIECE.finditer(tidy)]
        return Sentence(tidy, tokens, [token.folded for token in tokens], [""] * len(tokens))

    def __len__(self) -> int:
        return len(self.tokens)

    def free(self, start: int, end: int) -> bool:
        """Whether nothing of a stretch was taken."""
        return not any(self.taken[start:end])

    def take(self, start: int, end: int, slot: str) -> None:
        """Note what a stretch was taken for."""
        for place in range(start, end):
            self.taken[place] = slot

    def raw(self, start: int, end: int) -> str:
        """A stretch as typed."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def is_sign(self, place: int, signs: str = "") -> bool:
        """Whether a sign stands at a place, one of some where they are given; the ends of the text count as one."""
        if not 0 <= place < len(self.tokens):
            return not signs
        return self.tokens[place].kind is Kind.SIGN and (not signs or self.words[place] in signs)

    def is_word(self, place: int) -> bool:
        """Whether a word stands at a place."""
        return 0 <= place < len(self.tokens) and self.tokens[place].kind is Kind.WORD

    def kind(self, place: int) -> Kind | None:
        """The kind of a piece; None beyond the ends."""
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else None

    def ahead(self, place: int) -> Sequence[str]:
        """The folded words from a place on; for lexicons."""
        return self.words[place:]


def words_of(text: str) -> tuple[str, ...]:
    """The folded words and figures of a phrase, as the pieces that a message with it has.

    Args:
        text: as it stands in a file of words.
    """
    return tuple(token.folded for token in Sentence.of(text).tokens if token.kind is not Kind.SIGN or token.text == "%")


def _token(found: re.Match[str]) -> Token:
    kind = Kind.WORD if found.lastgroup == "chat" else Kind(found.lastgroup)
    text = found[0]
    folded = text if kind in (Kind.SIGN, Kind.CLOCK, Kind.DAY) else fold(text).replace("'", " ")
    if kind is Kind.FIGURE:
        folded = text.replace(" ", "")
    if found.lastgroup == "word" and _TODAYS.fullmatch(text):
        folded = "aujourd hui"
    return Token(kind, text, folded or text, found.start(), found.end())
