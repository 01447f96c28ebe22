"""A whole record in one line: «hier causerie Kati 12F 8H 5f 3g», read with the guide's own labels and the lexicon.

Rules:

1. A figure counts only with its unit: «12F», «8 hommes», «5 filles», «F: 12». Letters mean what the lexicon of the
   person's language says, capitals apart: «F» women, «f» girls. Where a line has no capital at all, «f» may be either:
   it is left out. The same unit twice is left out.
2. A day is a word or figures that are a day by themselves («hier», «2 mars», «02/03»). Before 4 in the morning
   «aujourd'hui» may be the day before: it is left to be asked.
3. A label is named by all of it, or by words that one label alone has; a word with a slip where the reader of labels
   is certain of it.
4. Whatever is left over is said and kept; nothing is guessed.

Which question takes what, the guide says in its appearance column: `ligne` for days and choices, `ligne-femmes`,
`ligne-hommes`, `ligne-filles`, `ligne-garcons`, `ligne-personnes` for figures.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dialogues.forms.definition import LINE, FormDefinition, Question
from dialogues.forms.ref import Ref
from dialogues.interview.filling import marked
from dialogues.interview.held import NIGHT_ENDS
from dialogues.interview.interview import Interview
from dialogues.locales import Locales, fold
from dialogues.messages import Option, Phrase
from dialogues.questions.moments import Day, read_day
from dialogues.questions.numbers import ascii_digits

MOST_LINES = 20
"""Records in one message."""
LONGEST = 300
"""Characters of one line."""
UNITS = ("femmes", "hommes", "filles", "garcons", "personnes")
"""Who is counted; each is a list of the lexicon and the end of an appearance word."""
_FIGURE = re.compile(r"(?:(?<![\w/.,-])|(?<=(?<!\w)و))(?P<n>[0-9]{1,5}) ?(?P<unit>[^\W\d_]+)(?![\w/])")
"""Arabic writes «and» joined to what follows: «و8 رجال»."""
_AFTER = re.compile(r"(?<!\w)(?P<unit>[^\W\d_]+) ?[:=] ?(?P<n>[0-9]{1,5})(?![\w/])")
_WORD = re.compile(r"[\w'’/.-]*\w")
_WIDEST = 5
"""Words of a label that are looked for together."""
_SHORTEST = 3
"""Letters of a word that may name a label."""
_SURE = 3
"""Values that make a line a record even without a figure."""

ReadLabel = Callable[[str, Sequence[Option]], str | None]
"""The name of the choice that words mean for certain, None for none."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was understood of one line.

    Args:
        text: the line.
        values: canonical texts by ref.
        unread: the words that were not understood, "" for none.
        figures: how many figures had a unit.
    """

    text: str
    values: Mapping[Ref, str]
    unread: str = ""
    figures: int = 0

    @property
    def is_record(self) -> bool:
        """Whether there is enough in it to begin a record."""
        return len(self.values) >= _SURE or (self.figures > 0 and len(self.values) > self.figures)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads lines for one interview that has just begun.

    Args:
        interview: says which questions there are and what their choices are.
        locales: the lexicon.
        tag: language of the person.
        label: reads words with slips.
    """

    interview: Interview
    locales: Locales
    tag: str
    label: ReadLabel

    def lines(self, text: str) -> Sequence[Told]:
        """What each line of a message tells; a line that is a day and nothing else is the day of those below it."""
        day: Mapping[Ref, str] = {}
        told: list[Told] = []
        for line in text.splitlines():
            if not line.strip():
                continue
            found = self.line(line)
            if not found.figures and not found.unread and found.values.keys() <= self._dates():
                day = found.values
            else:
                told.append(replace(found, values={**day, **found.values}))
        return told

    def line(self, text: str) -> Told:
        """What one line tells."""
        if len(text) > LONGEST:
            return Told(text, {}, text)
        rest, counted, figures = self._figures(ascii_digits(text))
        words = _WORD.findall(rest)
        values: dict[Ref, str] = dict(counted)
        words = self._day(words, values)
        words = self._labels(words, values)
        small = set(self._list("small_words"))
        return Told(text, values, " ".join(word for word in words if word and fold(word) not in small), figures)

    def _list(self, name: str, *, own: bool = False) -> Sequence[str]:
        tags = (self.tag,) if own else self.locales.languages
        return [word for tag in tags for word in self.locales.text(Phrase(f"lines.{name}"), tag).split()]

    def _dates(self) -> set[Ref]:
        return {ref for ref, question in self._questions(LINE) if question.type == "date"}

    def _questions(self, word: str) -> Sequence[tuple[Ref, Question]]:
        form: FormDefinition = self.interview.form
        return [(ref, form.questions[ref]) for ref in marked(form, word)]

    # --- figures --------------------------------------------------------------------------------------------------

    def _figures(self, text: str) -> tuple[str, Mapping[Ref, str], int]:
        """The line without its figures, what they count, and how many had a unit."""
        capital = any(found["unit"].isupper() for found in _FIGURE.finditer(text) if len(found["unit"]) == 1)
        found: dict[str, list[str]] = {}
        doubtful: list[str] = []

        def take(match: re.Match[str]) -> str:
            unit = self._unit(match["unit"], capital=capital)
            if unit is None:
                return match[0]
            if unit:
                found.setdefault(unit, []).append(match["n"])
            else:
                doubtful.append(match[0])
            return " , "

        rest = _FIGURE.sub(take, _AFTER.sub(take, text))
        values: dict[Ref, str] = {}
        for unit, figures in found.items():
            if len(figures) > 1:
                doubtful += [f"{figure} {unit}" for figure in figures]
            else:
                values |= {ref: str(int(figures[0])) for ref, _ in self._questions(f"{LINE}-{unit}")}
        return " ".join([rest, *(word.replace(" ", "") for word in doubtful)]), values, len(values)

    def _unit(self, word: str, *, capital: bool) -> str | None:
        """The unit that a word is; "" for a letter that may be two of them, None for no unit."""
        if len(word) == 1:
            exact = next((unit for unit in UNITS if word in self._list(unit, own=True)), None)
            other = next((unit for unit in UNITS if word.upper() in self._list(unit, own=True)), None)
            if exact is not None and word.islower() and other not in (None, exact):
                return exact if capital else ""
            return exact or other
        folded = fold(word)
        return next((unit for unit in UNITS if folded in {fold(each) for each in self._list(unit)}), None)

    # --- days and labels ------------------------------------------------------------------------------------------

    def _day(self, words: list[str], values: dict[Ref, str]) -> list[str]:
        now = self.interview.instance.now()
        today, night = now.date(), now.hour < NIGHT_ENDS
        for ref in self._dates():
            for width in (4, 3, 2, 1):
                for at in range(len(words) - width + 1):
                    day = self._read_day(words[at : at + width], today)
                    if day is not None:
                        if not (night and day == today and not any(map(str.isdigit, "".join(words[at : at + width])))):
                            values[ref] = day.isoformat()
                        return [*words[:at], *words[at + width :]]
        return words

    def _read_day(self, words: Sequence[str], today: dt.date) -> dt.date | None:
        if all(word.isdigit() for word in words):
            return None
        read = read_day(" ".join(words), today, self.locales)
        return read.date if isinstance(read, Day) and not read.doubtful else None

    def _labels(self, words: list[str], values: dict[Ref, str]) -> list[str]:
        """Find the choices that the words name, longest first; the words that name none are left."""
        small = set(self._list("small_words"))
        left: list[str] = [*words]
        for width in range(min(_WIDEST, len(words)), 0, -1):
            for at in range(len(words) - width + 1):
                window = left[at : at + width]
                if any(not word for word in window) or {fold(window[0]), fold(window[-1])} & small:
                    continue
                meant = self._meant(" ".join(window), values)
                if len(meant) == 1:
                    values |= meant
                    left[at : at + width] = [""] * width
        return left

    def _meant(self, words: str, values: Mapping[Ref, str]) -> dict[Ref, str]:
        """The choices that words name, of the questions that have no value yet."""
        found: dict[Ref, str] = {}
        folded = fold(words)
        if len(folded) < _SHORTEST or folded.isdigit():
            return found
        for ref, question in self._questions(LINE):
            node = self.interview.instance.node(ref)
            if question.choices is None or node is None or ref in values:
                continue
            options = [Option(name, label) for name, label in self.interview.instance.choices(question, node)]
            name = _named(folded, options) or (self.label(words, options) if " " not in folded else None)
            if name is not None:
                found[ref] = name
        return found


def _named(folded: str, options: Sequence[Option]) -> str | None:
    """The choice whose label is these words, else the only one that has them in it."""
    labels = [(option.name, fold(option.label)) for option in options]
    whole = [name for name, label in labels if label == folded]
    if whole:
        return whole[0] if len(whole) == 1 else None
    parts = [name for name, label in labels if f" {folded} " in f" {label} "]
    return parts[0] if len(parts) == 1 else None
