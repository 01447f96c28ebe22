"""The figures of the languages from text: langdetect's profiles, the table of pieces, the closed words.

Nothing of the text can be read out of them: pieces have at most five letters, whole words stand alone and only where
they are frequent, and no order is kept. The same text gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from pathlib import Path

from nlu.language import strangers
from nlu.language.grams import BELOW, keys, written
from nlu.language.identify import FIGURES
from nlu.language.letters import CLOSED_WORDS, on_a_phone, without_names, words
from nlu.language.tags import ELSEWHERE, LANGUAGES
from nlu.language.voting import LONGEST

_PHONE = 1.0
"""How much of a word's count its spellings on a phone get together."""
_SMOOTH = 3_000.0
"""Pieces that each language is given of what all have: small ones do not lose by what they lack."""
_LEAST = 4.0
"""Counts below which a piece is left out."""
_LEAST_OF_PROFILE = 3.0
_MOST = 80_000
"""Pieces of the table: those that tell most."""
_LIST = 2.0
"""Words a line under which a source is a list of words, whose counts do not tell how frequent they are."""
_IN_LISTS = {1: 20.0, 2: 10.0, 3: 4.0, 4: 2.0}
"""What a word of a list counts, by its letters: in speech short words are frequent, in a list each stands once."""

_OF_LEXICON = 5.0
"""What a word of the lexicon counts."""
_OF_ARABIC_LETTERS = frozenset({"ar", "mey"})

Lexicon = Mapping[str, list[Mapping[str, str]]]
"""The forms of each concept, in a language."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is committed, by the name of its file."""

    files: Mapping[str, str]

    def write(self, folder: Path) -> int:
        """Write the files; returns how many bytes they have."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        return sum(len(text.encode("utf-8")) for text in self.files.values())


def learn(folder: Path) -> Learnt:
    """Learn the languages.

    Args:
        folder: holds `train/<tag>[-script]/<source>.txt`, a sentence a line, and `lexicon.json`. The languages of
            `ELSEWHERE` stay as they are committed.

    Raises:
        FileNotFoundError: a language has no text, or there is no lexicon.
    """
    sources = _sources(folder / "train")
    lexicon = (folder / "lexicon.json").read_bytes()
    known = json.loads(lexicon)
    counted = {tag: _counted(tag, files, known[tag]) for tag, files in sources.items()}
    made_of = [
        f"# {hashlib.sha256(file.read_bytes()).hexdigest()} {file.relative_to(folder).as_posix()}"
        for files in sources.values()
        for file in files
    ]
    made_of.append(f"# {hashlib.sha256(lexicon).hexdigest()} lexicon.json")
    own = {tag: strangers.pieces_of(words) for tag, words in counted.items()}
    files = {f"{tag}.json": profile(tag, counts) for tag, counts in own.items()}
    files |= {f"{tag}.json": profile(tag, counts) for tag, counts in strangers.of_langdetect(own.values()).items()}
    files |= {f"{tag}.json": (FIGURES / f"{tag}.json").read_text(encoding="utf-8") for tag in ELSEWHERE}
    files["grams.txt"] = "".join(f"{line}\n" for line in (*made_of, *_table(counted)))
    files["closed.json"] = _closed(known, counted)
    return Learnt(files)


def _sources(folder: Path) -> dict[str, list[Path]]:
    """The files of each language."""
    found: dict[str, list[Path]] = {tag: [] for tag in LANGUAGES}
    for file in sorted(folder.glob("*/*.txt")):
        tag = file.parent.name.partition("-")[0]
        if tag in found:
            found[tag].append(file)
    lacking = [tag for tag, files in found.items() if not files]
    if lacking:
        raise FileNotFoundError(f"no text of {', '.join(lacking)} in {folder}")
    return found


def _counted(tag: str, files: list[Path], lexicon: Lexicon) -> dict[str, float]:
    """The words of a language with their counts, and as they are typed on a phone."""
    found: dict[str, float] = {}

    def add(word: str, weight: float) -> None:
        found[word] = found.get(word, 0.0) + weight
        ways = () if tag in _OF_ARABIC_LETTERS else on_a_phone(word)
        for way in ways or (word,):
            found[way] = found.get(way, 0.0) + weight * _PHONE / max(len(ways), 1)

    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        counts = Counter(word for line in lines for word in words(without_names(line)))
        listed = counts.total() < _LIST * len(lines)
        for word, count in sorted(counts.items()):
            add(word, count * (_IN_LISTS.get(len(word), 1.0) if listed else 1.0))
    for forms in lexicon.values():
        for form in forms:
            for word in words(form["form"]):
                add(word, _OF_LEXICON)
    return found


def profile(tag: str, counts: Mapping[str, float]) -> str:
    """A profile of a language as langdetect reads them."""
    sums = [sum(count for piece, count in counts.items() if len(piece) == length + 1) for length in range(LONGEST)]
    kept = {piece: round(count) for piece, count in sorted(counts.items()) if count >= _LEAST_OF_PROFILE}
    profile = {"name": tag, "n_words": [round(one) for one in sums], "freq": kept}
    return json.dumps(profile, ensure_ascii=False, separators=(",", ":")).replace(',"', ',\n"') + "\n"


def _table(counted: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The lines of the table: of each piece, how much likelier it is in each language than in the mean of all."""
    counts: dict[str, list[float]] = {}
    sums: dict[int, list[float]] = {}
    for place, tag in enumerate(LANGUAGES):
        for word, count in counted[tag].items():
            for number, key in enumerate(keys(word)):
                kind = 0 if number == 0 else len(key)
                counts.setdefault(key, [0.0] * len(LANGUAGES))[place] += count
                sums.setdefault(kind, [0.0] * len(LANGUAGES))[place] += count
    lines = []
    for key, row in counts.items():
        if sum(row) < _LEAST:
            continue
        totals = sums[0 if key[0] == "=" else len(key)]
        mean = sum(count / total for count, total in zip(row, totals, strict=True)) / len(row)
        ratios = [
            log((count + _SMOOTH * mean) / ((total + _SMOOTH) * mean)) for count, total in zip(row, totals, strict=True)
        ]
        tells = mean * (max(ratios) - sorted(ratios)[-2] + 0.1 * (max(ratios) - min(ratios)))
        lines.append((tells, key, written(BELOW + ratio for ratio in ratios)))
    lines.sort(key=lambda line: (-line[0], line[1]))
    return [f"{key}\t{signs}" for _, key, signs in sorted(lines[:_MOST], key=lambda line: line[1])]


def _closed(lexicon: Mapping[str, Lexicon], counted: Mapping[str, Mapping[str, float]]) -> str:
    """What of the lexicon is of one language alone, in the lexicon and in the text of the others."""
    owners: dict[str, set[str]] = {}
    for tag in LANGUAGES:
        for forms in lexicon[tag].values():
            for form in forms:
                said = words(form["form"])
                if len(said) > CLOSED_WORDS:
                    continue
                typed = [(on_a_phone(word) or (word,))[0] for word in said]
                for way in {" ".join(said), " ".join(typed)} - {""}:
                    owners.setdefault(way, set()).add(tag)
    sums = {tag: sum(counted[tag].values()) for tag in LANGUAGES}

    def alone(word: str, tag: str) -> bool:
        most = max(_RARE, _LITTLE * counted[tag].get(word, 0.0) / sums[tag])
        return all(counted[other].get(word, 0.0) < most * sums[other] for other in LANGUAGES if other != tag)

    kept: dict[str, list[str]] = {tag: [] for tag in LANGUAGES}
    for word, tags in sorted(owners.items()):
        (tag, *others) = tags
        if not others and alone(word, tag):
            kept[tag].append(word)
    return json.dumps(kept, ensure_ascii=False, indent=0) + "\n"


_RARE = 1e-5
"""Share of a language's words under which a word is not its own."""
_LITTLE = 2.0
"""How much of its share in a word's own language it may have in another: the lexicon is believed before the text."""
