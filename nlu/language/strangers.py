"""Profiles of languages that are not of the field: what a text is held against to be told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from nlu.language.grams import pieces
from nlu.language.letters import words
from nlu.language.voting import LONGEST

_ALONE = ("es", "pt")
_TOGETHER = (
    "af", "ca", "cs", "da", "de", "es", "et", "fi", "hr", "hu", "id", "it", "lt", "lv", "nl", "no", "pl", "pt", "ro",
    "sk", "sl", "so", "sq", "sv", "sw", "tl", "tr", "vi",
)  # fmt: skip
_TOTAL = 1_000_000
"""Pieces of each length that a profile is made out to have."""
_LEAST = 50
"""Of these, what a piece has at least."""


def of_langdetect(own: Collection[Mapping[str, float]]) -> dict[str, Mapping[str, float]]:
    """The counts of pieces of langdetect's own languages, alone and together, as if each had a million of every length.

    Args:
        own: the counts of the languages of the field. The mean of many languages is half theirs: of a language that
            nobody knows, one has these pieces and another those.
    """
    from langdetect.detector_factory import PROFILES_DIRECTORY  # noqa: PLC0415 - not at the bot's start

    each = {tag: _shares(_counts(Path(PROFILES_DIRECTORY) / tag)) for tag in _TOGETHER}
    found = {tag: each[tag] for tag in _ALONE}
    found["xx"] = _mean([_mean(list(each.values())), _mean([_shares(counts) for counts in own])])
    return {tag: _in_a_million(shares) for tag, shares in found.items()}


def together(texts: Sequence[Iterable[str]]) -> Mapping[str, float]:
    """The mean of the counts of pieces of texts, each of a language, as if it had a million of every length.

    Args:
        texts: the lines of each.
    """
    counted = [pieces_of(Counter(word for line in text for word in words(line))) for text in texts]
    return _in_a_million(_mean([_shares(counts) for counts in counted]))


def pieces_of(counted: Mapping[str, float]) -> dict[str, float]:
    """The pieces of one to three characters of words, with their counts."""
    counts: dict[str, float] = {}
    for word, count in counted.items():
        for piece in pieces(word, 1, LONGEST):
            if piece.strip():
                counts[piece] = counts.get(piece, 0.0) + count
    return counts


def _in_a_million(shares: Mapping[str, float]) -> dict[str, float]:
    return {piece: count for piece, share in shares.items() if (count := share * _TOTAL) >= _LEAST}


def _mean(each: Sequence[Mapping[str, float]]) -> dict[str, float]:
    mean: dict[str, float] = {}
    for shares in each:
        for piece, share in shares.items():
            mean[piece] = mean.get(piece, 0.0) + share / len(each)
    return mean


def _counts(profile: Path) -> dict[str, float]:
    """The counts of a profile of langdetect, in lower case."""
    counts: dict[str, float] = {}
    for piece, count in json.loads(profile.read_text(encoding="utf-8"))["freq"].items():
        low = piece.lower()
        bare = "".join(words(low))
        if bare and len(bare) == len(low.strip()) and len(low) <= LONGEST:
            low = low.replace(low.strip(), bare)
            counts[low] = counts.get(low, 0.0) + count
    return counts


def _shares(counts: Mapping[str, float]) -> dict[str, float]:
    """The share of each piece among those of its length."""
    sums = [sum(count for piece, count in counts.items() if len(piece) == length + 1) for length in range(LONGEST)]
    return {piece: count / sums[len(piece) - 1] for piece, count in counts.items()}
