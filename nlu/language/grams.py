"""Pieces of words and what each says for each language: numbers side by side in one integer, added at once."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence

from nlu.language.tags import COLUMNS, STRANGERS

STEP = 0.1
"""Nats that one step of a level stands for."""
HIGHEST = 93
"""Levels go from 0 to this: the printable signs from «!» on."""
SHORTEST, LONGEST = 4, 5
"""Characters of the pieces that the table holds; langdetect's profiles hold those of one to three."""

_FIRST = ord("!")
_SUMS = struct.Struct(f"<{len(COLUMNS)}H")
_MARK = "="
"""Before a whole word in the table."""
BELOW = 6.5
"""Nats under the mean of the languages where the levels of the table begin."""


def pieces(word: str, shortest: int, longest: int) -> Iterator[str]:
    """The pieces of a word with a space before and behind it."""
    whole = f" {word} "
    for length in range(shortest, longest + 1):
        for start in range(len(whole) - length + 1):
            yield whole[start : start + length]


def keys(word: str) -> list[str]:
    """What stands for a word in the table: itself and its pieces."""
    return [_MARK + word, *pieces(word, SHORTEST, LONGEST)]


def sign(level: float) -> str:
    """A level as a sign.

    Args:
        level: nats above the lowest that counts.
    """
    return chr(_FIRST + min(max(round(level / STEP), 0), HIGHEST))


def written(levels: Iterable[float]) -> str:
    """Levels as signs, one a column."""
    return "".join(map(sign, levels))


def packed(signs: str) -> int:
    """The levels of `written` as one integer, 16 bits each, every one above its own by the same number.

    The pieces of a word of `letters.LONGEST_WORD` letters have room in a sum.
    """
    return int.from_bytes(signs.encode("utf-16-le"), "little")


def unpacked(total: int) -> Sequence[int]:
    """The sums that a sum of `packed` is made of, one a column, in steps."""
    return _SUMS.unpack(total.to_bytes(_SUMS.size, "little"))


def read(lines: Iterable[str]) -> dict[str, int]:
    """The table of a file: a piece, a tab, its signs; lines with «#» are remarks."""
    strange = written([BELOW] * len(STRANGERS))  # of long pieces nothing is known but that they are not theirs
    table = {}
    for line in lines:
        if not line.startswith("#"):
            piece, signs = line.rstrip("\n").split("\t")
            table[piece] = packed(signs + strange)
    return table
