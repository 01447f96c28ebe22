"""Which of the languages of the field a text is written in, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import exp
from threading import Lock

from nlu.language.grams import STEP, keys, pieces, read, unpacked
from nlu.language.letters import CLOSED_WORDS, words
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
_FAVOUR = {"snk": 0.3, "taq": 0.6, "en": -0.7, "es": -1.5, "pt": -1.5, "xx": -3.0}
"""Nats for languages that are found too seldom; English words stand in texts of all others."""
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
        scores = _scores(figures, said)
        if not any(scores):
            return NOTHING
        if sum(map(len, said)) < _FEWEST_LETTERS:
            del scores[len(LANGUAGES) :]
        for place, tag in enumerate(COLUMNS[: len(scores)]):
            scores[place] = scores[place] / _OVERLAP + _FAVOUR.get(tag, 0.0) + (_EXPECTED if tag in expected else 0.0)
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
        if len(text) < _FEWEST_LETTERS or text.count(" ") < _FEWEST_WORDS - 1:
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


def _scores(figures: _Figures, said: list[str]) -> list[float]:
    """What the words say for each language, in nats."""
    scores = [0.0] * len(COLUMNS)
    for word in said:
        total = sum(figures.table.get(key, 0) for key in keys(word))
        total += sum(figures.votes.get(piece, 0) for piece in pieces(word, 1, LONGEST))
        sums = unpacked(total)
        highest = max(sums)
        for place, one in enumerate(sums):
            scores[place] -= min((highest - one) * STEP, _SAYS_MOST)
    return scores
