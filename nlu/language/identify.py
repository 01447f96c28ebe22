"""Which of the languages of the field a text is written in, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import exp, log
from threading import Lock

from nlu.language.grams import STEP, keys, pieces, read, unpacked
from nlu.language.letters import CLOSED_WORDS, LONGEST_TEXT, without_names, words
from nlu.language.tags import COLUMNS, LANGUAGES, STRANGERS
from nlu.language.voting import LONGEST, votes


@dataclass(frozen=True, slots=True)
class Detected:
    """The language of a text.

    Args:
        language: one of `LANGUAGES`, None where it is not known.
        margin: 0 to 1: how much likelier it is than the next one; 0 where it is not known.
    """

    language: str | None
    margin: float


NOTHING = Detected(None, 0.0)

_SAYS_MOST = 40.0
"""Nats by which one word may stand against a language: a foreign word does not decide over a sentence."""
_OVERLAP = 10.0
"""Pieces overlap and words go together: what they say is counted about so many times. This and `_FAVOUR` were fitted on
sources that were kept out of learning (`tests/bench/bench_language.py`), so that a margin is a probability."""
_FAVOUR = {
    "snk": 0.3, "taq": 0.6, "en": -0.7, "es": -3.0, "pt": -3.0, "xx": -5.0,
    "ha": -4.5, "wo": -4.5, "xa": -4.5,
}  # fmt: skip
"""Nats for languages that are found too seldom; English words stand in texts of all others."""
_UNKNOWN = {
    "fr": 0.2, "bm": 0.3, "ar": 0.5, "mey": 0.5, "ses": 0.34, "snk": 0.36, "taq": 0.36, "ff": 0.4, "en": 0.24
}  # fmt: skip
"""The share of a text's words and longer pieces that the table lacks, in sources that were kept out of learning."""
_UNKNOWN_TO_ALL = 0.65
"""The same in a language that is not of the field, taken for the nearest that is."""
_UNKNOWN_TOGETHER = 2.0
"""Pieces of a word are unknown together: they are counted about so many times."""
_WORD_ITSELF = 2
"""How often a whole word counts beside its pieces."""
_EXPECTED = 3.5
"""Nats that a language gains by being expected."""
_CLEAR = 0.6
"""Margin from which the bot takes a language for known."""
_FEWEST_WORDS = 3
_FEWEST_LETTERS = 12
"""Letters under which a text is of the field, whatever it looks like, and the bot takes no language for known."""
_UNSURE = 0.02
"""Margin under which nothing is said."""


@dataclass(frozen=True, slots=True)
class _Figures:
    table: Mapping[str, int]
    votes: Mapping[str, int]
    closed: Mapping[str, str]


FIGURES = files("nlu.language") / "data"
"""The folder of what was learnt."""


class LanguageId:
    """Tells the languages of the field apart, also as a `LanguageGuesser`; reads its figures at the first word.

    Args:
        folder: what was learnt; by default what is committed.
    """

    def __init__(self, folder: Traversable = FIGURES) -> None:
        self._folder = folder
        self._figures: _Figures | None = None
        self._lock = Lock()

    def detect(self, text: str, expected: Collection[str] = ()) -> Detected:
        """The language of a text.

        Args:
            text: as typed, of any length.
            expected: tags that are likelier than others: those of the guide and of the chat.

        Returns:
            The likeliest language and its margin. Never raises for any text.
        """
        said = words(text)
        if not said:
            return NOTHING
        figures = self._read()
        closed = figures.closed.get(" ".join(said)) if len(said) <= CLOSED_WORDS else None
        if closed is not None:
            return Detected(closed, 1.0)
        scores, unknown, pieces_of_all = _scores(figures, said, set(words(without_names(text[:LONGEST_TEXT]))))
        if not any(scores):
            return NOTHING
        for place, tag in enumerate(COLUMNS):
            scores[place] = scores[place] / _OVERLAP + _FAVOUR.get(tag, 0.0) + (_EXPECTED if tag in expected else 0.0)
        ours = scores[: len(LANGUAGES)]
        if sum(map(len, said)) < _FEWEST_LETTERS:
            scores = ours
        else:
            strange = _strange(LANGUAGES[ours.index(max(ours))], unknown, pieces_of_all)
            scores = ours + [score + strange for score in scores[len(ours) :]]
        best = max(scores)
        shares = [exp(score - best) for score in scores]
        first, second = sorted(shares, reverse=True)[:2]
        margin = (first - second) / sum(shares)
        tag = COLUMNS[scores.index(best)]
        if margin < _UNSURE or tag in STRANGERS:
            return NOTHING
        return Detected(tag, round(margin, 4))

    def language_of(self, text: str, expected: Collection[str] = ()) -> str | None:
        """See `dialogues.ports.LanguageGuesser`: what is clear and no name, no list and no word alone."""
        bare = without_names(text[:LONGEST_TEXT])
        if len(bare) < _FEWEST_LETTERS or bare.count(" ") < _FEWEST_WORDS - 1:
            return None
        found = self.detect(text, expected)
        return found.language if found.margin >= _CLEAR else None

    def _read(self) -> _Figures:
        with self._lock:
            if self._figures is None:
                folder = self._folder
                with (folder / "grams.txt").open(encoding="utf-8") as lines:
                    table = read(lines)
                profiles = [(folder / f"{tag}.json").read_text(encoding="utf-8") for tag in COLUMNS]
                closed = json.loads((folder / "closed.json").read_text(encoding="utf-8"))
                alone = {word: tag for tag, known in closed.items() for word in known}
                self._figures = _Figures(table, votes(profiles), alone)
            return self._figures


def _scores(figures: _Figures, said: list[str], no_names: Collection[str]) -> tuple[list[float], int, int]:
    """What the words say for each language, in nats; of those that are no names, how many pieces the table lacks."""
    most = _SAYS_MOST / STEP
    steps = [0.0] * len(COLUMNS)
    unknown = counted = 0
    for word in said:
        levels = [figures.table.get(key, 0) for key in keys(word)]
        if word in no_names:
            unknown += levels.count(0)
            counted += len(levels)
        total = (
            sum(levels)
            + (_WORD_ITSELF - 1) * levels[0]
            + sum(figures.votes.get(piece, 0) for piece in pieces(word, 1, LONGEST))
        )
        sums = unpacked(total)
        highest = max(sums)
        steps = [lost + min(highest - one, most) for lost, one in zip(steps, sums, strict=True)]
    return [-STEP * lost for lost in steps], unknown, counted


def _strange(tag: str, unknown: int, counted: int) -> float:
    """How much likelier so many unknown pieces are in a language that is not of the field, in nats."""
    usual = _UNKNOWN[tag]
    gain = unknown * log(_UNKNOWN_TO_ALL / usual) + (counted - unknown) * log((1 - _UNKNOWN_TO_ALL) / (1 - usual))
    return gain / _UNKNOWN_TOGETHER
