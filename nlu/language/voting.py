"""What langdetect says of pieces of one to three letters with our own profiles: of all, where it draws some by lot."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from nlu.language.grams import packed, sign
from nlu.language.tags import COLUMNS

LONGEST = 3
"""Characters of the longest piece that langdetect knows."""

_ALPHA = 0.1
"""What a piece that a language never has still counts, in ten thousandths (its own: 0.5)."""


def votes(profiles: Sequence[str]) -> dict[str, int]:
    """The table of what langdetect's profiles say for each language.

    Args:
        profiles: in its format, one a column.

    Returns:
        `packed` levels of the logarithm of each piece's probability.
    """
    from langdetect.detector_factory import DetectorFactory  # noqa: PLC0415 - not at the bot's start

    factory = DetectorFactory()
    factory.load_json_profile(list(profiles))  # in one call: it sizes its tables by their number
    order = [factory.langlist.index(tag) for tag in COLUMNS]
    floor = _ALPHA / 10_000
    lowest = log(floor)
    never = sign(0.0)
    table = {}
    for piece, found in factory.word_lang_prob_map.items():
        shares = [found[place] for place in order]
        table[piece] = packed("".join([sign(log(share + floor) - lowest) if share else never for share in shares]))
    return table
