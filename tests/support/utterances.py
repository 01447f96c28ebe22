"""The utterances of the Rasa project, as its tests and benches see them.

The files are Rasa's own YAML, of which only this much is used: intents with examples, one a line, annotated words as
`[arabe](language)` or `[12]{"entity": "count", "role": "women"}`. Reading them needs no library.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogues.locales import fold
from nlu.service.recipe import PROJECT

__all__ = ["LANGUAGES", "Utterance", "confusions", "f1_by_intent", "held_out", "macro_f1", "trained", "unseen"]

LANGUAGES = ("fr", "en", "ar", "bm", "mixed")
"""What is held out; `mixed` is two languages in one breath."""

_INTENT = re.compile(r"^- intent: (\w+)$")
_BLOCK = re.compile(r"^- \w+: ")
_EXAMPLE = re.compile(r"^    - (.+)$")
_ANNOTATED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody says, and what is meant.

    Args:
        language: of the file it stands in.
    """

    text: str
    intent: str
    language: str

    @property
    def bare(self) -> str:
        """What is left when case, accents and signs do not count, as for the model."""
        return " ".join(fold(self.text).split())


def trained() -> tuple[Utterance, ...]:
    """All that the model learns from."""
    return tuple(one for path in sorted((PROJECT / "data").glob("*.yml")) for one in _utterances(path))


def held_out(language: str) -> tuple[Utterance, ...]:
    """What it never learns from."""
    return tuple(_utterances(PROJECT / "tests" / f"heldout_{language}.yml"))


def unseen(language: str) -> tuple[Utterance, ...]:
    """Nor from this, by two who had seen nothing of the data: one before it was last added to, one after."""
    files = (PROJECT / "tests" / f"{name}_{language}.yml" for name in ("unseen", "unseen_later"))
    return tuple(one for file in files for one in _utterances(file))


def f1_by_intent(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """F1 of each intent, from pairs of what was meant and what was read."""
    meant, read = Counter(one for one, _ in pairs), Counter(one for _, one in pairs)
    right = Counter(one for one, other in pairs if one == other)
    return {intent: 2 * right[intent] / (meant[intent] + read[intent]) for intent in meant}


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean of the F1 of all intents, each counting the same."""
    scores = f1_by_intent(pairs)
    return sum(scores.values()) / len(scores)


def confusions(pairs: Sequence[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    """What was taken for what, the most frequent first."""
    return Counter(pair for pair in pairs if pair[0] != pair[1]).most_common()


def _utterances(path: Path) -> Iterator[Utterance]:
    language, intent = path.stem.rpartition("_")[2], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if _BLOCK.match(line):
            found = _INTENT.match(line)
            intent = found[1] if found else ""
        elif intent and (example := _EXAMPLE.match(line)):
            yield Utterance(_ANNOTATED.sub(r"\1", example[1]).strip(), intent, language)
