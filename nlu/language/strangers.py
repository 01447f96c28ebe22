"""Profiles of languages that are not of the field, from langdetect's own: what a text is held against to be told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

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


def profiles() -> dict[str, Mapping[str, float]]:
    """The counts of pieces of one to three letters of each of `STRANGERS`, as if each had a million of every length."""
    from langdetect.detector_factory import PROFILES_DIRECTORY  # noqa: PLC0415 - not at the bot's start

    each = {tag: _shares(Path(PROFILES_DIRECTORY) / tag) for tag in _TOGETHER}
    mean: dict[str, float] = {}
    for shares in each.values():
        for piece, share in shares.items():
            mean[piece] = mean.get(piece, 0.0) + share / len(each)
    found = {**{tag: each[tag] for tag in _ALONE}, "xx": mean}
    return {
        tag: {piece: count for piece, share in shares.items() if (count := share * _TOTAL) >= _LEAST}
        for tag, shares in found.items()
    }


def _shares(profile: Path) -> dict[str, float]:
    """The share of each piece among those of its length, in lower case."""
    counts: dict[str, float] = {}
    for piece, count in json.loads(profile.read_text(encoding="utf-8"))["freq"].items():
        low = piece.lower()
        bare = "".join(words(low))
        if bare and len(bare) == len(low.strip()) and len(low) <= LONGEST:
            low = low.replace(low.strip(), bare)
            counts[low] = counts.get(low, 0.0) + count
    sums = [sum(count for piece, count in counts.items() if len(piece) == length + 1) for length in range(LONGEST)]
    return {piece: count / sums[len(piece) - 1] for piece, count in counts.items()}
